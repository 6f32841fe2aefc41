/** Calls whose workflow is gone: terminated, reset or lost. Nobody else hangs them up or hears of their end. */
import { type CallRef } from '../../domain/jobs/job';
import { releaseClaim } from '../../store/calls/dial-permits';
import { type JobDocument } from '../../store/mongodb/documents';
import { type ActivityDeps } from '../ports/deps';
import { keepToldTranscript, callToLookUp } from './call-lookup';
import { settleCall, settleUnanalyzed } from './settle-call';

/**
 * Hangs up the call that holds this job's slot, and settles the job as the provider says that the call ended.
 * @param hangUp false only looks whether it has ended
 * @param onProgress said between the steps, each of which may take seconds
 * @param giveUp settle also without the provider's word that the call is over
 * @returns false while the provider cannot say, or says that somebody is on the line: the slot is not free yet.
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
  // What never began to dial is nobody's call: the provider has nothing to hang up, and nothing to say.
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

/** The last part of a call's id names the attempt, or the call to us. */
export function inboundOf(id: string): { Inbound?: string } {
  const part = id.slice(id.lastIndexOf(':') + 1);
  return part.startsWith('in-') ? { Inbound: part } : {};
}
