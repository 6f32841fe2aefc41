/**
 * Slots whose lease has run out. The call workflow frees its slot on every way out, but a workflow that was
 * terminated or reset runs no code: without this its slot would be lost and the campaign would slowly stop.
 */
import { type ActivityDeps } from './deps';
import { type JobDocument } from '../store/documents';
import { findExpiredSlot, listExpiredSlots, renewLease } from '../store/claims';
import { settleCall } from './settling';

// Looked into in one round; the next round comes seconds later.
const SLOTS_PER_ROUND = 100;
// A lease that ran out while its call workflow lives (no worker ran for a while) is renewed by this.
const RENEWAL_MS = 5 * 60_000;
// 5 min × 60 = 5 h: longer than any call may last (4 h), so what is still held by then is stuck, not slow.
const MAX_RENEWALS = 60;
const DESCRIBE_DEADLINE_MS = 5_000;

/** Frees what nobody else will. Calls `onProgress` before each slot: looking into one may take 13 s. */
export async function reclaimExpiredSlots(
  deps: ActivityDeps,
  campaignId: string,
  onProgress: () => void,
): Promise<void> {
  const now = new Date();
  for (const job of await listExpiredSlots(deps.store, { campaignId, now, limit: SLOTS_PER_ROUND })) {
    onProgress();
    await lookInto(deps, job);
  }
}

async function lookInto(deps: ActivityDeps, listed: JobDocument): Promise<void> {
  const { store, logger, provider } = deps;
  const claimId = listed.Slot?.ClaimID ?? '';
  const job = await findExpiredSlot(store, { jobId: listed._id, claimId, now: new Date() });
  if (!job?.Slot) return;
  const { CallID, LeaseRenewals } = job.Slot;
  if (LeaseRenewals < MAX_RENEWALS && (await isRunning(deps, CallID))) {
    await renewLease(store, { jobId: job._id, callId: CallID, until: new Date(Date.now() + RENEWAL_MS) });
    return;
  }
  logger.warn(
    { callId: CallID, campaignId: job.CampaignID },
    'a slot was held by a call whose workflow is gone',
  );
  await provider.hangUp(CallID);
  const known = await provider.lookUp(CallID);
  await settleCall(deps, {
    CampaignID: job.CampaignID,
    JobID: job._id,
    Attempt: job.Attempts,
    progress: known.kind === 'found' ? known.progress : {},
  });
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
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return false;
    throw error;
  }
}
