/**
 * How far a zone's clocks are from UTC, from the zone data inside Node. Asking Intl costs some microseconds and a rule
 * asks for every row of an import, so the answers are remembered by week.
 */

const WEEK_MS = 7 * 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** From the instant asked about until `untilMs` local time is UTC plus `offsetMs`. It may be the same after that. */
export interface OffsetSpan {
  offsetMs: number;
  untilMs: number;
}

/** One week of a zone: no zone changes its clocks twice in a week. */
interface Week {
  offsetMs: number;
  changesAtMs: number;
  changesToMs: number;
}

export function offsetAt(zone: string, ms: number): OffsetSpan {
  const number = Math.floor(ms / WEEK_MS);
  const week = weekOf(zone, number);
  const endMs = (number + 1) * WEEK_MS;
  return ms < week.changesAtMs
    ? { offsetMs: week.offsetMs, untilMs: Math.min(week.changesAtMs, endMs) }
    : { offsetMs: week.changesToMs, untilMs: endMs };
}

/** Does this Node know the zone? Offsets such as +02:00 are no zones: they do not follow their country's clocks. */
export function isKnownZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** One name for a zone that has several: Canada/Pacific is America/Vancouver. */
export const canonicalZone = (zone: string): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;

/** A year ahead in every zone of the world is half of this; some 10 MB. */
const MOST_WEEKS = 50_000;
let weeks = new Map<string, Map<number, Week>>();
let weeksKept = 0;

function weekOf(zone: string, number: number): Week {
  const known = weeks.get(zone)?.get(number);
  if (known) return known;
  if (weeksKept >= MOST_WEEKS) {
    weeks = new Map();
    weeksKept = 0;
  }
  const week = readWeek(zone, number * WEEK_MS);
  const ofZone = weeks.get(zone) ?? new Map<number, Week>();
  weeks.set(zone, ofZone.set(number, week));
  weeksKept += 1;
  return week;
}

function readWeek(zone: string, startMs: number): Week {
  const [offsetMs, changesToMs] = [readOffset(zone, startMs), readOffset(zone, startMs + WEEK_MS)];
  if (offsetMs === changesToMs) return { offsetMs, changesAtMs: Infinity, changesToMs };
  // Clocks change on a full minute of UTC, so the halving ends at the change itself.
  let [before, after] = [0, WEEK_MS / MINUTE_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (readOffset(zone, startMs + middle * MINUTE_MS) === offsetMs) before = middle;
    else after = middle;
  }
  return { offsetMs, changesAtMs: startMs + after * MINUTE_MS, changesToMs };
}

/** A formatter holds some 30 KB outside the heap, so only those in use are kept. */
const MOST_FORMATTERS = 64;
const formatters = new Map<string, Intl.DateTimeFormat>();

function readOffset(zone: string, ms: number): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    if (formatters.size >= MOST_FORMATTERS) formatters.clear();
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formatters.set(zone, formatter);
  }
  // "1/31/2030, GMT-05:00"; at UTC itself "GMT" alone; seconds only in times before zones.
  const [, sign, hours, minutes, seconds = '0'] =
    /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(formatter.format(ms)) ?? [];
  if (hours === undefined) return 0;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}
