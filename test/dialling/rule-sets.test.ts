import fc from 'fast-check';
import {
  type CallWindow,
  type Constraints,
  days,
  effectiveConstraints,
} from '../../domain/campaigns/campaign-data';
import { dialLimits, leastRingSeconds } from '../../domain/dialling/dial-rules';
import { parseDuration } from '../../domain/time/duration';
import { ruleSetNames, ruleSets, ruleSetsFor } from '../../domain/dialling/rule-sets';
import { mayDialUnder } from '../support/may-dial';

const names = (...given: Parameters<typeof ruleSetsFor>) => ruleSetsFor(...given).map(({ name }) => name);
const nowMs = Date.parse('2027-01-15T12:00:00Z');

describe('a rule set is for the numbers of its territory', () => {
  it.each([
    ['+13055550123', ['us-federal', 'us-florida', 'us-debt-collection']],
    ['+14105550123', ['us-federal', 'us-maryland', 'us-debt-collection']],
    ['+12145550123', ['us-federal', 'us-texas', 'us-debt-collection']],
    ['+12125550123', ['us-federal', 'us-debt-collection']],
    ['+17875550123', ['us-federal', 'us-debt-collection']], // Puerto Rico
    ['+18005550123', ['us-federal', 'us-debt-collection']], // toll-free: the country is unclear
    ['+12005550123', ['us-federal', 'us-debt-collection']], // not given to anybody yet
    ['+14165550123', []], // Toronto
    ['+12425550123', []], // the Bahamas
    ['+442079460123', ['uk']],
    ['+493012345678', []],
  ])('%s: %j', (number, expected) => {
    expect(names(ruleSetNames, number)).toEqual(expected);
  });

  it('and only when it is named', () => {
    expect(names(undefined, '+13055550123')).toEqual([]);
    expect(names(['us-florida'], '+13055550123')).toEqual(['us-florida']);
  });

  it('and one that nobody knows is an error, not a freedom', () => {
    expect(() => ruleSetsFor(['us-flordia'], '+13055550123')).toThrow('allowed are us-federal, us-florida');
  });
});

it('every row has a day, a source and a rule, and every limit can be counted', () => {
  expect(new Set(ruleSetNames).size).toBe(ruleSets.length);
  for (const { title, territory, rules } of ruleSets) {
    expect(title).not.toBe('');
    for (const areaCode of territory.areaCodes ?? []) expect(areaCode).toMatch(/^[2-9]\d\d$/);
    expect(new Set(territory.areaCodes).size).toBe(territory.areaCodes?.length ?? 0);
    for (const { from, until, source, windows, blackoutDates, attempts, leastRingSeconds } of rules) {
      for (const date of [from, ...(until ? [until] : []), ...(blackoutDates ?? [])]) {
        expect(new Date(`${date}T00:00:00Z`).toISOString()).toContain(date);
      }
      expect(source.length).toBeGreaterThan(20);
      expect(windows ?? blackoutDates ?? attempts ?? leastRingSeconds).toBeDefined();
      if (attempts) expect(parseDuration(attempts.Per)).toBeGreaterThan(0);
    }
  }
});

describe('a rule set holds', () => {
  // New York is 5 hours behind UTC.
  const dial = (constraints: Constraints, phoneNumber: string, time: string) =>
    mayDialUnder({
      nowMs: Date.parse(time),
      phoneNumber,
      constraints,
      job: {},
    });

  it('in the callee’s zones, whatever zone the campaign means', () => {
    const constraints: Constraints = {
      RuleSets: ['us-federal'],
      TimeZone: 'Asia/Tokyo',
      CallWindows: [{ Days: [...days], Start: '00:00', End: '24:00' }],
    };
    expect(dial(constraints, '+12125550123', '2027-01-15T12:59:59Z')).toEqual({
      kind: 'wait',
      untilMs: Date.parse('2027-01-15T13:00:00Z'),
      reason: 'window',
    });
    expect(dial(constraints, '+12125550123', '2027-01-15T13:00:00Z')).toMatchObject({ kind: 'dial' });
  });

  it.each([
    ['us-federal', '+12125550123', '2027-01-16T01:59:59Z', '2027-01-16T02:00:00Z'], // 21:00
    ['us-florida', '+13055550123', '2027-01-16T00:59:59Z', '2027-01-16T01:00:00Z'], // 20:00
    ['us-maryland', '+14105550123', '2027-01-16T00:59:59Z', '2027-01-16T01:00:00Z'], // 20:00
    ['us-texas', '+12145550123', '2027-01-16T02:59:59Z', '2027-01-16T03:00:00Z'], // 21:00, Central
    ['uk', '+442079460123', '2027-01-15T20:59:59Z', '2027-01-15T21:00:00Z'], // 21:00
  ])('to the second: %s for %s', (name, number, open, closed) => {
    expect(dial({ RuleSets: [name] }, number, open).kind).toBe('dial');
    expect(dial({ RuleSets: [name] }, number, closed).kind).toBe('wait');
  });

  it('on Sundays from noon in Texas and not at all in the United Kingdom', () => {
    const noon = Date.parse('2027-01-17T18:00:00Z');
    expect(dial({ RuleSets: ['us-texas'] }, '+12145550123', '2027-01-17T15:00:00Z')).toMatchObject({
      untilMs: noon,
    });
    expect(dial({ RuleSets: ['uk'] }, '+442079460123', '2027-01-17T12:00:00Z')).toMatchObject({
      untilMs: Date.parse('2027-01-18T08:00:00Z'),
    });
  });

  it('on public holidays in the United Kingdom', () => {
    expect(dial({ RuleSets: ['uk'] }, '+442079460123', '2027-12-27T12:00:00Z')).toEqual({
      kind: 'wait',
      untilMs: Date.parse('2027-12-29T08:00:00Z'),
      reason: 'blackout',
    });
  });

  it('only from its first day on', () => {
    const limits = (date: string) =>
      dialLimits({ RuleSets: ['us-maryland'] }, '+14105550123', Date.parse(date));
    expect(limits('2023-12-31T23:59:59Z')).toEqual([]);
    expect(limits('2024-01-01T00:00:00Z')).toEqual([{ count: 3, periodMs: 24 * 3_600_000 }]);
  });

  it('with its least ringing', () => {
    const ring = (number: string, RuleSets = [...ruleSetNames]) =>
      leastRingSeconds({ RuleSets }, number, nowMs);
    expect([
      ring('+12125550123'),
      ring('+442079460123'),
      ring('+493012345678'),
      ring('+12125550123', []),
    ]).toEqual([15, 15, 0, 0]);
  });
});

/** Whatever an owner may write. */
const callWindow: fc.Arbitrary<CallWindow> = fc.record({
  Days: fc.subarray([...days], { minLength: 1 }),
  Start: fc.constantFrom('00:00', '05:00', '09:00', '19:30'),
  End: fc.constantFrom('24:00', '23:00', '04:00', '12:00'),
});
const constraints: fc.Arbitrary<Constraints> = fc.record(
  {
    CallWindows: fc.array(callWindow, { maxLength: 3 }),
    TimeZone: fc.constantFrom('callee', 'Asia/Tokyo', 'America/Los_Angeles', 'UTC'),
    BlackoutDates: fc.constantFrom([], ['2027-01-15']),
    MaxAttemptsPerNumber: fc.record({
      Count: fc.integer({ min: 1, max: 100 }),
      Per: fc.constantFrom('1m', '366d'),
    }),
    RuleSets: fc.subarray([...ruleSetNames]),
    MaxAttempts: fc.constant(100),
    NotBefore: fc.constant('2026-01-01T00:00:00Z'),
  },
  { requiredKeys: [] },
);

it('no rule set can be loosened, by a campaign or by a job', () => {
  let dialled = 0;
  const facts = fc.record({
    campaign: constraints,
    job: fc.option(constraints, { nil: undefined }),
    law: fc.subarray([...ruleSetNames], { minLength: 1 }),
    phoneNumber: fc.constantFrom(
      '+13055550123',
      '+18505550123',
      '+12145550123',
      '+14105550123',
      '+442079460123',
    ),
    ms: fc.integer({ min: nowMs, max: nowMs + 7 * 86_400_000 }),
    dialledBefore: fc.array(fc.integer({ min: 0, max: 30 * 3_600_000 }), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(facts, ({ campaign, job, law, phoneNumber, ms, dialledBefore }) => {
      const named = { ...campaign, RuleSets: [...new Set([...law, ...(campaign.RuleSets ?? [])])] };
      const effective = effectiveConstraints(named, job && { Constraints: job });
      const common = {
        nowMs: ms,
        phoneNumber,
        job: { CreatedAt: new Date(nowMs) },
        dials: dialledBefore.map((ago) => ms - ago).toSorted((a, b) => a - b),
      };
      const alone = { RuleSets: law };
      const decision = mayDialUnder({ ...common, constraints: effective });
      if (decision.kind === 'dial') {
        dialled += 1;
        expect(mayDialUnder({ ...common, constraints: alone })).toMatchObject({ kind: 'dial' });
      }
      expect(dialLimits(effective, phoneNumber, ms)).toEqual(
        expect.arrayContaining(dialLimits(alone, phoneNumber, ms)),
      );
      expect(leastRingSeconds(effective, phoneNumber, ms)).toBeGreaterThanOrEqual(
        leastRingSeconds(alone, phoneNumber, ms),
      );
    }),
    { numRuns: 3_000 },
  );
  expect(dialled).toBeGreaterThan(100);
});
