/** What an ended campaign leaves behind: active calls and incomplete jobs. */
import { hangUpSignal } from '../workflows/contract';
import { countIncompleteJobs, listActiveCalls } from '../store/ending';
import { type ActivityDeps } from './deps';
import { failEveryIncompleteJob } from './fail-incomplete-jobs';

// Calls hung up at a time: bounds the requests in flight to Temporal.
const HANG_UP_STEP = 50;
// More active calls than any campaign's cap allows in practice.
const ACTIVE_CALLS_STEP = 10_000;
const SIGNAL_DEADLINE_MS = 10_000;

/**
 * Hangs up the active calls of an ended campaign, then fails every incomplete job. Killed anywhere and run again it goes
 * on with what is left. Throws when something was left to do, so that it is run again.
 * @returns how many jobs this run failed.
 */
export async function finishEnding(
  deps: ActivityDeps,
  campaignId: string,
  onProgress: (progress: object) => void,
): Promise<number> {
  const { store } = deps;
  const calls = await listActiveCalls(store, campaignId, ACTIVE_CALLS_STEP);
  let unheard = 0;
  for (let i = 0; i < calls.length; i += HANG_UP_STEP) {
    onProgress({ hungUp: i });
    const told = await Promise.all(calls.slice(i, i + HANG_UP_STEP).map((call) => askToHangUp(deps, call)));
    unheard += told.filter((heard) => !heard).length;
  }
  // Jobs are failed also when a call could not be told: its own limits end it.
  const failed = await failEveryIncompleteJob(store, campaignId, onProgress);
  const left = await countIncompleteJobs(store, campaignId);
  if (left > 0) throw new Error(`${left} jobs of campaign ${campaignId} became incomplete while it ended`);
  if (unheard > 0) throw new Error(`${unheard} calls of campaign ${campaignId} could not be told to hang up`);
  return failed;
}

/** @returns false when the call could not be told. A call workflow that is gone has no call to hang up. */
async function askToHangUp({ client, logger }: ActivityDeps, callId: string): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
      client.workflow.getHandle(callId).signal(hangUpSignal, 'campaign_ended'),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return true;
    logger.warn({ callId, err: error }, 'could not ask a call of an ended campaign to hang up');
    return false;
  }
}
