/** Each rule set's hours, said once more: days of January 2027, when no clock changes and none is a holiday. */
import { dialLimits } from '../../domain/dialling/dial-rules';
import { ruleSetNames } from '../../domain/dialling/rule-sets';
import { mayDialUnder } from '../support/may-dial';

const minute = 60_000;
const hour = 60 * minute;

const dial = (name: string, phoneNumber: string, nowMs: number, dials: number[] = []) =>
  mayDialUnder({ nowMs, phoneNumber, constraints: { RuleSets: [name], ConsentStated: true }, job: {}, dials })
    .kind;

/** Wednesday, Saturday and Sunday; the hours are those of the first place of the number's zones. */
const hours: [name: string, phoneNumber: string, utcOffset: string, wed: string, sat: string, sun: string][] =
  [
    ['us-federal', '+12125550123', '-05:00', '08:00-21:00', '08:00-21:00', '08:00-21:00'],
    ['us-debt-collection', '+12125550123', '-05:00', '08:00-21:00', '08:00-21:00', '08:00-21:00'],
    ['us-alabama', '+12055550123', '-06:00', '08:00-20:00', '08:00-20:00', ''],
    ['us-connecticut', '+12035550123', '-05:00', '09:00-20:00', '09:00-20:00', '09:00-20:00'],
    ['us-florida', '+13055550123', '-05:00', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['us-kentucky', '+15025550123', '-05:00', '10:00-21:00', '10:00-21:00', '10:00-21:00'],
    ['us-louisiana', '+15045550123', '-06:00', '08:00-20:00', '08:00-20:00', ''],
    ['us-maryland', '+14105550123', '-05:00', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['us-massachusetts', '+16175550123', '-05:00', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['us-michigan', '+13135550123', '-05:00', '09:00-21:00', '09:00-21:00', '09:00-21:00'],
    ['us-minnesota', '+16125550123', '-06:00', '09:00-21:00', '09:00-21:00', '09:00-21:00'],
    ['us-mississippi', '+16015550123', '-06:00', '08:00-20:00', '08:00-20:00', ''],
    ['us-nevada', '+17025550123', '-08:00', '09:00-20:00', '09:00-20:00', '09:00-20:00'],
    ['us-new-mexico', '+15055550123', '-07:00', '09:00-21:00', '09:00-21:00', '09:00-21:00'],
    ['us-oklahoma', '+14055550123', '-06:00', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['us-oregon', '+15035550123', '-08:00', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['us-pennsylvania', '+12155550123', '-05:00', '09:00-19:00', '09:00-19:00', ''],
    ['us-rhode-island', '+14015550123', '-05:00', '09:00-18:00', '10:00-17:00', ''],
    // South Dakota lies in two zones: the later morning and the earlier evening count.
    ['us-south-dakota', '+16055550123', '-06:00', '10:00-21:00', '10:00-21:00', ''],
    ['us-texas', '+12145550123', '-06:00', '09:00-21:00', '09:00-21:00', '12:00-21:00'],
    ['us-utah', '+18015550123', '-07:00', '08:00-21:00', '08:00-21:00', ''],
    ['us-washington', '+12065550123', '-08:00', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['us-wyoming', '+13075550123', '-07:00', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['uk', '+442079460123', '+00:00', '08:00-21:00', '09:00-21:00', ''],
    ['jersey', '+441534496012', '+00:00', '08:00-21:00', '09:00-21:00', ''],
    ['guernsey', '+447781123456', '+00:00', '08:00-21:00', '09:00-21:00', ''],
    ['isle-of-man', '+447624123456', '+00:00', '08:00-21:00', '09:00-21:00', ''],
    ['au', '+61255501234', '+11:00', '09:00-20:00', '09:00-17:00', ''],
    ['ca', '+14165550123', '-05:00', '09:00-21:30', '10:00-18:00', '10:00-18:00'],
    ['co', '+576015550123', '-05:00', '07:00-19:00', '08:00-15:00', ''],
    ['es', '+34915550123', '+01:00', '09:00-21:00', '', ''],
    ['fr', '+33155501234', '+01:00', '10:00-13:00 14:00-20:00', '', ''],
    ['za', '+27115550123', '+02:00', '08:00-20:00', '09:00-13:00', ''],
  ];

it.each(hours)(
  '%s lets %s be called in its hours and not a millisecond outside them',
  (name, number, offset, ...week) => {
    for (const [index, day] of ['2027-01-13', '2027-01-16', '2027-01-17'].entries()) {
      const start = Date.parse(`${day}T00:00:00${offset}`);
      const open = (week[index] ?? '').split(' ').filter(Boolean);
      const isOpen = (ms: number): boolean =>
        open.some((window) => {
          const [from = NaN, to = NaN] = window
            .split('-')
            .map((time) => Date.parse(`${day}T${time}:00${offset}`));
          return from <= ms && ms < to;
        });
      for (let ms = start; ms < start + 24 * hour; ms += 30 * minute) {
        for (const at of [ms, ms + 30 * minute - 1]) {
          expect([new Date(at).toISOString(), dial(name, number, at)]).toEqual([
            new Date(at).toISOString(),
            isOpen(at) ? 'dial' : 'wait',
          ]);
        }
      }
    }
  },
);

it('the hours of every rule set are in this table', () => {
  expect(hours.map(([name]) => name).toSorted()).toEqual([...ruleSetNames].toSorted());
});

describe('a rule set holds back a number that was dialled often', () => {
  it.each([
    ['us-florida', '+13055550123', 3, 24],
    ['us-maryland', '+14105550123', 3, 24],
    ['us-oklahoma', '+14055550123', 3, 24],
    ['us-oregon', '+15035550123', 3, 24],
    ['us-debt-collection', '+12125550123', 7, 7 * 24],
    ['fr', '+33155501234', 4, 30 * 24],
  ])('%s: %s, %i in %i hours', (name, number, count, period) => {
    // 17:00 UTC on a Wednesday is in everybody's hours.
    const now = Date.parse('2027-01-13T17:00:00Z');
    const dials = Array.from({ length: count }, (_, index) => now - period * hour + (index + 1) * minute);
    expect(dial(name, number, now, dials)).toBe('wait');
    expect(dial(name, number, now, dials.slice(1))).toBe('dial');
    expect(dialLimits({ RuleSets: [name] }, number, now)).toEqual([{ count, periodMs: period * hour }]);
  });
});

describe('a count of calendar days is never less strict than the law', () => {
  it.each([
    ['us-debt-collection', '+12125550123', 7, 7, '-04:00', '-05:00'],
    ['fr', '+33155501234', 4, 30, '+02:00', '+01:00'],
  ])('%s: %s, %i in %i days, also when clocks go back', (name, number, count, dayCount, summer, winter) => {
    // The first calls are on the day before clocks go back in America (2027-11-07) and in Europe (2027-10-31).
    const [firstDay] = name === 'fr' ? ['2027-10-28'] : ['2027-11-06'];
    const first = Date.parse(`${firstDay}T10:00:00${summer}`);
    const dials = Array.from({ length: count }, (_, index) => first + index * minute);
    const lastDay = new Date(Date.parse(firstDay as string) + (dayCount - 1) * 24 * hour)
      .toISOString()
      .slice(0, 10);
    for (
      let ms = Date.parse(`${lastDay}T00:00:00${winter}`), end = ms + 24 * hour;
      ms < end;
      ms += 15 * minute
    ) {
      expect([new Date(ms).toISOString(), dial(name, number, ms, dials)]).toEqual([
        new Date(ms).toISOString(),
        'wait',
      ]);
    }
  });
});
