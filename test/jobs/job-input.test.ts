import fc from 'fast-check';
import { jobInput, jobRules } from '../../api/jobs/schema';
import { check } from '../../api/schemas/faults';

/** Enough that each field is seen absent, right and wrong, many times beside each other. */
const RUNS = 4_000;

const strange = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, '', ' ', 0, -1, 1.5, NaN, Infinity, true, [], {}, [[]]),
  fc.string({ maxLength: 4 }),
  fc.jsonValue({ maxDepth: 2 }),
);
/** Mostly what the field takes; now and then something near it, or anything. */
const mostly = (right: fc.Arbitrary<unknown>, near: fc.Arbitrary<unknown> = strange): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 40, arbitrary: right },
    { weight: 1, arbitrary: near },
    { weight: 1, arbitrary: strange },
  );
const one = (...values: [unknown, ...unknown[]]): fc.Arbitrary<unknown> => fc.constantFrom(...values);

const numbers = mostly(
  one('+12125550123', '+442079460123', '+4402079460123'),
  one('+1212555012', '12125550123', '+1 2125550123', '+99912345678', '+33639980000', '+'),
);
const text = mostly(
  fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), one('x'.repeat(200), '😀'.repeat(200))),
  one('x'.repeat(201), '😀'.repeat(201)),
);
const duration = mostly(one('90s', '5m', '7d', '2h'), one('P1D', '1w', '1s'));
const timeIn = (year: string) =>
  mostly(
    one(`${year}-01-01T00:00:00Z`, `${year}-01-01t00:00:00z`, `${year}-01-01T00:00:00+02:00`),
    one('2030-01-01', '2030-02-30T00:00:00Z', '9999-12-31T23:59:59-01:00'),
  );
const flag = mostly(fc.boolean());
const count = mostly(fc.integer({ min: 5, max: 100 }), one(0, 101, 1e9, 2 ** 53));
const object = fc.oneof(
  fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 }),
  one({ long: 'x'.repeat(20_000) }),
);
const free = mostly(
  fc.oneof(object, one(null)),
  one({ long: 'ü'.repeat(33_000) }, { long: 'x'.repeat(65_000) }),
);

/** Keys that a strict object has not, some of which mean something to JavaScript. */
const strangeKeys = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '_bsontype',
  'x',
  '',
);

const rarely = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 1, arbitrary: value }, { weight: 30, arbitrary: fc.constant(undefined) });

/** An object with some of these members, and now and then one that does not belong there. */
const some = (members: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[] = []) =>
  fc
    .tuple(
      fc.record(members, { requiredKeys, noNullPrototype: true }),
      rarely(fc.tuple(strangeKeys, strange)),
    )
    .map(([value, more]) => {
      if (more)
        Object.defineProperty(value, more[0], {
          value: more[1],
          enumerable: true,
          configurable: true,
          writable: true,
        });
      return value;
    });

const constraints = mostly(
  some({
    MinCreationDelay: duration,
    DisableJitter: flag,
    MinDurationBetweenAttempts: duration,
    MaxAttempts: count,
    RetryOn: mostly(one(['no_answer'], ['no_answer', 'busy']), one(['busy', 'busy'], ['never'])),
    RetryBackoff: mostly(some({ Initial: duration, Multiplier: count, Max: duration }, ['Initial'])),
    NotBefore: timeIn('2030'),
    NotAfter: timeIn('2031'),
    CallWindows: mostly(
      fc.array(
        some(
          {
            Days: mostly(one(['Mon'], ['Mon', 'Tue']), one(['Mon', 'Mon'], [], ['Day'])),
            Start: mostly(one('09:00', '10:30'), one('20:00', '9:00')),
            End: mostly(one('18:00', '24:00'), one('08:00', '25:00')),
          },
          ['Days', 'Start', 'End'],
        ),
        { maxLength: 2 },
      ),
    ),
    TimeZone: mostly(one('callee', 'Europe/Paris'), one('Nowhere/Else')),
    BlackoutDates: mostly(one(['2030-12-25'], []), one(['2030-12-25', '2030-12-25'], ['2030-02-30'])),
    ConsentStated: flag,
    Holidays: mostly(one(['US'], ['DE-BY']), one(['XX'], ['US', 'US'])),
    MaxAttemptsPerNumber: mostly(some({ Count: count, Per: duration }, ['Count', 'Per'])),
    RuleSets: mostly(one('auto', [], ['auto'], ['us-florida']), one('none', ['nothing'], ['auto', 'auto'])),
  }),
  // Two fields that only a campaign may have.
  one({ ZonePolicy: 'all' }, { MaxCallsPerSecond: 1 }),
);

const members = {
  ContactPhoneNumber: numbers,
  CallerID: numbers,
  ContactName: text,
  Metadata: free,
  Data: free,
  Overrides: mostly(
    some({
      HangUpIsOptOut: flag,
      DisableRecording: flag,
      MaxCallSeconds: count,
      MaxRingSeconds: count,
      Integrations: mostly(object),
      Constraints: constraints,
    }),
  ),
  CampaignVariants: mostly(fc.array(text, { maxLength: 3 }), one(Array(21).fill('a'))),
  TestJob: flag,
  ExternalID: text,
};
/** A place is said in one of two ways. */
const ContactTimeZone = mostly(one('America/Denver', 'america/denver'), one('Nowhere/Else'));
const ContactPostalCode = mostly(one('10001', '90210'), one('1000', 'SW1A 1AA', '00000'));
const ContactCountry = mostly(one('US'), one('GB', 'us', 'ZZ', 'DE'));
const required = ['ContactPhoneNumber'];
const jobs = fc.oneof(
  some(members, required),
  some({ ...members, ContactTimeZone }, required),
  some({ ...members, ContactPostalCode, ContactCountry }, [
    ...required,
    'ContactPostalCode',
    'ContactCountry',
  ]),
  some({ ...members, ContactTimeZone, ContactPostalCode, ContactCountry }, required),
);
const inputs = fc.oneof({ weight: 20, arbitrary: jobs }, { weight: 1, arbitrary: strange });

it('the compiled check of a job answers as its rules do: the same job, or the same faults', () => {
  const answers = { ok: 0, refused: 0 };
  fc.assert(
    fc.property(inputs, (input) => {
      const byRules = check(jobRules, input);
      const compiled = check(jobInput, input);
      expect(compiled).toStrictEqual(byRules);
      // Also in their order: it is that of the stored document.
      expect(JSON.stringify(compiled)).toBe(JSON.stringify(byRules));
      answers[byRules.ok ? 'ok' : 'refused'] += 1;
    }),
    { numRuns: RUNS },
  );
  // Both ways are shown.
  expect(Math.min(answers.ok, answers.refused)).toBeGreaterThan(RUNS / 10);
});

it('the compiled check shares nothing with what it was given but free JSON, and changes nothing in it', () => {
  fc.assert(
    fc.property(jobs, (input) => {
      const before = structuredClone(input);
      const compiled = check(jobInput, input);
      expect(input).toEqual(before);
      if (compiled.ok) expect(compiled.value).not.toBe(input);
    }),
  );
});
