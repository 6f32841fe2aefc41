/**
 * How far a zone's clocks are from UTC, from Node's zone data. A call of Intl takes some microseconds and a rule needs
 * one for every row of an import, so the answers are cached by year.
 */

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/**
 * From the given instant until `untilMs`, local time is UTC plus `offsetMs`. The offset may stay the same after that.
 */
export interface OffsetSpan {
  offsetMs: number;
  untilMs: number;
}

export function offsetAt(zone: string, ms: number): OffsetSpan {
  const year = new Date(ms).getUTCFullYear();
  const read = yearLike(year);
  const laterMs = read === year ? 0 : Date.UTC(year, 0) - Date.UTC(read, 0);
  for (const span of yearOf(zone, read)) {
    if (ms - laterMs >= span.untilMs) continue;
    return laterMs === 0 ? span : { offsetMs: span.offsetMs, untilMs: span.untilMs + laterMs };
  }
  throw new Error(`Zone ${zone} has no offset at ${ms}; it must be a time of this calendar (Unix ms)`);
}

/** Do clocks in both zones show the same time from `fromMs` until `untilMs`? */
export function showSameTime(one: string, other: string, fromMs: number, untilMs: number): boolean {
  if (one === other) return true;
  for (let ms = fromMs; ms < untilMs;) {
    const [ones, others] = [offsetAt(one, ms), offsetAt(other, ms)];
    if (ones.offsetMs !== others.offsetMs) return false;
    ms = Math.min(ones.untilMs, others.untilMs);
  }
  return true;
}

/**
 * Zone data lists changes up to 2087 (Morocco's Ramadan); after that every zone keeps one rule, such as "the last
 * Sunday of March". By such a rule, years of the same length that begin on the same weekday are alike, and 28 years
 * without a skipped leap day contain all kinds of them. So only few years are ever read.
 */
const FIRST_LIKE_OTHERS = 2101;
const KINDS_IN_YEARS = 28;
const likes = new Map<number, number>();

function yearLike(year: number): number {
  if (year < FIRST_LIKE_OTHERS + KINDS_IN_YEARS) return year;
  let like = likes.get(year);
  if (like === undefined) {
    like = FIRST_LIKE_OTHERS;
    while (kindOf(like) !== kindOf(year)) like += 1;
    likes.set(year, like);
  }
  return like;
}

const kindOf = (year: number): string =>
  `${new Date(Date.UTC(year, 0)).getUTCDay()} ${new Date(Date.UTC(year + 1, 0)).getUTCDay()}`;

/** Does this Node know the zone? Offsets such as +02:00 are not zones: they do not follow a country's clocks. */
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

/** More than all zones in all years that are ever read, from 2026 on; some 10 MB. */
const MOST_YEARS = 50_000;
let years = new Map<string, Map<number, OffsetSpan[]>>();
let yearsKept = 0;

function yearOf(zone: string, number: number): OffsetSpan[] {
  const known = years.get(zone)?.get(number);
  if (known) return known;
  if (yearsKept >= MOST_YEARS) {
    years = new Map();
    yearsKept = 0;
  }
  const year = readYear(zone, number);
  const ofZone = years.get(zone) ?? new Map<number, OffsetSpan[]>();
  years.set(zone, ofZone.set(number, year));
  yearsKept += 1;
  return year;
}

/**
 * No zone changes its clocks twice in this time. The shortest gap is an hour less than a week (Gaza after Ramadan,
 * 2040).
 */
const LOOK_EVERY_MS = 6 * DAY_MS;

function readYear(zone: string, year: number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  const endMs = Date.UTC(year + 1, 0);
  let fromMs = Date.UTC(year, 0);
  let offsetMs = readOffset(zone, fromMs);
  while (fromMs < endMs) {
    const nextMs = Math.min(fromMs + LOOK_EVERY_MS, endMs);
    const nextOffsetMs = readOffset(zone, nextMs);
    if (nextOffsetMs !== offsetMs)
      spans.push({ offsetMs, untilMs: changeWithin(zone, offsetMs, fromMs, nextMs) });
    [fromMs, offsetMs] = [nextMs, nextOffsetMs];
  }
  return [...spans, { offsetMs, untilMs: endMs }];
}

/** Clocks change on a full minute of UTC, so the binary search finds the exact change. */
function changeWithin(zone: string, offsetMs: number, fromMs: number, untilMs: number): number {
  let [before, after] = [0, (untilMs - fromMs) / MINUTE_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (readOffset(zone, fromMs + middle * MINUTE_MS) === offsetMs) before = middle;
    else after = middle;
  }
  return fromMs + after * MINUTE_MS;
}

/**
 * A formatter takes some 30 KB outside the heap, so only those in use are kept. Creating one takes 0.1 ms, and a number
 * may be in 46 zones: there is room for North America, Russia and Australia at once.
 */
const MOST_FORMATTERS = 128;
const formatters = new Map<string, Intl.DateTimeFormat>();

function readOffset(zone: string, ms: number): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    if (formatters.size >= MOST_FORMATTERS) formatters.clear();
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formatters.set(zone, formatter);
  }
  // "1/31/2030, GMT-05:00"; in UTC only "GMT"; seconds only in times before there were zones.
  const [, sign, hours, minutes, seconds = '0'] =
    /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(formatter.format(ms)) ?? [];
  if (hours === undefined) return 0;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}
