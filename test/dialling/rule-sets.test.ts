import fc from 'fast-check';
import {
  type CallWindow,
  chosenRuleSets,
  type Constraints,
  days,
  effectiveConstraints,
} from '../../domain/campaigns/campaign-data';
import { dialLimits, leastRingSeconds } from '../../domain/dialling/dial-rules';
import { calendarFault } from '../../domain/dialling/holidays';
import { parseDuration } from '../../domain/time/duration';
import { ruleSetChoices, ruleSetNames, ruleSets, ruleSetsFor } from '../../domain/dialling/rule-sets';
import { mayDialUnder } from '../support/may-dial';

const names = (...given: Parameters<typeof ruleSetsFor>) => ruleSetsFor(...given).map(({ name }) => name);
const nowMs = Date.parse('2027-01-15T12:00:00Z');

describe('a rule set is for the numbers of its territory', () => {
  it.each([
    ['+13055550123', ['us-federal', 'us-florida', 'us-debt-collection']],
    ['+14105550123', ['us-federal', 'us-maryland', 'us-debt-collection']],
    ['+12145550123', ['us-federal', 'us-texas', 'us-debt-collection']],
    ['+12125550123', ['us-federal', 'us-debt-collection']],
    ['+14015550123', ['us-federal', 'us-rhode-island', 'us-debt-collection']],
    ['+16795550123', ['us-federal', 'us-michigan', 'us-debt-collection']], // newer than the library's data
    ['+17875550123', ['us-federal', 'us-debt-collection']], // Puerto Rico
    ['+18005550123', ['us-federal', 'us-debt-collection', 'ca']], // toll-free, in both countries
    ['+12005550123', ['us-federal', 'us-debt-collection', 'ca']], // not given to anybody yet
    ['+14165550123', ['ca']], // Toronto
    ['+13101234', ['ca']], // a short number of all of Canada
    ['+12425550123', []], // the Bahamas
    ['+442079460123', ['uk']],
    ['+33155501234', ['fr']],
    ['+34915550123', ['es']],
    ['+61255501234', ['au']],
    ['+61891641234', ['au']], // Christmas Island
    ['+27115550123', ['za']],
    ['+576015550123', ['co']],
    ['+441534496012', ['jersey']],
    ['+447781123456', ['guernsey']],
    ['+447624123456', ['isle-of-man']],
    ['+443300123456', ['uk', 'jersey', 'guernsey', 'isle-of-man']], // for all of them
    ['+447700900123', ['uk', 'jersey', 'guernsey', 'isle-of-man']], // in no plan
    ['+493012345678', []],
  ])('%s: %j', (number, expected) => {
    expect(names(ruleSetNames, number)).toEqual(expected);
  });

  it('and only when it is chosen', () => {
    expect(names([], '+13055550123')).toEqual([]);
    expect(names(['us-florida'], '+13055550123')).toEqual(['us-florida']);
  });

  it('and one that nobody knows is an error, not a freedom', () => {
    expect(() => ruleSetsFor(['us-flordia'], '+13055550123')).toThrow(
      'allowed are auto, us-federal, us-alabama',
    );
  });
});

it('every row has a day, a source and a rule, and every limit can be counted', () => {
  expect(new Set(ruleSetNames).size).toBe(ruleSets.length);
  for (const { title, territory, rules } of ruleSets) {
    expect(title).not.toBe('');
    expect(rules).not.toEqual([]);
    for (const code of territory.callingCodes) expect(code).toMatch(/^[1-9]\d{0,2}$/);
    for (const areaCode of territory.areaCodes ?? []) expect(areaCode).toMatch(/^[2-9]\d\d$/);
    expect(new Set(territory.areaCodes).size).toBe(territory.areaCodes?.length ?? 0);
    for (const { from, until, source, known, ...rule } of rules) {
      for (const date of [from, ...(until ? [until] : []), ...(rule.blackoutDates ?? [])]) {
        expect(new Date(`${date}T00:00:00Z`).toISOString()).toContain(date);
      }
      expect(source.length).toBeGreaterThan(20);
      expect(['primary', 'secondary', 'memory']).toContain(known);
      expect(Object.keys(rule)).not.toEqual([]);
      for (const calendar of rule.holidays ?? []) expect(calendarFault(calendar)).toBeUndefined();
      for (const duration of [rule.attempts?.Per, rule.quietAfterConversation]) {
        if (duration !== undefined) expect(parseDuration(duration)).toBeGreaterThan(0);
      }
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
    RuleSets: fc.oneof(fc.constant('auto' as const), fc.subarray([...ruleSetChoices])),
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
    law: fc.subarray([...ruleSetChoices], { minLength: 1 }),
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
      const named = { ...campaign, RuleSets: [...new Set([...law, ...chosenRuleSets(campaign.RuleSets)])] };
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
