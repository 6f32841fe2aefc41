import { type CallWindow, days } from '../../domain/campaigns/campaign-data';
import {
  FAR_FUTURE_MS,
  type LocalRule,
  type Opening,
  localRules,
  openingAt,
} from '../../domain/dialling/call-windows';

const every = [...days];
const nineToFive: CallWindow[] = [{ Days: every, Start: '09:00', End: '17:00' }];
const ask = (rule: Partial<LocalRule>, zones: string[], time: string) => {
  const opening = openingAt(localRules([{ timeZone: 'callee', ...rule }]), zones, Date.parse(time));
  if (opening.open) return 'open';
  if (opening.opensAtMs === FAR_FUTURE_MS) return `${opening.reason}: never`;
  return `${opening.reason}: ${new Date(opening.opensAtMs).toISOString().replace(':00.000', '')}`;
};

describe('a window', () => {
  it('is open from its first millisecond to before its end', () => {
    const at = (time: string) => ask({ windows: nineToFive }, ['UTC'], time);
    expect(at('2030-01-15T08:59:59.999Z')).toBe('window: 2030-01-15T09:00Z');
    expect(at('2030-01-15T09:00:00.000Z')).toBe('open');
    expect(at('2030-01-15T16:59:59.999Z')).toBe('open');
    expect(at('2030-01-15T17:00:00.000Z')).toBe('window: 2030-01-16T09:00Z');
  });

  // 2030-01-18 is a Friday.
  it.each([
    ['2030-01-18T21:59:59Z', 'window: 2030-01-18T22:00Z'],
    ['2030-01-18T23:59:59Z', 'open'],
    ['2030-01-19T01:59:59Z', 'open'],
    ['2030-01-19T02:00:00Z', 'window: 2030-01-20T22:00Z'],
    ['2030-01-20T23:00:00Z', 'open'], // Sunday …
    ['2030-01-21T01:59:59Z', 'open'], // … over the end of the week
    ['2030-01-21T02:00:00Z', 'window: 2030-01-25T22:00Z'],
  ])('across midnight belongs to the day on which it starts: %s %s', (time, answer) => {
    const windows: CallWindow[] = [{ Days: ['Fri', 'Sun'], Start: '22:00', End: '02:00' }];
    expect(ask({ windows }, ['UTC'], time)).toBe(answer);
  });

  it('to 24:00 joins one from 00:00, also from Sunday to Monday', () => {
    const windows: CallWindow[] = [{ Days: every, Start: '00:00', End: '24:00' }];
    expect(ask({ windows }, ['UTC'], '2030-01-20T23:59:59.999Z')).toBe('open');
    expect(ask({ windows }, ['UTC'], '2030-01-21T00:00:00.000Z')).toBe('open');
  });

  it('that does not exist never opens, and no windows at all are no rule', () => {
    expect(ask({ windows: [] }, ['UTC'], '2030-01-15T12:00:00Z')).toBe('window: never');
    expect(ask({}, ['UTC'], '2030-01-15T12:00:00Z')).toBe('open');
  });

  it('is the callee’s unless a zone is named', () => {
    const now = '2030-01-15T12:00:00Z';
    expect(ask({ windows: nineToFive }, ['Asia/Tokyo'], now)).toBe('window: 2030-01-16T00:00Z');
    expect(ask({ windows: nineToFive, timeZone: 'Europe/London' }, ['Asia/Tokyo'], now)).toBe('open');
  });

  it.each([
    // By law 09:00 is at 16:00Z the whole year, and by older data at 17:00Z in winter: open once it is open by both.
    ['America/Vancouver', '2026-12-15T16:30:00Z', 'window: 2026-12-15T17:00Z'],
    ['America/Vancouver', '2026-12-15T23:59:00Z', 'open'],
    ['America/Vancouver', '2026-12-16T00:00:00Z', 'window: 2026-12-16T17:00Z'],
    ['Canada/Pacific', '2026-12-16T00:30:00Z', 'window: 2026-12-16T17:00Z'],
    ['America/Edmonton', '2026-12-15T15:30:00Z', 'window: 2026-12-15T16:00Z'],
    ['America/Edmonton', '2026-12-15T23:30:00Z', 'window: 2026-12-16T16:00Z'],
    ['Africa/El_Aaiun', '2026-12-15T08:30:00Z', 'window: 2026-12-15T09:00Z'],
    ['Africa/El_Aaiun', '2026-12-15T16:30:00Z', 'window: 2026-12-16T09:00Z'],
    ['America/Denver', '2026-12-15T23:30:00Z', 'open'],
  ])(
    'of a named zone whose law moved its clocks is open by its old and its new time: %s %s',
    (timeZone, now, answer) => {
      expect(ask({ windows: nineToFive, timeZone }, ['Asia/Tokyo'], now)).toBe(answer);
    },
  );

  it('is closed where nobody knows the zone, unless the zone does not matter', () => {
    const now = '2030-01-15T12:00:00Z';
    expect(ask({ windows: nineToFive }, [], now)).toBe('unknown_zone: never');
    expect(ask({ blackoutDates: ['2030-12-25'] }, [], now)).toBe('unknown_zone: never');
    expect(ask({ windows: nineToFive, timeZone: 'Europe/London' }, [], now)).toBe('open');
    expect(ask({}, [], now)).toBe('open');
  });
});

describe('when the clocks change', () => {
  const night: CallWindow[] = [{ Days: every, Start: '01:30', End: '02:30' }];
  it.each([
    // New York, 2026-03-08: 01:59 EST is followed by 03:00 EDT. Half of the window does not happen.
    ['America/New_York', '2026-03-08T06:29:59Z', 'window: 2026-03-08T06:30Z'],
    ['America/New_York', '2026-03-08T06:59:59Z', 'open'],
    ['America/New_York', '2026-03-08T07:00:00Z', 'window: 2026-03-09T05:30Z'],
    // New York, 2026-11-01: 01:59 EDT is followed by 01:00 EST. Half of the window happens twice.
    ['America/New_York', '2026-11-01T05:30:00Z', 'open'],
    ['America/New_York', '2026-11-01T06:00:00Z', 'window: 2026-11-01T06:30Z'],
    ['America/New_York', '2026-11-01T07:29:59Z', 'open'],
    ['America/New_York', '2026-11-01T07:30:00Z', 'window: 2026-11-02T06:30Z'],
    // London, 2026-03-29: 00:59 GMT is followed by 02:00 BST.
    ['Europe/London', '2026-03-29T00:59:59Z', 'window: 2026-03-29T01:00Z'],
    ['Europe/London', '2026-03-29T01:29:59Z', 'open'],
    ['Europe/London', '2026-03-29T01:30:00Z', 'window: 2026-03-30T00:30Z'],
    // London, 2026-10-25: 01:59 BST is followed by 01:00 GMT.
    ['Europe/London', '2026-10-25T00:59:59Z', 'open'],
    ['Europe/London', '2026-10-25T01:00:00Z', 'window: 2026-10-25T01:30Z'],
    // Lord Howe moves by half an hour. 2026-10-04: 01:59 (+10:30) is followed by 02:30 (+11).
    ['Australia/Lord_Howe', '2026-10-03T15:29:59Z', 'open'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 'window: 2026-10-04T14:30Z'],
    // 2026-04-05: 01:59 (+11) is followed by 01:30 (+10:30): the first half of the window comes twice.
    ['Australia/Lord_Howe', '2026-04-04T14:30:00Z', 'open'],
    ['Australia/Lord_Howe', '2026-04-04T15:59:59Z', 'open'],
    ['Australia/Lord_Howe', '2026-04-04T16:00:00Z', 'window: 2026-04-05T15:00Z'],
  ])('in %s the wall clock counts: %s %s', (zone, time, answer) => {
    expect(ask({ windows: night }, [zone], time)).toBe(answer);
  });
});

describe('an opening lasts', () => {
  const closes = (rule: Partial<LocalRule>, zones: string[], time: string) => {
    const opening = openingAt(localRules([{ timeZone: 'callee', ...rule }]), zones, Date.parse(time));
    return opening.open ? new Date(opening.untilMs).toISOString() : 'closed';
  };

  it('until its window closes, in the first of its zones', () => {
    const florida = ['America/Chicago', 'America/New_York'];
    expect(closes({ windows: nineToFive }, florida, '2026-01-15T15:00:00Z')).toBe('2026-01-15T22:00:00.000Z');
  });

  it('until a day without calls begins, or the first day of a law', () => {
    const before = '2026-12-24T14:59:59Z';
    expect(closes({ blackoutDates: ['2026-12-25'] }, ['UTC'], before)).toBe('2026-12-25T00:00:00.000Z');
    const law = { windows: [], fromMs: Date.parse('2026-12-24T15:00:00Z') };
    expect(closes(law, ['UTC'], before)).toBe('2026-12-24T15:00:00.000Z');
  });

  it('over the end of a week and a change of the clocks, where it is as open as before', () => {
    const windows: CallWindow[] = [{ Days: every, Start: '22:00', End: '04:00' }];
    // From Sunday to Monday, and New York, 2026-03-08: 01:59 EST is followed by 03:00 EDT.
    expect(closes({ windows }, ['UTC'], '2030-01-20T23:59:59Z')).toBe('2030-01-21T04:00:00.000Z');
    expect(closes({ windows }, ['America/New_York'], '2026-03-08T06:59:59Z')).toBe(
      '2026-03-08T08:00:00.000Z',
    );
  });

  it('for a week at the least where nothing closes it, whenever it is asked again', () => {
    const always = localRules([
      { timeZone: 'callee', windows: [{ Days: every, Start: '00:00', End: '24:00' }] },
    ]);
    const zones = ['America/New_York'];
    const start = Date.parse('2026-03-01T00:00:00Z');
    const week = 7 * 24 * 3_600_000;
    for (let ms = start; ms < start + 6 * week; ms += 3_600_000) {
      const opening = openingAt(always, zones, ms);
      expect(opening.open && opening.untilMs - ms).toBeGreaterThanOrEqual(week);
    }
  });
});

describe('with several zones', () => {
  it('it is open only while it is open in all of them', () => {
    const florida = ['America/Chicago', 'America/New_York'];
    const at = (time: string) => ask({ windows: nineToFive }, florida, time);
    expect(at('2026-01-15T14:30:00Z')).toBe('window: 2026-01-15T15:00Z'); // 09:30 and 08:30
    expect(at('2026-01-15T15:00:00Z')).toBe('open');
    expect(at('2026-01-15T22:00:00Z')).toBe('window: 2026-01-16T15:00Z'); // 17:00 and 16:00
  });

  it.each([
    ['Pacific/Kiritimati', '2026-01-14T19:00:00Z'], // +14
    ['Pacific/Pago_Pago', '2026-01-15T20:00:00Z'], // -11
    ['Etc/GMT+12', '2026-01-15T21:00:00Z'], // -12
  ])('it knows the ends of the world: %s', (zone, nineOClock) => {
    const oneDay: LocalRule = {
      timeZone: 'callee',
      windows: [{ Days: ['Thu'], Start: '09:00', End: '17:00' }],
    };
    expect(ask(oneDay, [zone], nineOClock)).toBe('open');
    const before = new Date(Date.parse(nineOClock) - 1).toISOString();
    expect(ask(oneDay, [zone], before)).toBe(`window: ${nineOClock.replace(':00Z', 'Z')}`);
  });

  it('it never opens when the day in one is the night in another', () => {
    const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/London'];
    expect(ask({ windows: nineToFive }, zones, '2026-01-15T12:00:00Z')).toBe('window: never');
  });
});

describe('a day without calls', () => {
  const christmas = { windows: nineToFive, blackoutDates: ['2026-12-25', '2026-12-26'] };

  it('is the local day, from midnight to midnight', () => {
    const at = (time: string) => ask({ blackoutDates: ['2026-12-25'] }, ['Asia/Tokyo'], time);
    expect(at('2026-12-24T14:59:59.999Z')).toBe('open');
    expect(at('2026-12-24T15:00:00Z')).toBe('blackout: 2026-12-25T15:00Z');
    expect(at('2026-12-25T15:00:00Z')).toBe('open');
  });

  it('is passed over to the next opening, and named on the day itself', () => {
    expect(ask(christmas, ['UTC'], '2026-12-24T18:00:00Z')).toBe('window: 2026-12-27T09:00Z');
    expect(ask(christmas, ['UTC'], '2026-12-25T12:00:00Z')).toBe('blackout: 2026-12-27T09:00Z');
  });

  it('in one zone of a number is one for the number', () => {
    const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
    const at = (time: string) => ask({ blackoutDates: ['2026-12-25'] }, zones, time);
    expect(at('2026-12-24T10:00:00Z')).toBe('blackout: 2026-12-25T10:00Z'); // the 25th on Kiritimati …
    expect(at('2026-12-25T11:00:00Z')).toBe('blackout: 2026-12-26T11:00Z'); // … and on Samoa, an hour after its end
  });

  it('cuts a window across midnight', () => {
    const windows: CallWindow[] = [{ Days: every, Start: '22:00', End: '02:00' }];
    const at = (time: string) => ask({ windows, blackoutDates: ['2026-12-25'] }, ['UTC'], time);
    expect(at('2026-12-24T23:59:59Z')).toBe('open');
    expect(at('2026-12-25T00:00:00Z')).toBe('blackout: 2026-12-26T00:00Z');
  });
});

it('an answer that is remembered is the answer that would be found anew', () => {
  const rule: LocalRule = {
    timeZone: 'callee',
    windows: [
      { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '08:30', End: '12:00' },
      { Days: ['Sat', 'Sun'], Start: '21:00', End: '03:00' },
    ],
    blackoutDates: ['2026-03-09', '2026-03-19', '2026-03-22'],
    fromMs: Date.parse('2026-03-03T15:30:00Z'),
    untilMs: Date.parse('2026-04-02T14:30:00Z'),
  };
  const zones = ['America/New_York', 'America/Chicago'];
  const kept = localRules([rule]);
  const stepMs = 17 * 60_000 + 13;
  for (let ms = Date.parse('2026-03-01T00:00:00Z'); ms < Date.parse('2026-04-10T00:00:00Z'); ms += stepMs) {
    const [remembered, anew] = [kept, localRules([rule])].map((rules) => openingAt(rules, zones, ms));
    expect({ ms, remembered: within(remembered, ms) }).toEqual({ ms, remembered: within(anew, ms) });
  }
});
/** What lasts longer than a week lasts "at least so long": when it was asked does not matter. */
const within = (opening: Opening | undefined, ms: number) =>
  opening?.open && opening.untilMs > ms + 7 * 24 * 3_600_000 ? { open: true } : opening;
