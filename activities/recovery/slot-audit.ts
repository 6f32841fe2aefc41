/**
 * Slots whose lease has run out. The call workflow frees its slot on every way out, but a workflow that was
 * terminated or reset runs no code: without this its slot would be lost and the campaign would slowly stop.
 */
import { WorkflowNotFoundError } from '@temporalio/client';
import { type ActivityDeps } from '../ports/deps';
import { type JobDocument } from '../../store/mongodb/documents';
import { findExpiredSlot, listExpiredSlots, renewLease } from '../../store/dialling/claims';
import { lookAgain } from '../../store/dialling/lost-workflows';
import { listLongAnalyses, noteAnalysisRuns } from '../../store/calls/settlements';
import { inboundOf, settleAbandoned } from '../calls/abandoned-calls';
import { settleUnanalyzed } from '../calls/settle-call';

// Looked into in one round; the next round comes seconds later.
const SLOTS_PER_ROUND = 100;
// Each look may take 13 s while a provider is out, and the dispatcher that makes the round claims nothing meanwhile.
const ROUND_MS = 2_000;
// A lease that ran out while its call workflow lives (no worker ran for a while) is renewed by this.
const RENEWAL_MS = 5 * 60_000;
// 5 min × 60 = 5 h: longer than any call may last (4 h), so what is still held by then is stuck, not slow.
const MAX_RENEWALS = 60;
// A call whose workflow is gone and that the provider does not say is over: 10 s × 60 = 10 min, as a call's workflow waits.
const LOOK_AGAIN_MS = 10_000;
const DESCRIBE_DEADLINE_MS = 5_000;
// An analysis takes seconds; asking Temporal about each job that has been at it for longer costs a millisecond.
const LOST_ANALYSIS_MS = 2 * 60_000;

/** Frees what nobody else will. Calls `onProgress` before each slot: looking into one may take 13 s. */
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

/** Each step may take seconds, and a heartbeat that stays out that long starts a second dispatcher. */
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
  // The conversation is within its limits, though no workflow listens any more: it is not cut off.
  const mayGoOn = !giveUp && HangUpFrom !== undefined && HangUpFrom > clock.date();
  if (await settleAbandoned(deps, job, onProgress, { giveUp, hangUp: !mayGoOn })) return;
  // Looked into again soon: a call that was just hung up takes a moment to end.
  const soon = new Date(clock.now() + LOOK_AGAIN_MS);
  if (mayGoOn) await lookAgain(store, { jobId: job._id, callId: CallID, at: soon });
  else await renewLease(store, { jobId: job._id, callId: CallID, until: soon });
}

/** Settles, as their calls ended, jobs whose analysis nobody carries out any more. */
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
export async function isRunning({ client }: ActivityDeps, workflowId: string): Promise<boolean> {
  try {
    const description = await client.withDeadline(Date.now() + DESCRIBE_DEADLINE_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    // A workflow that an operator paused on the server is open too.
    return !closedStatuses.includes(description.status.name);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
