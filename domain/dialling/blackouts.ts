/** Local days without calls, merged into runs: a fortnight's holiday is skipped in one step. */
export interface Blackouts {
  /** Local time at which each run begins, in order. */
  readonly fromMs: readonly number[];
  /** Local time of the first moment after each run. */
  readonly untilMs: readonly number[];
}

const DAY_MS = 24 * 3_600_000;

export function blackoutsOf(dates: readonly string[] = []): Blackouts {
  const starts = [...new Set(dates.map(startOf))].sort((a, b) => a - b);
  const fromMs: number[] = [];
  const untilMs: number[] = [];
  for (const start of starts) {
    if (untilMs.at(-1) === start) untilMs.pop();
    else fromMs.push(start);
    untilMs.push(start + DAY_MS);
  }
  return { fromMs, untilMs };
}

/** The run that contains `localMs`, or else the next one; Infinity after the last. */
export function runAt({ fromMs, untilMs }: Blackouts, localMs: number): { fromMs: number; untilMs: number } {
  let [first, end] = [0, untilMs.length];
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((untilMs[middle] as number) > localMs) end = middle;
    else first = middle + 1;
  }
  return { fromMs: fromMs[first] ?? Infinity, untilMs: untilMs[first] ?? Infinity };
}

function startOf(text: string): number {
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new Error(`BlackoutDates has "${text}"; it must be a day, such as 2030-12-25`);
  return ms;
}
