/** Days that the library's calendars lack, against PyPI `holidays` 0.109 (US-LA, read on 2026-11-28). */
import { holidaysOf } from '../../../domain/dialling/holidays';

const of = (text: string): string[] => text.split(' ');
const goodFridays = of(
  '2026-04-03 2027-03-26 2028-04-14 2029-03-30 2030-04-19 2031-04-11 2032-03-26 2033-04-15 2034-04-07 2035-03-23 2036-04-11',
);
const mardiGras = of(
  '2026-02-17 2027-02-09 2028-02-29 2029-02-13 2030-03-05 2031-02-25 2032-02-10 2033-03-01 2034-02-21 2035-02-06 2036-02-26',
);
const electionsOfEvenYears = of('2026-11-03 2028-11-07 2030-11-05 2032-11-02 2034-11-07 2036-11-04');

it.each([
  ['US-PA', goodFridays],
  ['US-AL', mardiGras],
  ['US-LA', electionsOfEvenYears],
  ['US-RI', electionsOfEvenYears],
  ['US-PA', ['2026-11-03', '2027-11-02']],
  ['US-RI', ['2100-05-04']],
  ['US-PA', ['2100-03-26']],
  ['US-RI', ['2100-11-02']],
])('movable holidays that no calendar has are found in every year to come: %s, %j', (calendar, days) => {
  const found = days.filter((day) => holidaysOf(calendar, Number(day.slice(0, 4))).includes(day));
  expect(found).toEqual(days);
});
