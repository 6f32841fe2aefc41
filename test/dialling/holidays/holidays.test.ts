import { localRules, openingAt } from '../../../domain/dialling/call-windows';
import { calendarFault, holidaysOf } from '../../../domain/dialling/holidays';
import { type Constraints } from '../../../domain/campaigns/campaign-data';
import { localHoursOf } from '../../../domain/dialling/local-rules';
import { mayDialUnder } from '../../support/may-dial';
import { calendarsOf } from './calendars';

const ask = (phoneNumber: string, time: string, constraints: Constraints) => {
  const answer = mayDialUnder({ nowMs: Date.parse(time), phoneNumber, constraints, job: {} });
  return answer.kind === 'wait'
    ? `${answer.reason} until ${new Date(answer.untilMs).toISOString()}`
    : answer.kind;
};
const uk = { RuleSets: ['uk'] };

describe('a public holiday is a day without calls', () => {
  it.each([
    [
      'the Saturday itself',
      '+442079460123',
      '2026-12-26T12:00:00Z',
      'blackout until 2026-12-29T08:00:00.000Z',
    ],
    [
      '2 January in Scotland',
      '+441314960123',
      '2027-01-02T12:00:00Z',
      'blackout until 2027-01-05T08:00:00.000Z',
    ],
    ['its substitute', '+441314960123', '2027-01-04T12:00:00Z', 'blackout until 2027-01-05T08:00:00.000Z'],
    ['a proclaimed day', '+441314960123', '2026-06-15T12:00:00Z', 'blackout until 2026-06-16T07:00:00.000Z'],
    [
      'Christmas far ahead',
      '+442079460123',
      '2099-12-25T12:00:00Z',
      'blackout until 2099-12-29T08:00:00.000Z',
    ],
    ['an ordinary Saturday', '+442079460123', '2026-12-19T12:00:00Z', 'dial'],
  ])('%s: %s at %s', (_, number, time, expected) => {
    expect(ask(number, time, uk)).toBe(expected);
  });

  it('of the island, where a number is of one that shares +44', () => {
    const liberation = '2028-05-09T12:00:00Z'; // a Tuesday
    const all = { RuleSets: ['uk', 'jersey', 'guernsey', 'isle-of-man'] };
    const answers = ['+441534496012', '+447781123456', '+447624123456', '+442079460123'].map((number) =>
      ask(number, liberation, all).slice(0, 8),
    );
    expect(answers).toEqual(['blackout', 'blackout', 'dial', 'dial']);
    // Saint Patrick's Day is Northern Ireland's.
    expect(ask('+441534496012', '2028-03-17T12:00:00Z', all)).toBe('dial');
    expect(ask('+442079460123', '2028-03-17T12:00:00Z', all)).toContain('blackout');
  });

  it('that a campaign names for itself, in its own time zone, beside its dates', () => {
    const Holidays = ['ZA'];
    const newYork = '+12125550123';
    // Heritage Day, Thursday 24 September 2026, and the Friday added.
    const named = { Holidays, BlackoutDates: ['2026-09-25'] };
    expect(ask(newYork, '2026-09-24T03:59:59Z', named)).toBe('dial');
    expect(ask(newYork, '2026-09-24T04:00:00Z', named)).toBe('blackout until 2026-09-26T04:00:00.000Z');
    const inJohannesburg = { ...named, TimeZone: 'Africa/Johannesburg' };
    expect(ask(newYork, '2026-09-23T21:59:59Z', inJohannesburg)).toBe('dial');
    expect(ask(newYork, '2026-09-23T22:00:00Z', inJohannesburg)).toBe(
      'blackout until 2026-09-25T22:00:00.000Z',
    );
    // Over the turn of the year: 31 December is a date of the campaign's, 1 January a holiday.
    const newYear = { Holidays, BlackoutDates: ['2026-12-31'], TimeZone: 'UTC' };
    expect(ask(newYork, '2026-12-31T00:00:00Z', newYear)).toBe('blackout until 2027-01-02T00:00:00.000Z');
  });

  it('also when it is in the next year, and the campaign is open until then', () => {
    const rules = localRules([{ holidays: ['ZA'], timeZone: 'Africa/Johannesburg' }]);
    const untilMs = Date.parse('2028-12-31T22:00:00Z');
    expect(openingAt(rules, [], Date.parse('2028-12-27T12:00:00Z'))).toEqual({ open: true, untilMs });
  });

  it('of a job that names others than its campaign, whichever is asked first', () => {
    const campaign: Constraints = { Holidays: ['ZA'] };
    const hours = localHoursOf(campaign);
    const job: Constraints = { Holidays: ['CO'] };
    expect(hours(campaign, '+12125550123')).not.toBe(hours(job, '+12125550123'));
    expect(hours({ Holidays: ['CO'] }, '+12125550123')).toBe(hours(job, '+12125550123'));
  });
});

/** What `uk` had as typed days until November 2026. */
const typed = [
  ...['2026-01-01', '2026-01-02', '2026-03-17', '2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25'],
  ...['2026-07-13', '2026-08-03', '2026-08-31', '2026-11-30', '2026-12-25', '2026-12-28'],
  ...['2027-01-01', '2027-01-04', '2027-03-17', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31'],
  ...['2027-07-12', '2027-08-02', '2027-08-30', '2027-11-30', '2027-12-27', '2027-12-28'],
  ...['2028-01-03', '2028-01-04', '2028-03-17', '2028-04-14', '2028-04-17', '2028-05-01', '2028-05-29'],
  ...['2028-07-12', '2028-08-07', '2028-08-28', '2028-11-30', '2028-12-25', '2028-12-26'],
];

it('every day that was typed by hand for the United Kingdom is still closed, and those that were missing are', () => {
  const nations = ['GB-ENG', 'GB-WLS', 'GB-SCT', 'GB-NIR'];
  const days = [2026, 2027, 2028].flatMap((year) =>
    nations.flatMap((nation) => [...holidaysOf(nation, year)]),
  );
  expect(typed.filter((day) => !days.includes(day))).toEqual([]);
  const missing = [...new Set(days)].filter((day) => !typed.includes(day)).toSorted();
  expect(missing).toEqual([
    ...['2026-06-15', '2026-07-12', '2026-12-26'],
    ...['2027-01-02', '2027-12-25', '2027-12-26'],
    ...['2028-01-01', '2028-01-02'],
  ]);
});

it.each([
  ['AU', 2031, '2031-01-26', '2031-01-27'], // a Sunday that the library moves to Monday
  ['US', 2026, '2026-07-04', '2026-07-03'], // a Saturday, with the Friday before
  ['US', 2028, '2028-11-11', '2028-11-10'],
  ['ZA', 2026, '2026-08-09', '2026-08-10'],
  ['ES', 2030, '2030-12-08', '2030-12-09'],
])('both the day and its substitute are holidays: %s %d', (calendar, year, day, substitute) => {
  expect(holidaysOf(calendar, year)).toEqual(expect.arrayContaining([day, substitute]));
});

describe('holidays', () => {
  it('are calculated for every calendar and each year to 2200', () => {
    for (const calendar of calendarsOf()) {
      const days = holidaysOf(calendar, 2031);
      expect([calendar, days.length > 3, days.every((day) => day.startsWith('2031-'))]).toEqual([
        calendar,
        true,
        true,
      ]);
    }
    for (const year of [1969, 2040, 2100, 2200]) expect(holidaysOf('GB-SCT', year).length).toBeLessThan(20);
  });

  it('are every day of a year that is not calculated, and none of a year that does not come', () => {
    expect(holidaysOf('GB-SCT', 2201)).toHaveLength(365);
    expect(holidaysOf('IL', 2100)).toHaveLength(365); // the library's data ends
    expect(holidaysOf('GB-SCT', 9999)).toHaveLength(365);
    expect(holidaysOf('GB-SCT', 10_000)).toEqual([]);
    expect(ask('+442079460123', '9998-06-01T12:00:00Z', uk)).toContain('blackout');
  });

  it('of a calendar that there is not are an error, not a freedom', () => {
    expect(() => holidaysOf('GB-XYZ', 2026)).toThrow('in GB there are GB-ALD, GB-ENG');
  });

  it('are the same list at each question, so that asking again costs nothing', () => {
    expect(holidaysOf('ZA', 2027)).toBe(holidaysOf('ZA', 2027));
  });
});

it.each([
  ['XX', 'say a country in ISO 3166-1'],
  ['gb-eng', 'say a country in ISO 3166-1'],
  ['GB-XYZ', 'in GB there are GB-ALD, GB-ENG, GB-NIR, GB-SCT, GB-WLS'],
  ['DE-BY-X', 'in DE-BY there are DE-BY-A'],
  ['DE-XX-X', 'in DE there are DE-BB'],
  ['ZA-GT', 'ZA has one for all of it, "ZA"'],
])('a name that is no calendar, %s, is told what is', (name, advice) => {
  expect(calendarFault(name)).toContain(advice);
});
