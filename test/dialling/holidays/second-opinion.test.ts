/** Our holidays beside those of another library, for thirteen years: each difference has a reason, or is a fault. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Holidays from 'date-holidays';
import { holidayCorrections } from '../../../domain/dialling/holiday-corrections';
import { holidaysOf } from '../../../domain/dialling/holidays';

const theirs = readFileSync(join(__dirname, 'second-opinion.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [calendar = '', year = '', ...days] = line.split(' ');
    return { calendar, year: Number(year), days: days.map((day) => `${year}-${day}`) };
  });
const weekday = (day: string): number => new Date(day).getUTCDay();

/** Days that only they have: calls go out on them. */
const onlyTheirs: [calendars: string, days: RegExp, why: string][] = [
  ['JE GG', /^2024-07-1[56]$/, 'a royal visit, before there was anything to dial'],
  ['AU-QLD', /-08-1\d$/, 'a show day: of the city of Brisbane, not of Queensland'],
  ['AU-VIC', /^2033-09-23$/, 'the football final: each year’s day is made known in that year'],
];

/** Days that only we have: no call goes out on them, which breaks no rule. Sundays and Saturdays: the day itself. */
const onlyOurs: [calendars: string, days: RegExp, why: string][] = [
  ['GG', /-05-10$/, 'Sark’s own'],
  ['IM', /-06-(0[89]|1[0-4])$/, 'the second Friday of June, if the race is in the second week'],
  ['FR-MQ', /-0[34]-\d\d$/, 'Good Friday, which is kept in Martinique'],
  ['ES', /-(01-0[27]|10-13|12-09|12-26)$/, 'given by most regions for a Sunday'],
  ['AU', /-(01-0[23]|01-2[78]|12-2[78])$/, 'given by every state for a weekend'],
  ['AU-NT AU-QLD AU-SA', /-12-(24|31)$/, 'holidays from the evening on'],
  ['AU-NSW', /^2032-04-26$/, 'for Anzac Day on a Sunday, by the law of 2026'],
  ['AU-TAS', /^2034-01-03$/, 'the library has Tuesday for New Year on a Sunday'],
  ['AU-VIC', /^2033-09-30$/, 'the football final, one week later'],
  ['US-LA US-MS US-OK', /-10-\d\d$/, 'Columbus Day, a federal holiday'],
  ['US-AL', /-0[23]-\d\d$/, 'Mardi Gras, in two counties'],
  ['US-LA', /-(01-08|08-30|11-01)$/, 'holidays by R.S. 1:55'],
  ['US-PA', /-0[34]-\d\d$/, 'Good Friday, a legal holiday there'],
  ['US-PA', /-11-0[2-8]$/, 'Election Day, a legal holiday there'],
  ['US-RI', /-05-04$/, 'its own Independence Day'],
  ['US-RI', /-11-0[2-8]$/, 'the state’s election day'],
  ['US-PA', /-06-14$/, 'Flag Day, a legal holiday there'],
  [
    'US-RI',
    /-(01-03|05-0[56]|06-21|07-06|11-13|12-27)$/,
    'the Monday after a holiday on a weekend, by its own law',
  ],
  ['US-UT', /-0[34]-\d\d$/, 'Good Friday, by the text of 2026'],
  ['US-UT', /-06-(1[5-9]|2[01])$/, 'Juneteenth, kept on a Monday by its own law'],
  ['CA CA-AB CA-BC CA-MB CA-NB CA-NS CA-NT CA-NU CA-ON CA-QC', /-07-0[23]$/, 'Canada Day on a weekend'],
  ['CA-NT CA-ON CA-YT', /-(03|04)-\d\d$/, 'Easter Monday'],
  ['CA-NT', /-12-26$/, 'Boxing Day'],
  ['CA-PE', /-08-(1[5-9]|2[01])$/, 'the Gold Cup parade'],
  ['IE', /-(03-1[89]|12-2[78])$/, 'given by banks and many employers for a weekend'],
];

const has = (reasons: typeof onlyTheirs, calendar: string, day: string): boolean =>
  reasons.some(([calendars, days]) => calendars.split(' ').includes(calendar) && days.test(day));

it('no day is open that another library has as a public holiday, without a reason', () => {
  const open = theirs.flatMap(({ calendar, year, days }) => {
    const ours = new Set(holidaysOf(calendar, year));
    return days
      .filter((day) => !ours.has(day) && !has(onlyTheirs, calendar, day))
      .map((day) => `${calendar} ${day}`);
  });
  expect(open).toEqual([]);
  expect(theirs.length).toBeGreaterThan(600);
});

it('no day is closed that another library does not have, without a reason', () => {
  const closed = theirs.flatMap(({ calendar, year, days }) =>
    holidaysOf(calendar, year)
      .filter((day) => !days.includes(day) && weekday(day) % 6 !== 0 && !has(onlyOurs, calendar, day))
      .map((day) => `${calendar} ${day}`),
  );
  expect(closed).toEqual([]);
});

it('every reason and every correction is still needed', () => {
  const differences = (mine: (days: readonly string[], ours: readonly string[]) => readonly string[]) =>
    theirs.flatMap(({ calendar, year, days }) =>
      mine(days, holidaysOf(calendar, year)).map((day) => [calendar, day] as const),
    );
  const unused = (reasons: typeof onlyTheirs, found: (readonly [string, string])[]) =>
    reasons.filter((reason) => !found.some(([calendar, day]) => has([reason], calendar, day)));
  const open = differences((days, ours) => days.filter((day) => !ours.includes(day)));
  const closed = differences((days, ours) => ours.filter((day) => !days.includes(day)));
  expect([unused(onlyTheirs, open), unused(onlyOurs, closed)]).toEqual([[], []]);

  const years = [...new Set(theirs.map(({ year }) => year))];
  const isNeeded = (calendar: string, rule: string): boolean => {
    const [library, corrected] = [new Holidays(calendar), new Holidays(calendar)];
    for (const calendars of [library, corrected]) calendars.setTimezone('UTC');
    corrected.setHoliday(rule, { name: 'correction', type: 'public' });
    const days = (calendars: Holidays, year: number): string[] =>
      calendars.getHolidays(year).flatMap(({ type, date }) => (type === 'public' ? [date.slice(0, 10)] : []));
    return years.some((year) => {
      const known = days(library, year);
      return days(corrected, year).some((day) => !known.includes(day));
    });
  };
  const needless = holidayCorrections.filter(
    ({ calendars, rule }) => !calendars.some((calendar) => isNeeded(calendar, rule)),
  );
  expect(needless).toEqual([]);
});
