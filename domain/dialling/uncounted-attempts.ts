/**
 * An attempt that the provider failed before anybody answered. If the provider was out, or had just come back, its job does not
 * pay for it (`isDoubtful` of `circuit.ts`). If it seemed well, nobody can say yet: the first calls that a carrier drops are
 * what tells that it is out. So such an attempt stays in doubt for a while, and no job fails for it meanwhile.
 */
import { circuitLimits } from '../providers/circuit';
import { type JobFacts } from './may-dial';
import { type Outcome } from '../calls/outcome';

// Attempts of a job that do not count, in all: each may have rung. As often as it may meet a provider that is away.
const MOST_UNCOUNTED = 5;

/** Did the provider fail this attempt, and may its job be spared it? */
export const mayGoUncounted = ({
  outcome,
  isAnswered,
  forgiven,
}: {
  outcome: Outcome;
  /** Somebody answered: whatever failed then, they were called. */
  isAnswered: boolean;
  /** Attempts of the job that were forgiven before. */
  forgiven: number;
}): boolean => outcome === 'provider_failed' && !isAnswered && forgiven < MOST_UNCOUNTED;

/**
 * The job as the rules count it: without its last attempt, if the provider went out while that was in doubt. An attempt that
 * ended moments after the provider had gone out, by a worker that had not heard of it, is one of those.
 */
export function afterVerdict<Job extends Pick<JobFacts, 'LastAttempt' | 'UncountedAttempts'>>(
  job: Job,
  provider: { PausedAt?: Date | undefined } | null | undefined,
  { growthMs } = circuitLimits,
): Job {
  const { LastAttempt, UncountedAttempts = 0 } = job;
  if (!LastAttempt?.DoubtedUntil || !provider?.PausedAt) return job;
  const pausedAfterMs = provider.PausedAt.getTime() - LastAttempt.EndedAt.getTime();
  const isForgiven = pausedAfterMs > -growthMs && provider.PausedAt <= LastAttempt.DoubtedUntil;
  return isForgiven ? { ...job, UncountedAttempts: UncountedAttempts + 1, LastAttempt: undefined } : job;
}
