/** Durations as written in constraints: one whole number and one unit, such as `90s`, `30m`, `4h`, `2d`. */

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

/** A leap year. A longer wait means a wrong unit, and the limit keeps every sum of durations exact. */
export const MAX_DURATION_MS = 366 * unitMs.d;

/** For the error message that refuses a duration. */
export const durationFormat = 'a whole number and s, m, h or d, such as 90s, 30m, 4h or 2d; at most 366d';

// Eight digits are enough for 366 days in seconds (31,622,400).
const pattern = /^(\d{1,8})([smhd])$/;

/** Milliseconds, or undefined for anything else: no fractions, signs, spaces or mixed units. */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const ms = Number(match[1]) * unitMs[match[2] as Unit];
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

/** The duration in the largest unit that expresses it exactly. Below a second there is no unit, so it rounds up. */
export function formatDuration(ms: number): string {
  const whole = Math.ceil(ms / unitMs.s) * unitMs.s;
  const unit = (['d', 'h', 'm'] as const).find((u) => whole > 0 && whole % unitMs[u] === 0) ?? 's';
  return `${whole / unitMs[unit]}${unit}`;
}

/**
 * A duration from published data. The API refuses unreadable ones, so one that gets here is a bug, and a default in its
 * place would dial outside the owner's rules.
 */
export function durationOf(field: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`${field} is "${text}"; it must be ${durationFormat}`);
  return ms;
}
