/**
 * Public holidays by calendar: a country (`ZA`) or a part of one (`GB-SCT`), as `date-holidays` names them. The rules
 * are the library's, corrected by `holiday-corrections.ts`: no list of days that somebody has to prolong.
 *
 * Both count: the day itself, also on a weekend, and the day that is given for it. Of the library's types only `public`
 * does: `bank` are mostly days on which banks alone close. A substitute counts whatever its type, since whether one is
 * given differs within countries.
 */
import Holidays, { type HolidaysTypes } from 'date-holidays';
import { holidayCorrections } from './holiday-corrections';

const DAY_MS = 24 * 3_600_000;
/** A year takes 1 ms, and 55 where the moon counts (Hong Kong); with what the library keeps of it 15 kB, so 30 MB. */
const MOST_YEARS_KEPT = 2_000;
/** The library goes on, but no law of today holds so far ahead, and an answer about any year must not take long. */
const LAST_CALCULATED_YEAR = 2200;
/** Nothing is dialled after it: see `isInRange`. */
const LAST_YEAR = 9999;

/** Days, `YYYY-MM-DD`, in order. In a year that is not calculated, each day counts as a holiday. */
export function holidaysOf(calendar: string, year: number): readonly string[] {
  const key = `${calendar} ${year}`;
  const known = years.get(key);
  if (known) return known;
  const days = calculated(rulesOf(calendar), year);
  if (years.size >= MOST_YEARS_KEPT) {
    years.clear();
    compiled.clear();
  }
  years.set(key, days);
  return days;
}
const years = new Map<string, readonly string[]>();

/** What is wrong with the name of a calendar; undefined: nothing. */
export function calendarFault(name: string): string | undefined {
  if (parts().has(name)) return undefined;
  const countries = [...parts().keys()].filter((calendar) => !calendar.includes('-'));
  const country = name.split('-')[0] ?? '';
  if (!countries.includes(country)) {
    return `is no calendar of public holidays; say a country in ISO 3166-1 (one of ${countries.length}, such as ZA), or a part of it, such as GB-SCT`;
  }
  // The innermost place of the name that there is.
  const outer =
    [name.split('-').slice(0, 2).join('-'), country].find((place) => parts().has(place)) ?? country;
  const regions = parts().get(outer) ?? [];
  return regions.length > 0
    ? `is no calendar of public holidays; in ${outer} there are ${regions.join(', ')}`
    : `is no calendar of public holidays; ${outer} has one for all of it, "${outer}"`;
}

/** Each calendar and its parts. */
function parts(): ReadonlyMap<string, readonly string[]> {
  if (calendars.size > 0) return calendars;
  const library = new Holidays();
  const namesIn = (outer: string, regions: object | undefined): string[] =>
    Object.keys(regions ?? {}).map((region) => `${outer}-${region}`);
  for (const country of Object.keys(library.getCountries())) {
    const states = namesIn(country, library.getStates(country));
    calendars.set(country, states);
    for (const state of states) {
      const regions = namesIn(state, library.getRegions(country, state.slice(country.length + 1)));
      calendars.set(state, regions);
      for (const region of regions) calendars.set(region, []);
    }
  }
  return calendars;
}
const calendars = new Map<string, readonly string[]>();

/** Compiled rules of a calendar. */
interface CalendarRules {
  days: Holidays;
  /** The days that are moved when they fall on a weekend, unmoved. */
  unmoved: Holidays;
}

function rulesOf(calendar: string): CalendarRules {
  const known = compiled.get(calendar);
  if (known) return known;
  const fault = calendarFault(calendar);
  // The API refuses such names. To dial as if there were no holidays would be worse than not to dial.
  if (fault !== undefined) throw new Error(`"${calendar}" ${fault}`);
  const days = new Holidays(calendar);
  for (const { calendars: its, rule } of holidayCorrections) {
    if (its.some((outer) => `${calendar}-`.startsWith(`${outer}-`))) set(days, rule);
  }
  const unmoved = new Holidays();
  for (const { rule, type } of days.getRules() as unknown as HolidaysTypes.HolidayRule[]) {
    const base = movedDay.exec(rule)?.[1];
    if (base !== undefined && type === 'public') set(unmoved, base);
  }
  // Local days, whatever zone the process or the country is in.
  for (const library of [days, unmoved]) library.setTimezone('UTC');
  compiled.set(calendar, { days, unmoved });
  return { days, unmoved };
}
/** One for each calendar that is used; it remembers its years, so it goes when they go. */
const compiled = new Map<string, CalendarRules>();

/** `01-26 if saturday,sunday then next monday` says nothing of the Saturday; `… and if …` keeps it. */
const movedDay = /^(?!substitutes )((?:(?! and if ).)+?) if /;

/** The library filters by name, and names do not matter here. */
const set = (library: Holidays, rule: string): boolean =>
  library.setHoliday(rule, { name: { en: rule }, type: 'public' });

function calculated(rules: CalendarRules, year: number): readonly string[] {
  if (year > LAST_YEAR) return [];
  const days = year > LAST_CALCULATED_YEAR ? [] : daysIn(rules, year);
  // A calendar without any day is one whose data ends before that year, as Israel's does.
  return (days.length > 0 ? days : everyDayOf(year)).map((ms) => new Date(ms).toISOString().slice(0, 10));
}

function daysIn({ days, unmoved }: CalendarRules, year: number): number[] {
  const found = new Set<number>();
  for (const { type, substitute, start, end } of days.getHolidays(year)) {
    if (type !== 'public' && substitute !== true) continue;
    // One of the Islamic calendar begins at sunset, so it takes part of two days; both are closed.
    for (let ms = startOfDay(+start); ms < +end; ms += DAY_MS) found.add(ms);
  }
  for (const { start } of unmoved.getHolidays(year)) {
    if (isWeekend(+start)) found.add(startOfDay(+start));
  }
  const [firstMs, endMs] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  return [...found].filter((ms) => ms >= firstMs && ms < endMs).toSorted((a, b) => a - b);
}

const everyDayOf = (year: number): number[] => {
  const first = Date.UTC(year, 0, 1);
  return Array.from({ length: (Date.UTC(year + 1, 0, 1) - first) / DAY_MS }, (_, n) => first + n * DAY_MS);
};

const startOfDay = (ms: number): number => ms - (ms % DAY_MS);
const isWeekend = (ms: number): boolean => [0, 6].includes(new Date(ms).getUTCDay());
