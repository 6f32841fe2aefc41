/**
 * The wait after an attempt. Asked when the attempt is settled and again whenever its job is looked at, so that another
 * version of the rules reaches jobs that wait already.
 */
import { type Constraints, retryableOutcomes } from '../campaigns/campaign-data';
import { durationOf, MAX_DURATION_MS } from '../time/duration';
import { type Outcome } from '../calls/outcome';

/** The latest attempt that counts, of a job that waits because of it. */
export interface LastAttempt {
  outcome: Outcome;
  endedAtMs: number;
  /** Until then it may turn out that the provider was to blame, and that the attempt does not count. */
  doubtedUntilMs?: number | undefined;
}

/**
 * The least wait when the owner names none: a line that was busy or unanswered is rarely free a moment later, and two
 * calls within five minutes feel like harassment to whoever picks up.
 */
const DEFAULT_BETWEEN_ATTEMPTS_MS = 5 * 60_000;

/** Each wait twice the last: the customary growth. */
const DEFAULT_MULTIPLIER = 2;

/** Is a job dialled again after this outcome? */
export function isRetriedAfter(outcome: Outcome, { RetryOn }: Constraints): boolean {
  const retried: readonly Outcome[] = RetryOn ?? retryableOutcomes;
  return retried.includes(outcome);
}

/**
 * When the next attempt may begin; `attempts` were made that count. No jitter: jobs that fall due together still leave one by
 * one, as slots free.
 */
export const retryFromMs = (
  { endedAtMs, attempts }: { endedAtMs: number; attempts: number },
  constraints: Constraints,
): number => endedAtMs + Math.max(betweenAttemptsMs(constraints), backoffMs(constraints, attempts));

const betweenAttemptsMs = ({ MinDurationBetweenAttempts: least }: Constraints): number =>
  least === undefined ? DEFAULT_BETWEEN_ATTEMPTS_MS : durationOf('MinDurationBetweenAttempts', least);

function backoffMs({ RetryBackoff: backoff }: Constraints, attempts: number): number {
  if (!backoff) return 0;
  // The growth is bounded before it is used: the power may be infinite, and infinity times an Initial of 0s is no number.
  const growth = Math.min((backoff.Multiplier ?? DEFAULT_MULTIPLIER) ** (attempts - 1), MAX_DURATION_MS);
  const most = backoff.Max === undefined ? MAX_DURATION_MS : durationOf('RetryBackoff.Max', backoff.Max);
  return Math.round(Math.min(durationOf('RetryBackoff.Initial', backoff.Initial) * growth, most));
}
