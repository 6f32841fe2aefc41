/** What an ended campaign leaves behind: active calls and incomplete jobs. */
import { hangUpSignal } from '../../workflows/contract';
import { countIncompleteJobs, listActiveCalls, recordEnding } from '../../store/campaigns/ending';
import { type JobDocument } from '../../store/mongodb/documents';
import { type ActivityDeps } from '../ports/deps';
import { failEveryIncompleteJob } from './fail-incomplete-jobs';
import { settleAbandoned } from '../calls/abandoned-calls';

// Calls hung up at a time: bounds the requests in flight to Temporal.
const HANG_UP_STEP = 50;
const SIGNAL_DEADLINE_MS = 10_000;

export interface EndingOptions {
  /** Said before every step that may take long. */
  onProgress: (progress: object) => void;
  /**
   * Jobs are failed also when a call could not be told to end, which its own limits then do. Until then it is worth to try
   * again: a failed job holds no slot, and nobody looks for its call any more.
   */
  isLastTry: boolean;
}

/**
 * Hangs up the active calls of an ended campaign, then fails every incomplete job. Killed anywhere and run again it goes
 * on with what is left. Throws when something was left to do, so that it is run again.
 * @returns how many jobs failed because the campaign ended, whichever run failed them.
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

/** @returns how many calls could not be told. */
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

/** @returns false when the call could not be told. */
async function hangUp(deps: ActivityDeps, job: JobDocument, onProgress: () => void): Promise<boolean> {
  const { client, logger } = deps;
  const callId = job.Slot?.CallID ?? '';
  try {
    await client.withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
      client.workflow.getHandle(callId).signal(hangUpSignal, 'campaign_ended'),
    );
    return true;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) {
      logger.warn({ callId, err: error }, 'could not ask a call of an ended campaign to hang up');
      return false;
    }
  }
  // Terminated by somebody, or not started yet: only what may be ringing is somebody's call.
  return job.Slot?.Stage === 'claimed' || settleAbandoned(deps, job, onProgress);
}
