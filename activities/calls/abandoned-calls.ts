/** Calls whose workflow is gone: terminated, reset or lost. Only this code hangs them up or learns of their end. */
import { type CallRef } from '../../domain/jobs/job';
import { releaseClaim } from '../../store/calls/dial-permits';
import { type JobDocument } from '../../store/mongodb/documents';
import { type ActivityDeps } from '../ports/deps';
import { keepToldTranscript, callToLookUp } from './call-lookup';
import { settleCall, settleUnanalyzed } from './settle-call';

/**
 * Hangs up the call in this job's slot, and settles the job by the end that the provider reports.
 * @param hangUp false: only checks whether it has ended
 * @param onProgress heartbeat between the steps, each of which may take seconds
 * @param giveUp settles even if the provider does not confirm that the call is over
 * @returns false while the provider cannot say, or says that the call goes on: the slot stays taken.
 */
export async function settleAbandoned(
  deps: ActivityDeps,
  job: JobDocument,
  onProgress: () => void,
  { giveUp = false, hangUp = true }: { giveUp?: boolean; hangUp?: boolean } = {},
): Promise<boolean> {
  const { store, provider, logger } = deps;
  const id = job.Slot?.CallID ?? '';
  logger.warn({ callId: id, campaignId: job.CampaignID }, 'a slot is held by a call whose workflow is gone');
  // A claim that never began to dial has no call at the provider.
  if (job.Slot?.Stage === 'claimed' && (await releaseClaim(store, job._id, id))) return true;
  const ref: CallRef = {
    CampaignID: job.CampaignID,
    JobID: job._id,
    Attempt: job.Attempts,
    ...inboundOf(id),
  };
  onProgress();
  const call = await callToLookUp(store, ref);
  if (hangUp) await provider.hangUp(call);
  onProgress();
  const known = await provider.lookUp(call);
  onProgress();
  const isOver = known.kind === 'not_found' || (known.kind === 'found' && known.progress.end !== undefined);
  if (!isOver && !giveUp) return false;
  if (known.kind === 'found') await keepToldTranscript(deps, ref, known);
  const progress = known.kind === 'found' ? known.progress : {};
  const settled = await settleCall(deps, { ...ref, Progress: progress }, { endFirst: true });
  if (settled === 'analyzing') await settleUnanalyzed(deps, ref);
  return true;
}

/** The last part of a call's id names the attempt, or the inbound call. */
export function inboundOf(id: string): { Inbound?: string } {
  const part = id.slice(id.lastIndexOf(':') + 1);
  return part.startsWith('in-') ? { Inbound: part } : {};
}
