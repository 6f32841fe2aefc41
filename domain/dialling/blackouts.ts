/** Local days without calls, merged into runs: a fortnight's holiday is skipped in one step. */
import { holidaysOf } from './holidays';

export interface Blackouts {
  /** The runs of the dates alone. */
  dates: Runs;
  /** Whose holidays are days without calls as well. */
  calendars: readonly string[];
  /** The runs of dates and holidays in a year and the next one; empty without calendars. */
  byYear: Map<number, Runs>;
}

interface Runs {
  /** Local time at which each run begins, in order. */
  readonly fromMs: readonly number[];
  /** Local time of the first moment after each run. */
  readonly untilMs: readonly number[];
}

const DAY_MS = 24 * 3_600_000;
/** A search from now and one from a later start look at three years each, at most. */
const MOST_YEARS_KEPT = 6;

export const blackoutsOf = (dates: readonly string[] = [], calendars: readonly string[] = []): Blackouts => ({
  dates: merged(dates.map(startOf)),
  calendars,
  byYear: new Map(),
});

export const hasDays = ({ dates, calendars }: Blackouts): boolean =>
  dates.fromMs.length > 0 || calendars.length > 0;

/**
 * The run that contains `localMs`, or else the next one; Infinity after the last. With calendars, a run is known up to
 * the end of the next year, and begins with its year.
 */
export function runAt(blackouts: Blackouts, localMs: number): { fromMs: number; untilMs: number } {
  const { fromMs, untilMs } = blackouts.calendars.length === 0 ? blackouts.dates : runsOf(blackouts, localMs);
  let [first, end] = [0, untilMs.length];
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((untilMs[middle] as number) > localMs) end = middle;
    else first = middle + 1;
  }
  return { fromMs: fromMs[first] ?? Infinity, untilMs: untilMs[first] ?? Infinity };
}

/** Each calendar has a day in every year, so that a next run is always found in these two. */
function runsOf({ dates, calendars, byYear }: Blackouts, localMs: number): Runs {
  const year = new Date(localMs).getUTCFullYear();
  const known = byYear.get(year);
  if (known) return known;
  const [fromMs, untilMs] = [Date.UTC(year, 0, 1), Date.UTC(year + 2, 0, 1)];
  const days = daysIn(dates, fromMs, untilMs);
  for (const calendar of calendars) {
    for (const either of [year, year + 1]) days.push(...holidaysOf(calendar, either).map(startOf));
  }
  const runs = merged(days);
  if (byYear.size >= MOST_YEARS_KEPT) byYear.clear();
  byYear.set(year, runs);
  return runs;
}

function daysIn(runs: Runs, fromMs: number, untilMs: number): number[] {
  const days: number[] = [];
  for (const [index, startMs] of runs.fromMs.entries()) {
    const endMs = Math.min(runs.untilMs[index] as number, untilMs);
    for (let ms = Math.max(startMs, fromMs); ms < endMs; ms += DAY_MS) days.push(ms);
  }
  return days;
}

function merged(days: readonly number[]): Runs {
  const starts = [...new Set(days)].sort((a, b) => a - b);
  const fromMs: number[] = [];
  const untilMs: number[] = [];
  for (const start of starts) {
    if (untilMs.at(-1) === start) untilMs.pop();
    else fromMs.push(start);
    untilMs.push(start + DAY_MS);
  }
  return { fromMs, untilMs };
}

function startOf(text: string): number {
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new Error(`BlackoutDates has "${text}"; it must be a day, such as 2030-12-25`);
  return ms;
}
