/** Public holidays that no calendar has, for the years to come: local days, as `blackoutDates` takes them. */

/** From the year in which these rows were written to one in which no campaign of today waits any more. */
const [FIRST_YEAR, LAST_YEAR] = [2026, 2100];
const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);

/** `MM-DD`. */
export const everyYear = (...monthDays: string[]): string[] =>
  years.flatMap((year) => monthDays.map((monthDay) => `${year}-${monthDay}`));

/** The Tuesday after the first Monday of November, in each year or in the even ones. */
export const electionDays = ({ everyYears }: { everyYears: 1 | 2 }): string[] =>
  years.filter((year) => year % everyYears === 0).map((year) => isoDay(year, 10, 8 - weekday(year, 10, 6)));

/** So many days after Easter Sunday. */
export const fromEaster = (dayCount: number): string[] =>
  years.map((year) => isoDay(year, 2, marchDayOfEaster(year) + dayCount));

/** Easter Sunday of the western churches as a day of March, by Meeus’s rule for the years 1900 to 2199. */
function marchDayOfEaster(year: number): number {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const moon =
    (19 * golden +
      century -
      Math.floor(century / 4) -
      Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) +
      15) %
    30;
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - moon - ((year % 100) % 4)) % 7;
  return 22 + moon + sunday - 7 * Math.floor((golden + 11 * moon + 22 * sunday) / 451);
}

const weekday = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month, day)).getUTCDay();
const isoDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
