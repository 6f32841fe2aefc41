import fc from 'fast-check';
import { calleeZones, zonePolicyUnder } from '../../domain/dialling/callee-zones';
import { openMinutesAt } from '../../domain/dialling/call-windows';
import { compileDialRules } from '../../domain/dialling/dial-rules';
import { mayDial } from '../../domain/dialling/may-dial';
import { type CallWindow, type Constraints, days } from '../../domain/campaigns/campaign-data';
import { zonesOf } from '../../domain/numbers/number-zones';
import { withNewClocks } from '../../domain/time/zone-corrections';
import { campaignData } from '../support/campaign-data';
import { wallClock, windowIsOpen } from './plain-rules';

const january = Date.parse('2027-01-12T00:00:00Z');
const officeWindow: CallWindow = { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '17:00' };
const officeHours: Constraints = { CallWindows: [officeWindow] };
const federal: CallWindow = { Days: [...days], Start: '08:00', End: '21:00' };

type Contact = Parameters<typeof calleeZones>[1];
const zones = (contact: Contact, constraints: Constraints = {}, atMs = january) =>
  calleeZones(constraints, contact, atMs);
const hoursAWeek = (contact: Contact, constraints: Constraints = {}): number => {
  const under = { ...officeHours, ...constraints };
  const rules = compileDialRules(campaignData({ Constraints: under }));
  return (
    openMinutesAt(rules.hours(under, contact.ContactPhoneNumber), zones(contact, under).zones, january) / 60
  );
};

const [newYork, tollFree, russianMobile, australianMobile, greenland, satellite] = [
  '+12125550123',
  '+18005550123',
  '+79161234567',
  '+61412345678',
  '+299321000',
  '+881612345678',
];

describe('Under Mon–Fri 09:00–17:00 in January, of 40 hours', () => {
  const rows: [string, Contact, Constraints, number][] = [
    ['a Russian mobile', { ContactPhoneNumber: russianMobile }, {}, 0],
    ['… in Moscow', { ContactPhoneNumber: russianMobile, ContactTimeZone: 'Europe/Moscow' }, {}, 40],
    [
      '… at a postal code of Moscow',
      { ContactPhoneNumber: russianMobile, ContactPostalCode: '101000', ContactCountry: 'RU' },
      {},
      40,
    ],
    ['a North American toll-free number', { ContactPhoneNumber: tollFree }, {}, 0],
    ['… in Phoenix', { ContactPhoneNumber: tollFree, ContactTimeZone: 'America/Phoenix' }, {}, 40],
    [
      '… at a ZIP code of Manhattan',
      { ContactPhoneNumber: tollFree, ContactPostalCode: '10001-1234', ContactCountry: 'US' },
      {},
      40,
    ],
    ['an Australian mobile', { ContactPhoneNumber: australianMobile }, {}, 17.5],
    ['… in Sydney', { ContactPhoneNumber: australianMobile, ContactTimeZone: 'Australia/Sydney' }, {}, 40],
    ['Greenland', { ContactPhoneNumber: greenland }, {}, 20],
    ['… in Nuuk', { ContactPhoneNumber: greenland, ContactPostalCode: '3900', ContactCountry: 'GL' }, {}, 40],
  ];
  it.each(rows)('%s has this many (%#)', (_, contact, constraints, hours) => {
    expect(hoursAWeek(contact, constraints)).toBe(hours);
  });

  it('an Australian mobile has more, and Christmas Island still 40, where the campaign leaves out the islands of few people', () => {
    const populated: Constraints = { ZonePolicy: 'populated' };
    expect(hoursAWeek({ ContactPhoneNumber: australianMobile }, populated)).toBeGreaterThan(17.5);
    const there = { ContactPhoneNumber: australianMobile, ContactTimeZone: 'Indian/Christmas' };
    expect(zones(there, populated)).toEqual({ zones: ['Indian/Christmas'], from: 'contact' });
    expect(hoursAWeek(there, populated)).toBe(40);
  });
});

describe('The zones that count', () => {
  it('are the number’s, by their array, when nothing is said of the contact', () => {
    expect(zones({ ContactPhoneNumber: newYork })).toEqual({ zones: zonesOf(newYork), from: 'number' });
    expect(zones({ ContactPhoneNumber: newYork }).zones).toBe(zonesOf(newYork));
  });

  it.each(['America/Detroit', 'America/Toronto', 'US/Eastern', 'america/new_york'])(
    'are those of the number whose clocks %s has, whatever the name',
    (ContactTimeZone) => {
      const one = zones({ ContactPhoneNumber: newYork, ContactTimeZone });
      expect(one).toEqual({ zones: zonesOf(newYork), from: 'contact' });
      expect(one.zones).toBe(zonesOf(newYork));
    },
  );

  it('are not taken from a zone that has the same time only for a part of the year', () => {
    // In January Phoenix has the time of Denver.
    const [denver, phoenix] = ['+13035550123', 'America/Phoenix'];
    expect(zones({ ContactPhoneNumber: denver, ContactTimeZone: phoenix })).toEqual({
      zones: ['America/Denver', 'America/Phoenix'],
      from: 'both',
    });
  });

  it('are those of both where they disagree, so that the narrower hours win', () => {
    const moved = { ContactPhoneNumber: newYork, ContactTimeZone: 'America/Los_Angeles' };
    expect(zones(moved)).toEqual({ zones: ['America/Los_Angeles', 'America/New_York'], from: 'both' });
    expect(hoursAWeek(moved)).toBe(25);
  });

  it('are the contact’s alone when the number may be anywhere, where it was never called before', () => {
    expect(hoursAWeek({ ContactPhoneNumber: satellite })).toBe(0);
    const known = { ContactPhoneNumber: satellite, ContactTimeZone: 'Asia/Tokyo' };
    expect(zones(known)).toEqual({ zones: ['Asia/Tokyo'], from: 'contact' });
    expect(hoursAWeek(known)).toBe(40);
  });

  it('have both clocks of a zone whose law this Node may not know', () => {
    const found = zones({ ContactPhoneNumber: tollFree, ContactTimeZone: 'Canada/Pacific' }).zones;
    expect(found).toEqual(expect.arrayContaining([...withNewClocks(['America/Vancouver'])]));
    const seattle = { ContactPhoneNumber: '+12065550123', ContactTimeZone: 'America/Vancouver' };
    expect(zones(seattle).zones).toEqual(expect.arrayContaining([...withNewClocks(['America/Vancouver'])]));
  });

  it('are the same array for the same set, so that opening hours are found once', () => {
    const at = (ContactPostalCode: string) =>
      zones({ ContactPhoneNumber: tollFree, ContactPostalCode, ContactCountry: 'US' }).zones;
    const toronto = { ContactPhoneNumber: tollFree, ContactTimeZone: 'America/Toronto' };
    expect(at('10001')).not.toBe(zonesOf(tollFree));
    expect(at('10001')).toBe(at('11201'));
    expect(at('10001')).toBe(zones(toronto).zones);
    const disagreeing = () => zones({ ContactPhoneNumber: newYork, ContactTimeZone: 'Asia/Tokyo' }).zones;
    expect(disagreeing()).toBe(disagreeing());
  });

  it('are the number’s when this Node or its table does not know the place', () => {
    for (const place of [
      { ContactTimeZone: 'Mars/Olympus' },
      { ContactPostalCode: '1', ContactCountry: 'US' },
      { ContactPostalCode: '10115', ContactCountry: 'DE' },
    ])
      expect(zones({ ContactPhoneNumber: newYork, ...place })).toEqual({
        zones: zonesOf(newYork),
        from: 'number',
      });
  });
});

it('no zone is left out under a rule set in force that needs all, whatever the campaign accepts', () => {
  const rules = (from: string, until?: string) => [
    {
      name: 'x',
      title: 'X',
      territory: { callingCodes: ['61'] },
      rules: [
        {
          from,
          ...(until === undefined ? {} : { until }),
          needsAllZones: true,
          source: 's',
          known: 'memory' as const,
        },
      ],
    },
  ];
  const populated: Constraints = { ZonePolicy: 'populated' };
  expect(zonePolicyUnder(populated, rules('2020-01-01'), january)).toBe('all');
  expect(zonePolicyUnder(populated, rules('2028-01-01'), january)).toBe('populated');
  expect(zonePolicyUnder(populated, rules('2020-01-01', '2026-01-01'), january)).toBe('populated');
  expect(zonePolicyUnder({}, [], january)).toBe('all');
});

const places = fc.oneof(
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
  fc.constantFrom('America/Detroit', 'Asia/Kolkata', 'Indian/Cocos', 'Pacific/Kiritimati', 'Europe/Moscow'),
);
const numbers = fc.constantFrom(newYork, tollFree, russianMobile, australianMobile, greenland, satellite);
const instants = fc.integer({ min: january, max: january + 365 * 24 * 3_600_000 });

it('with a place nobody is called when it is not an hour for calls on the contact’s own clock, nor by the law of the number', () => {
  let dialled = 0;
  fc.assert(
    fc.property(numbers, places, instants, fc.boolean(), (phoneNumber, zone, nowMs, byLaw) => {
      // The federal hours bind every number of the United States; the others have a window of their own.
      const legal = byLaw && phoneNumber.startsWith('+1');
      const constraints: Constraints = legal ? { RuleSets: ['us-federal'] } : officeHours;
      const isOpen = (clock: { weekday: string; minute: number }): boolean =>
        windowIsOpen(legal ? federal : officeWindow, clock);
      const job = {
        ContactPhoneNumber: phoneNumber,
        ContactTimeZone: zone,
        CreatedAt: new Date(nowMs),
        Attempts: 0,
      };
      const answer = mayDial(compileDialRules(campaignData({ Constraints: constraints })), { job, nowMs });
      if (answer.kind === 'dial') {
        dialled += 1;
        expect([zone, isOpen(wallClock(zone, nowMs))]).toEqual([zone, true]);
        // Some clock that the number can have agrees: a place widens nothing that no zone of the number allows.
        const ofNumber = zonesOf(phoneNumber);
        expect(ofNumber.length === 0 || ofNumber.some((one) => isOpen(wallClock(one, nowMs)))).toBe(true);
      }
      // Where the number and the place both allow it in full, nothing else forbids it.
      const all = [...zonesOf(phoneNumber), ...withNewClocks([zone])];
      if (all.every((one) => isOpen(wallClock(one, nowMs)))) expect(answer.kind).toBe('dial');
    }),
    { numRuns: 5_000 },
  );
  expect(dialled).toBeGreaterThan(100);
});
