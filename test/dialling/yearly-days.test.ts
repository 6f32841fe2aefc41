/** Computed holidays against PyPI `holidays` 0.109 (US-LA, read on 2026-11-28). */
import { electionDays, everyYear, fromEaster } from '../../domain/dialling/rule-sets/yearly-days';

const of = (text: string): string[] => text.split(' ');
const goodFridays = of(
  '2026-04-03 2027-03-26 2028-04-14 2029-03-30 2030-04-19 2031-04-11 2032-03-26 2033-04-15 2034-04-07 2035-03-23 2036-04-11',
);
const mardiGras = of(
  '2026-02-17 2027-02-09 2028-02-29 2029-02-13 2030-03-05 2031-02-25 2032-02-10 2033-03-01 2034-02-21 2035-02-06 2036-02-26',
);
const electionsOfEvenYears = of('2026-11-03 2028-11-07 2030-11-05 2032-11-02 2034-11-07 2036-11-04');

it('movable holidays that no calendar has are found in every year to come', () => {
  expect(fromEaster(-2).slice(0, goodFridays.length)).toEqual(goodFridays);
  expect(fromEaster(-47).slice(0, mardiGras.length)).toEqual(mardiGras);
  expect(electionDays({ everyYears: 2 }).slice(0, electionsOfEvenYears.length)).toEqual(electionsOfEvenYears);
  expect(electionDays({ everyYears: 1 }).slice(0, 2)).toEqual(['2026-11-03', '2027-11-02']);
  for (const days of [everyYear('05-04'), fromEaster(-2), electionDays({ everyYears: 2 })]) {
    expect(days.at(-1)?.slice(0, 4)).toBe('2100');
  }
});
