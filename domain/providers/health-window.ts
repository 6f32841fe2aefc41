/**
 * What one process has seen of a provider and its circuit has not heard of yet, in turns of a second. Failures are worth a
 * word, and with them what went well beside them.
 *
 * A call that was taken went well, until it is dropped: then its taking proves nothing, and it has failed. So a provider
 * that takes every call and carries none shows no success at all, and one that drops a few among many shows the many.
 */
import { type CircuitLimits, type HealthReport } from './circuit';

export interface HealthWindow {
  /** In the turn that goes on. */
  ok: number;
  failed: number;
  /** Calls that the provider had taken and could not carry. */
  dropped: number;
  reason: string;
  /** Successes of earlier turns that nobody heard of: enough to tell one failure in ten from an outage, too few to hide one. */
  before: number;
  /** The same by turn, the latest last: among them were taken the calls that are dropped in this turn. */
  quiet: number[];
}

/**
 * A carrier gives up on a call within some seconds of taking it. Turns before that hold other calls, and would only hide for
 * longer that it has begun to drop them.
 */
const QUIET_TURNS = 10;

export const emptyHealthWindow: HealthWindow = {
  ok: 0,
  failed: 0,
  dropped: 0,
  reason: '',
  before: 0,
  quiet: [],
};

/** The turn is over: what is to be said of it, if anything, and what the next one begins with. */
export function afterTurn(
  seen: HealthWindow,
  { minFailures }: Pick<CircuitLimits, 'minFailures'>,
): { report?: HealthReport; next: HealthWindow } {
  const { ok, failed, dropped, reason, before, quiet } = seen;
  if (failed + dropped === 0) {
    const next = { ...emptyHealthWindow, before: Math.min(before + ok, minFailures) };
    return { next: { ...next, quiet: [...quiet, ok].slice(-QUIET_TURNS) } };
  }
  const unheard = dropped > 0 ? Math.max(before, sum(quiet)) : before;
  const report = { ok: Math.max(unheard + ok - dropped, 0), failed: failed + dropped, reason };
  return { report, next: emptyHealthWindow };
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
