/**
 * The open minutes of a week, as bits. The weeks of several clocks are combined 32 minutes at a time, so the time that
 * this takes does not depend on the number of windows.
 */
import { type CallWindow, type Day, days } from '../campaigns/campaign-data';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MINUTES_OF_DAY = DAY_MS / MINUTE_MS;
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;
const WORD_BITS = 32;
/** There is no remainder: a week is a whole number of words. */
const WORDS = MINUTES_OF_WEEK / WORD_BITS;

/** A bit for each minute from Monday 00:00. */
export type Week = Uint32Array;

export const alwaysOpenWeek = (): Week => new Uint32Array(WORDS).fill(0xffffffff);

/** Windows may overlap, touch, and reach over the end of the week. */
export function weekOf(windows: readonly CallWindow[]): Week {
  const open = new Uint8Array(MINUTES_OF_WEEK);
  for (const { Days, Start, End } of windows) {
    const [start, end] = [minuteOfDay(Start), minuteOfDay(End)];
    for (const day of Days) {
      const first = dayNumbers[day] * MINUTES_OF_DAY + start;
      const length = end > start ? end - start : end - start + MINUTES_OF_DAY;
      open.fill(1, first, first + length);
      open.fill(1, 0, Math.max(first + length - MINUTES_OF_WEEK, 0));
    }
  }
  const week = new Uint32Array(WORDS);
  for (let minute = 0; minute < MINUTES_OF_WEEK; minute += 1) {
    if (open[minute]) week[minute >>> 5] = (week[minute >>> 5] as number) | (1 << (minute & 31));
  }
  return week;
}

/** Closes in `common`, a week in UTC, the minutes that `week` has closed in a local time with this offset. */
export function closeAlso(common: Week, week: Week, offsetMs: number): void {
  const ahead = modulo(Math.floor(offsetMs / MINUTE_MS), MINUTES_OF_WEEK);
  const shift = ahead & 31;
  let from = ahead >>> 5;
  for (let i = 0; i < WORDS; i += 1) {
    const next = from + 1 === WORDS ? 0 : from + 1;
    // JavaScript shifts by 32 as by 0.
    const high = shift === 0 ? 0 : (week[next] as number) << (WORD_BITS - shift);
    common[i] = (common[i] as number) & (((week[from] as number) >>> shift) | high);
    from = next;
  }
}

/** The first time from `ms` on at which `week`, in UTC, is open (or closed); Infinity: never. */
export function nextInWeek(week: Week, ms: number, isOpen: boolean): number {
  const minute = Math.floor(ms / MINUTE_MS);
  // 1970-01-01 was a Thursday.
  const from = modulo(minute + 3 * MINUTES_OF_DAY, MINUTES_OF_WEEK);
  // The first word comes again at the end, for the minutes before `from`.
  for (let n = 0; n <= WORDS; n += 1) {
    const index = ((from >>> 5) + n) % WORDS;
    const word = isOpen ? (week[index] as number) : ~(week[index] as number);
    const bits = n === 0 ? word & (-1 << (from & 31)) : word;
    if (bits === 0) continue;
    const found = index * WORD_BITS + 31 - Math.clz32(bits & -bits);
    return found === from ? ms : (minute + modulo(found - from, MINUTES_OF_WEEK)) * MINUTE_MS;
  }
  return Infinity;
}

/** How many minutes of the week are open. */
export function openMinutes(week: Week): number {
  let count = 0;
  for (let word of week) for (; word !== 0; word &= word - 1) count += 1;
  return count;
}

const modulo = (n: number, by: number): number => ((n % by) + by) % by;

const dayNumbers = Object.fromEntries(days.map((day, number) => [day, number])) as Record<Day, number>;

/** Throws as `durationOf` does: the API refuses unreadable rules, and a guess would call people at night. */
function minuteOfDay(text: string): number {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  if (hours === undefined) throw new Error(`A call window says "${text}"; it must be HH:MM, such as 09:00`);
  return Number(hours) * 60 + Number(minutes);
}
