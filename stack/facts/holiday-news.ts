/** Public holidays: days that the newest release of the library has otherwise. */
import { type News } from './news';

/** Days as `YYYY-MM-DD`. */
export type HolidaysIn = (calendar: string, year: number) => readonly string[];

export function holidayNews({
  calendars,
  years,
  here,
  newest,
}: {
  calendars: readonly string[];
  years: readonly number[];
  here: HolidaysIn;
  newest: HolidaysIn;
}): News[] {
  return calendars.flatMap((calendar) =>
    years.flatMap((year): News[] => {
      const [ours, theirs] = [here(calendar, year), newest(calendar, year)];
      const more = theirs.filter((day) => !ours.includes(day)).map((day) => `${day} is one`);
      const fewer = ours.filter((day) => !theirs.includes(day)).map((day) => `${day} is none`);
      const days = [...more, ...fewer];
      return days.length === 0
        ? []
        : [
            {
              what: `holidays of ${calendar}: ${days.join(', ')} by the newest date-holidays`,
              update: 'date-holidays in package.json, and its corrections',
            },
          ];
    }),
  );
}
