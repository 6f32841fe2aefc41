/** Ends what an ended campaign leaves behind: active calls and incomplete jobs. */
import { WorkflowNotFoundError } from '@temporalio/client';
import { hangUpSignal } from '../../workflows/contract';
import {
  countIncompleteJobs,
  failIncompleteJobs,
  listActiveCalls,
  nextJobRange,
  recordEnding,
} from '../../store/campaigns/ending';
import { type JobDocument } from '../../store/mongodb/documents';
import { type ActivityDeps } from '../ports/deps';
import { settleAbandoned } from '../calls/abandoned-calls';

// Calls hung up at a time: bounds the requests in flight to Temporal.
const HANG_UP_STEP = 50;
const SIGNAL_DEADLINE_MS = 10_000;

interface EndingOptions {
  /** Heartbeat: called before every step that may take long. */
  onProgress: (progress: object) => void;
  /**
   * Fail jobs even if a call could not be told to end; its own limits then end it. Until then a retry is better: a
   * failed job has no slot, so its call is not looked for any more.
   */
  isLastTry: boolean;
}

/**
 * Hangs up the active calls of an ended campaign, then fails every incomplete job. If it is killed at any point, the
 * next run does what is left. Throws when something is left, so that it is run again.
 * @returns how many jobs failed because the campaign ended, over all runs.
 */
export async function finishEnding(
  deps: ActivityDeps,
  campaignId: string,
  { onProgress, isLastTry }: EndingOptions,
): Promise<number> {
  const { store } = deps;
  const unheard = await hangUpActiveCalls(deps, campaignId, onProgress);
  if (unheard > 0 && !isLastTry)
    throw new Error(`${unheard} calls of campaign ${campaignId} could not be told to hang up`);
  const failed = await failEveryIncompleteJob(deps, campaignId, onProgress);
  const left = await countIncompleteJobs(store, campaignId);
  if (left > 0) throw new Error(`${left} jobs of campaign ${campaignId} became incomplete while it ended`);
  await recordEnding(store, campaignId, failed);
  return failed;
}

/** @returns how many calls could not be told to hang up. */
async function hangUpActiveCalls(
  deps: ActivityDeps,
  campaignId: string,
  onProgress: (progress: object) => void,
): Promise<number> {
  let [hungUp, unheard] = [0, 0];
  for (let afterId = ''; ;) {
    const jobs = await listActiveCalls(deps.store, { campaignId, afterId, limit: HANG_UP_STEP });
    const last = jobs.at(-1);
    if (!last) return unheard;
    onProgress({ hungUp });
    const told = await Promise.all(jobs.map((job) => hangUp(deps, job, () => onProgress({ hungUp }))));
    hungUp += jobs.length;
    unheard += told.filter((heard) => !heard).length;
    afterId = last._id;
  }
}

/** @returns false when the call could not be told to hang up. */
async function hangUp(deps: ActivityDeps, job: JobDocument, onProgress: () => void): Promise<boolean> {
  const { client, logger } = deps;
  const callId = job.Slot?.CallID ?? '';
  try {
    await client.withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
      client.workflow.getHandle(callId).signal(hangUpSignal, 'campaign_ended'),
    );
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) {
      logger.warn({ callId, err: error }, 'could not ask a call of an ended campaign to hang up');
      return false;
    }
  }
  // Terminated by an operator, or not started yet: a slot that is only claimed has no call to hang up.
  return job.Slot?.Stage === 'claimed' || settleAbandoned(deps, job, onProgress);
}

// Jobs failed in one step: under a second of work, so heartbeats are never late and a kill repeats little.
const RANGE = 10_000;
// Steps in flight: MongoDB works on one while the next is found, on a second core if it has one.
const AT_ONCE = 2;

/**
 * Fails every incomplete job of an ended campaign, range by range. If it is killed at any point, the next run does what
 * is left.
 * @returns how many jobs failed because the campaign ended, in this run and in earlier ones.
 */
async function failEveryIncompleteJob(
  { store, clock }: Pick<ActivityDeps, 'store' | 'clock'>,
  campaignId: string,
  onProgress: (progress: { failed: number }) => void,
): Promise<number> {
  let failed = 0;
  let afterId: string | undefined = '';
  /** The walkers share the cursor: each takes the next range when it is done with its own. */
  let cursor: Promise<unknown> = Promise.resolve();
  const takeRange = async () => {
    if (afterId === undefined) return undefined;
    const range = await nextJobRange(store, { campaignId, afterId, size: RANGE });
    afterId = range.throughId;
    return range;
  };
  const walk = async (): Promise<void> => {
    for (;;) {
      const taken = cursor.then(takeRange);
      cursor = taken.catch(() => undefined);
      const range = await taken;
      if (!range) return;
      const inRange = await failIncompleteJobs(store, { campaignId, range, size: RANGE, now: clock.date() });
      // Added only after the await: the other walker adds its own meanwhile.
      failed += inRange;
      onProgress({ failed });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, walk));
  return failed;
}
