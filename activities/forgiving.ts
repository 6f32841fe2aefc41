/** A call that the provider could not carry while it was out, or had just come back: its job does not pay for it. */
import { isDoubtful } from '../domain/circuit';
import { type CallRef, callId } from '../domain/job';
import { type Outcome } from '../domain/outcome';
import { forgiveAttempt } from '../store/attempts';
import { type CampaignDocument, type JobDocument } from '../store/documents';
import { type ActivityDeps } from './deps';

// Attempts of a job that do not count, in all: each may have rung. As often as it may meet a provider that is away.
const MOST_FORGIVEN = 5;

export interface FailedAttempt {
  ref: CallRef;
  job: JobDocument;
  campaign: CampaignDocument;
  outcome: Outcome;
  /** Somebody answered: whatever failed then, they were called. */
  isAnswered: boolean;
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
  { ref, job, campaign, outcome, isAnswered, now }: FailedAttempt,
): Promise<boolean> {
  const { Forgiven = 0 } = job;
  if (outcome !== 'provider_failed' || isAnswered || ref.Inbound !== undefined) return false;
  // Nothing of an ended campaign waits.
  if (Forgiven >= MOST_FORGIVEN || campaign.State === 'ended') return false;
  const [state] = await providerStates([provider.name]);
  if (!state || !isDoubtful(state, now.getTime())) return false;
  const dueAt = new Date(now.getTime() + limits.providerAwayMs * 2 ** Forgiven);
  return forgiveAttempt(store, {
    jobId: ref.JobID,
    callId: callId(ref),
    deferral: { dueAt, reason: 'global_pause' },
    now,
  });
}
