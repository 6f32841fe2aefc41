/**
 * What one process has seen of a provider and not yet reported to its circuit, in turns of a second. It reports
 * failures, and with them the successes of the same time.
 *
 * An accepted call is a success until it is dropped; then it is a failure instead. So a provider that accepts every
 * call and carries none shows no success at all, and one that drops a few of many shows the many.
 */
import { type CircuitLimits, type HealthReport } from './circuit';

export interface HealthWindow {
  /** In the present turn. */
  ok: number;
  failed: number;
  /** Calls that the provider had accepted and could not carry. */
  dropped: number;
  reason: string;
  /**
   * Unreported successes of earlier turns: enough to tell one failure in ten from an outage, too few to hide an outage.
   */
  before: number;
  /** The same by turn, the latest last: calls dropped in this turn were accepted in these turns. */
  quiet: number[];
}

/**
 * A carrier drops a call within some seconds of accepting it. Earlier turns contain other calls, and would only hide
 * for longer that it has begun to drop calls.
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

/** Ends a turn: returns its report, if there is one, and the window that the next turn begins with. */
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
