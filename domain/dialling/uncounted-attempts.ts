/**
 * An attempt that the provider failed before the callee answered. If the provider was out, or had just come back, the
 * attempt does not count (`isDoubtful` of `circuit.ts`). If it seemed well, that is not known yet: the first calls that
 * a carrier drops are the sign that it is out. So such an attempt stays in doubt for a while, and no job fails for it
 * meanwhile.
 */
import { circuitLimits } from '../providers/circuit';
import { type JobFacts } from './may-dial';
import { type Outcome } from '../calls/outcome';

// Uncounted attempts of a job, in all: each may have rung.
const MOST_UNCOUNTED = 5;

/** Did the provider fail this attempt, and may it go uncounted? */
export const mayGoUncounted = ({
  outcome,
  isAnswered,
  uncounted,
}: {
  outcome: Outcome;
  /** The callee answered: they were called, whatever failed afterwards. */
  isAnswered: boolean;
  /** Attempts of the job that went uncounted before. */
  uncounted: number;
}): boolean => outcome === 'provider_failed' && !isAnswered && uncounted < MOST_UNCOUNTED;

/**
 * The job as the rules count it: without its last attempt, if the provider went out while that attempt was in doubt.
 * This includes an attempt that ended moments after the provider went out, in a worker that did not know yet.
 */
export function afterVerdict<Job extends Pick<JobFacts, 'LastAttempt' | 'UncountedAttempts'>>(
  job: Job,
  provider: { PausedAt?: Date | undefined } | null | undefined,
  { growthMs } = circuitLimits,
): Job {
  const { LastAttempt, UncountedAttempts = 0 } = job;
  if (!LastAttempt?.DoubtedUntil || !provider?.PausedAt) return job;
  const pausedAfterMs = provider.PausedAt.getTime() - LastAttempt.EndedAt.getTime();
  const isUncounted = pausedAfterMs > -growthMs && provider.PausedAt <= LastAttempt.DoubtedUntil;
  return isUncounted ? { ...job, UncountedAttempts: UncountedAttempts + 1, LastAttempt: undefined } : job;
}
