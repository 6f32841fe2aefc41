/**
 * Checks slots whose lease has expired. A call workflow frees its slot however it ends, but one that was terminated or
 * reset runs no code: its slot would be lost and the campaign would slowly stop.
 */
import { WorkflowNotFoundError } from '@temporalio/client';
import { type ActivityDeps } from '../ports/deps';
import { type JobDocument } from '../../store/mongodb/documents';
import { findExpiredSlot, listExpiredSlots, renewLease } from '../../store/dialling/claims';
import { lookAgain } from '../../store/dialling/lost-workflows';
import { listLongAnalyses, noteAnalysisRuns } from '../../store/calls/settlements';
import { inboundOf, settleAbandoned } from '../calls/abandoned-calls';
import { settleUnanalyzed } from '../calls/settle-call';

// Checked in one round; the next round comes seconds later.
const SLOTS_PER_ROUND = 100;
// Each check may take 13 s while a provider is out, and the dispatcher that does the round claims nothing meanwhile.
const ROUND_MS = 2_000;
// A lease that expired while its call workflow lives (no worker ran for a while) is renewed by this.
const RENEWAL_MS = 5 * 60_000;
// 5 min × 60 = 5 h: longer than any call may last (4 h), so a slot still taken by then is stuck, not slow.
const MAX_RENEWALS = 60;
// A call whose workflow is gone, and that the provider does not report as over, is checked again: 10 s × 60 = 10 min,
// as a call's workflow waits.
const LOOK_AGAIN_MS = 10_000;
const DESCRIBE_DEADLINE_MS = 5_000;
// An analysis takes seconds; asking Temporal about each longer one costs a millisecond.
const LOST_ANALYSIS_MS = 2 * 60_000;

/** Frees slots whose call workflow is gone. Calls `onProgress` before each slot: checking one may take 13 s. */
export async function reclaimExpiredSlots(
  deps: ActivityDeps,
  campaignId: string,
  onProgress: () => void,
): Promise<void> {
  const { clock } = deps;
  const now = clock.date();
  const until = performance.now() + ROUND_MS;
  for (const job of await listExpiredSlots(deps.store, { campaignId, now, limit: SLOTS_PER_ROUND })) {
    if (performance.now() > until) return;
    await lookInto(deps, job, onProgress);
  }
}

/** Each step may take seconds, and without heartbeats for that long a second dispatcher is started. */
async function lookInto(deps: ActivityDeps, listed: JobDocument, onProgress: () => void): Promise<void> {
  const { store, clock } = deps;
  onProgress();
  const claimId = listed.Slot?.ClaimID ?? '';
  const job = await findExpiredSlot(store, { jobId: listed._id, claimId, now: clock.date() });
  if (!job?.Slot) return;
  const { CallID, LeaseRenewals, HangUpFrom } = job.Slot;
  if (LeaseRenewals < MAX_RENEWALS && (await isRunning(deps, CallID))) {
    await renewLease(store, { jobId: job._id, callId: CallID, until: new Date(clock.now() + RENEWAL_MS) });
    return;
  }
  const giveUp = LeaseRenewals >= MAX_RENEWALS;
  // The conversation is within its limits, so it is not cut off, although its workflow is gone.
  const mayGoOn = !giveUp && HangUpFrom !== undefined && HangUpFrom > clock.date();
  if (await settleAbandoned(deps, job, onProgress, { giveUp, hangUp: !mayGoOn })) return;
  // Checked again soon: a call that was just hung up takes a moment to end.
  const soon = new Date(clock.now() + LOOK_AGAIN_MS);
  if (mayGoOn) await lookAgain(store, { jobId: job._id, callId: CallID, at: soon });
  else await renewLease(store, { jobId: job._id, callId: CallID, until: soon });
}

/** Settles jobs whose analysis has no workflow any more, by the way their calls ended. */
export async function settleLostAnalyses(
  deps: ActivityDeps,
  campaignId: string,
  onProgress: () => void,
): Promise<void> {
  const since = new Date(deps.clock.now() - LOST_ANALYSIS_MS);
  for (const job of await listLongAnalyses(deps.store, { campaignId, since, limit: SLOTS_PER_ROUND })) {
    onProgress();
    const id = job.AnalyzedCallID ?? '';
    if (await isRunning(deps, id)) {
      await noteAnalysisRuns(deps.store, job._id, deps.clock.date());
      continue;
    }
    deps.logger.warn({ callId: id, campaignId }, 'the workflow that analysed a call is gone');
    await settleUnanalyzed(deps, {
      CampaignID: campaignId,
      JobID: job._id,
      Attempt: job.Attempts,
      ...inboundOf(id),
    });
  }
}

const closedStatuses: string[] = [
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'CONTINUED_AS_NEW',
  'TIMED_OUT',
];

/** Whether the workflow of this id is open. */
export const isRunning = async (deps: ActivityDeps, workflowId: string): Promise<boolean> =>
  (await activitiesOf(deps, workflowId)) !== undefined;

/** The names of the activities that the workflow of this id waits for; undefined: it is not open. */
export async function activitiesOf(
  { client }: ActivityDeps,
  workflowId: string,
): Promise<string[] | undefined> {
  try {
    const { status, raw } = await client.withDeadline(Date.now() + DESCRIBE_DEADLINE_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    // A workflow that an operator paused on the server is open too.
    if (closedStatuses.includes(status.name)) return undefined;
    return (raw.pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? '');
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
