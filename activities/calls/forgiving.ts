/** A call that the provider could not carry while it was out, or had just come back: its job does not pay for it. */
import { isDoubtful } from '../../domain/providers/circuit';
import { type CallRef, callId } from '../../domain/jobs/job';
import { forgiveAttempt } from '../../store/calls/dial-permits';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { type ActivityDeps } from '../ports/deps';

/** An attempt that may be forgiven (`isForgivable`). */
export interface FailedAttempt {
  ref: CallRef;
  job: JobDocument;
  campaign: CampaignDocument;
  now: Date;
}

/**
 * Lets the job wait again, if the provider was to blame: its attempt does not count. It keeps its number all the same, since
 * the provider knows the call by it.
 * @returns whether it did.
 */
export async function forgive(
  {
    store,
    provider,
    providerStates,
    limits,
  }: Pick<ActivityDeps, 'store' | 'provider' | 'providerStates' | 'limits'>,
  { ref, job, campaign, now }: FailedAttempt,
): Promise<boolean> {
  // Nothing of an ended campaign waits.
  if (campaign.State === 'ended') return false;
  const [state] = await providerStates([provider.name]);
  if (!state || !isDoubtful(state, now.getTime())) return false;
  const dueAt = new Date(now.getTime() + limits.providerAwayMs * 2 ** (job.Forgiven ?? 0));
  return forgiveAttempt(store, {
    jobId: ref.JobID,
    callId: callId(ref),
    deferral: { dueAt, reason: 'global_pause' },
    now,
  });
}
