/**
 * The wait after an attempt. It is worked out when the attempt is settled, and again whenever its job is evaluated, so
 * that a new version of the rules reaches jobs that wait already.
 */
import { type Constraints, retryableOutcomes } from '../campaigns/campaign-data';
import { durationOf, MAX_DURATION_MS } from '../time/duration';
import { type Outcome } from '../calls/outcome';

/**
 * The shortest wait when the owner names none: a line that was busy or unanswered is rarely free a moment later, and
 * two calls within five minutes feel like harassment to the callee.
 */
const DEFAULT_BETWEEN_ATTEMPTS_MS = 5 * 60_000;

/** Each wait is twice the previous one: the customary growth. */
const DEFAULT_MULTIPLIER = 2;

/** Is a job dialled again after this outcome? */
export function isRetriedAfter(outcome: Outcome, { RetryOn }: Constraints): boolean {
  const retried: readonly Outcome[] = RetryOn ?? retryableOutcomes;
  return retried.includes(outcome);
}

/**
 * When the next attempt may begin, after `attempts` that count. No jitter: jobs that fall due together still leave one
 * by one, as slots become free.
 */
export const retryFromMs = (
  { endedAtMs, attempts }: { endedAtMs: number; attempts: number },
  constraints: Constraints,
): number => endedAtMs + Math.max(betweenAttemptsMs(constraints), backoffMs(constraints, attempts));

const betweenAttemptsMs = ({ MinDurationBetweenAttempts: least }: Constraints): number =>
  least === undefined ? DEFAULT_BETWEEN_ATTEMPTS_MS : durationOf('MinDurationBetweenAttempts', least);

function backoffMs({ RetryBackoff: backoff }: Constraints, attempts: number): number {
  if (!backoff) return 0;
  // Bound the growth before use: the power may be infinite, and infinity times an Initial of 0s is NaN.
  const growth = Math.min((backoff.Multiplier ?? DEFAULT_MULTIPLIER) ** (attempts - 1), MAX_DURATION_MS);
  const most = backoff.Max === undefined ? MAX_DURATION_MS : durationOf('RetryBackoff.Max', backoff.Max);
  return Math.round(Math.min(durationOf('RetryBackoff.Initial', backoff.Initial) * growth, most));
}
