import fc from 'fast-check';
import { compileInSteps, type SchemaFault } from '../../domain/analysis/json-schema';
import { compileSchema } from '../support/compile-schema';
import { cpuMsOf, leastCpuMsOf } from '../support/cpu-time';

type JsonObject = Record<string, unknown>;

const smallValues = JSON.stringify(Array.from({ length: 50_000 }, () => ({ a: [1], b: 'x' })));
/** What this machine takes now to parse 50,000 small values: at as many a check may look. */
const unitMs = (): number => leastCpuMsOf(() => JSON.parse(smallValues) as unknown);
let unit = 0;
beforeAll(() => {
  unit = unitMs();
});

/**
 * In units: the worst checks take 10 to 40, with the compilation of their schema, when it is done for the first time.
 * What is not bounded takes minutes, years, or all the memory.
 */
const SOON = 100;
/** The largest schemas take 4 to 9. */
const COMPILED_SOON = 20;

/**
 * Of processor time, so that other programs do not count; and again if it was too much, for the garbage of tests
 * before.
 */
function soon<T>(run: () => T, most = SOON): T {
  for (let tries = 1; ; tries++) {
    const results: T[] = [];
    const ms = cpuMsOf(() => results.push(run()));
    if (ms <= most * unit || tries === 3) {
      expect(ms / unit).toBeLessThanOrEqual(most);
      return results[0] as T;
    }
    unit = Math.max(unit, unitMs());
  }
}

const faultsOf = (schema: JsonObject, value: unknown): SchemaFault[] =>
  soon(() => {
    const compiled = compileSchema(schema);
    if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.faults));
    return compiled.check(value);
  });
const refusal = (schema: JsonObject): SchemaFault[] => {
  const compiled = soon(() => compileSchema(schema));
  return compiled.kind === 'refused' ? compiled.faults : [];
};
const isTooCostly = (faults: SchemaFault[]): boolean =>
  faults.length === 1 && faults[0]?.message.startsWith('is too costly to check') === true;

const list = <T>(length: number, of: (i: number) => T): T[] => Array.from({ length }, (_, i) => of(i));
const named = <T>(length: number, of: (i: number) => T): Record<string, T> =>
  Object.fromEntries(list(length, (i) => [`a${i}`, of(i)]));
function nested(levels: number, wrap: (inner: unknown) => unknown): JsonObject {
  let value: unknown = {};
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value as JsonObject;
}

describe('a pattern', () => {
  it.each(['(a+)+$', '^(a|aa)+$', '(a*)*b', '(x+x+)+y', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'that explodes in other engines (%s) is matched in one pass',
    (pattern) => {
      const faults = faultsOf({ pattern }, `${'a'.repeat(30_000)}!`);
      expect(faults.map(({ message }) => message)).toEqual([`must match pattern "${pattern}"`]);
    },
  );

  it.each([
    ['(a{1000}){1000}', 'invalid repeat count'],
    ['(?:a|b|[^c]{300}){3}[a-z]{200}', 'too large'],
    ['x'.repeat(1_001), 'characters'],
    ['('.repeat(1_000), 'cannot be used'],
  ])('that is too large is refused before it is used: %.40s', (pattern, reason) => {
    expect(refusal({ properties: { a: { pattern } } })).toEqual([
      { pointer: '/properties/a/pattern', message: expect.stringContaining(reason) as string },
    ]);
  });

  it('with many others is refused before all of them are compiled', () => {
    const faults = refusal({ properties: named(400, (i) => ({ pattern: `[a-z]{1,300}${i}` })) });
    expect(faults).toHaveLength(20);
    expect(faults[0]?.message).toContain('too large together');
  });

  it('costs by its size and the length of the text', () => {
    const schema = { items: { pattern: '(?:[ab]*a[ab]{90}){10}' } };
    expect(faultsOf(schema, ['abab'])).toHaveLength(1);
    expect(
      isTooCostly(
        faultsOf(
          schema,
          list(10, () => 'ab'.repeat(2_000)),
        ),
      ),
    ).toBe(true);
  });
});

describe('a check ends within its budget', () => {
  it.each(['allOf', 'anyOf', 'oneOf'])('when 30 definitions double the work in %s', (keyword) => {
    const $defs: JsonObject = { a0: { type: 'number' } };
    for (let i = 1; i <= 30; i++) {
      const half = { $ref: `#/$defs/a${i - 1}` };
      $defs[`a${i}`] = { [keyword]: [half, half] };
    }
    for (const $schema of [
      'http://json-schema.org/draft-07/schema',
      'https://json-schema.org/draft/2020-12/schema',
    ]) {
      expect(isTooCostly(faultsOf({ $schema, $ref: '#/$defs/a30', $defs }, 'x'))).toBe(true);
    }
  });

  it('when a long list meets a long enumeration', () => {
    const numbers = { items: { enum: list(9_000, (i) => i) } };
    expect(
      isTooCostly(
        faultsOf(
          numbers,
          list(30_000, (i) => -i),
        ),
      ),
    ).toBe(true);
    const objects = { items: { enum: list(3_000, (a) => ({ a })) } };
    expect(
      isTooCostly(
        faultsOf(
          objects,
          list(5_000, () => ({ a: -1 })),
        ),
      ),
    ).toBe(true);
  });

  it('when every item lacks thousands of names', () => {
    const schema = { items: { required: list(5_000, (i) => `a${i}`) } };
    expect(
      isTooCostly(
        faultsOf(
          schema,
          list(1_000, () => ({})),
        ),
      ),
    ).toBe(true);
  });

  it('when faults would be copied from reference to reference', () => {
    const schema = { items: { $ref: '#/$defs/a' }, $defs: { a: { type: 'string' } } };
    expect(
      isTooCostly(
        faultsOf(
          schema,
          list(40_000, (i) => i),
        ),
      ),
    ).toBe(true);
  });

  it('when long names are part of every place', () => {
    const schema = {
      additionalProperties: { allOf: list(100, () => ({ $ref: '#/$defs/a' })) },
      $defs: { a: { type: 'string' } },
    };
    const value = Object.fromEntries(list(240, (i) => [`${'~'.repeat(250)}${i}`, 1]));
    expect(isTooCostly(faultsOf(schema, value))).toBe(true);
  });

  it('when a format is an expression that looks back, and a longer text fits no format', () => {
    const schema = { items: { format: 'url' } };
    expect(
      isTooCostly(
        faultsOf(
          schema,
          list(100, () => `http://${':'.repeat(2_000)}!`),
        ),
      ),
    ).toBe(true);
    expect(faultsOf({ format: 'email' }, `${'a'.repeat(2_050)}@example.com`)).toHaveLength(1);
  });

  it('when 5,000 objects have to differ, and finds the two that do not', () => {
    const unique = { uniqueItems: true };
    expect(
      faultsOf(
        unique,
        list(5_000, (i) => ({ b: [i], a: 1 })),
      ),
    ).toEqual([]);
    expect(faultsOf(unique, [...list(5_000, (a) => ({ a, b: [a] })), { b: [7], a: 7 }])).toHaveLength(1);
    expect(faultsOf(unique, [1, '1', [1], { a: 1 }, null, 'null', '__proto__', 'constructor', {}])).toEqual(
      [],
    );
    expect(faultsOf(unique, ['__proto__', '__proto__'])).toHaveLength(1);
    expect(
      isTooCostly(
        faultsOf(
          unique,
          list(90_000, (i) => ({ i })),
        ),
      ),
    ).toBe(true);
  });

  it('when a value is nested 10,000 levels deep', () => {
    const deep = nested(10_000, (a) => ({ a }));
    for (const schema of [
      { properties: { a: { $ref: '#' } } },
      { const: deep },
      { enum: [{ a: 1 }] },
      { uniqueItems: true },
    ]) {
      if ('const' in schema) expect(refusal(schema)).toHaveLength(1);
      else expect(faultsOf(schema, [deep])[0]?.message).toContain('levels deep');
    }
  });
});

/** Nothing else of the process runs meanwhile. */
describe('the largest schema that is not refused is compiled in one short stretch', () => {
  const parts = (i: number): JsonObject =>
    [
      { type: ['object', 'null'], required: ['a', 'b'], minProperties: 1, additionalProperties: false },
      { type: 'string', description: 'x', maxLength: 100, pattern: `^[a-z]{1,10}${i}$` },
      { type: ['integer', 'null'], minimum: 0, maximum: 10 },
      { enum: ['a', 'b', 'c'], title: 'x' },
      { type: 'string', format: 'date-time' },
    ][i % 5] as JsonObject;

  it.each<[string, JsonObject]>([
    [
      'side by side',
      { type: 'object', properties: named(165, parts), required: Object.keys(named(165, parts)) },
    ],
    ['as alternatives', { properties: named(2, () => ({ anyOf: list(80, parts) })) }],
    [
      'each by a reference',
      { properties: named(80, (i) => ({ $ref: `#/$defs/a${i}` })), $defs: named(80, parts) },
    ],
    [
      'twice, since all of them lie in parts that are referred to',
      {
        properties: {
          all: { properties: named(110, parts) },
          again: { properties: named(10, () => ({ $ref: '#/properties/all' })) },
        },
      },
    ],
  ])('%s', (_, schema) => {
    expect(compileSchema(schema).kind).toBe('compiled');
    soon(() => compileSchema(schema), COMPILED_SOON);
  });
});

it('a schema is compiled in steps, so that reading its patterns and making its code are two stretches', () => {
  const steps = [...compileInSteps({ properties: named(100, (i) => ({ pattern: `[a-z]{1,10}${i}` })) })];
  expect(steps).toHaveLength(2);
});

describe('a schema is refused', () => {
  const reason = (schema: JsonObject): string | undefined => refusal(schema)[0]?.message;

  it('when it is too deep, too long, or has too many parts', () => {
    expect(reason(nested(10_000, (a) => ({ properties: { a } })))).toContain('levels deep');
    expect(reason(nested(10_000, (a) => ({ not: a })))).toContain('levels deep');
    expect(reason(nested(10_000, (a) => [a]))).toContain('levels deep');
    expect(reason({ description: 'x'.repeat(65_536) })).toContain('characters');
    expect(reason({ enum: list(100_000, () => 0) })).toContain('members');
    expect(reason({ properties: named(200, () => ({ type: 'string' })) })).toContain('subschemas');
    expect(reason({ anyOf: list(101, () => true) })).toContain('at most 100');
    expect(reason({ properties: { ['n'.repeat(257)]: true } })).toContain('name');
  });

  it('when long names would stand in the code of every part', () => {
    const leaves = {
      properties: named(180, () => ({
        ...{ type: 'string', minLength: 1, maxLength: 2, const: 'x', title: 'x' },
        ...{ description: 'x', default: 'x', examples: ['x'], $comment: 'x', deprecated: true },
      })),
    };
    expect(reason(nested(0, () => ({})))).toBeUndefined();
    let schema: JsonObject = leaves;
    for (let i = 0; i < 10; i++) schema = { properties: { ['n'.repeat(250)]: schema } };
    expect(reason(schema)).toContain('long names');
  });

  it('when references lead into parts of each other again and again', () => {
    let schema: JsonObject = { properties: named(100, () => ({ type: 'string' })) };
    for (let i = 0; i < 10; i++) schema = { properties: { a: schema } };
    const $refs = list(10, (i) => ({ $ref: `#${'/properties/a'.repeat(i)}` }));
    expect(reason({ ...schema, additionalProperties: { items: { anyOf: $refs } } })).toContain(
      'too many references',
    );
  });

  it('when it refers to itself without going into the value', () => {
    const cycles: JsonObject[] = [
      { $ref: '#' },
      { not: { $ref: '#' } },
      {
        allOf: [{ $ref: '#/definitions/a' }],
        definitions: { a: { if: { $ref: '#/definitions/b' } }, b: { $ref: '#' } },
      },
      { dependencies: { a: { $ref: '#' } } },
    ];
    for (const schema of cycles) expect(reason(schema)).toContain('refers to itself');
  });
});

describe('whatever the schema and the value are', () => {
  const words = [
    'type',
    'properties',
    'items',
    '$ref',
    'allOf',
    'not',
    'enum',
    'const',
    'pattern',
    'required',
    'format',
  ];
  const names = fc.oneof(
    fc.constantFrom(
      ...words,
      'patternProperties',
      '$defs',
      'uniqueItems',
      'dependencies',
      'nullable',
      '$schema',
      '$id',
    ),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'a', ''),
    fc.string(),
  );
  const texts = fc.constantFrom(
    'string',
    'object',
    'null',
    '#',
    '#/properties/a',
    '(a+)+$',
    'date',
    'email',
    '__proto__',
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.oneof(texts, fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(names, tie('json'), { maxKeys: 5, noNullPrototype: true }),
    ),
  }));
  const schemas = fc.dictionary(names, json, { maxKeys: 6, noNullPrototype: true });

  it('nothing is thrown, and every fault has a place and a reason', () => {
    let compiledOnes = 0;
    fc.assert(
      fc.property(schemas, fc.oneof(json, fc.anything()), (schema, value) => {
        const compiled = soon(() => compileSchema(schema));
        const faults = compiled.kind === 'compiled' ? soon(() => compiled.check(value)) : compiled.faults;
        if (compiled.kind === 'compiled') compiledOnes++;
        else expect(faults.length).toBeGreaterThan(0);
        expect(faults.length).toBeLessThanOrEqual(20);
        for (const { pointer, message } of faults) {
          expect(pointer === '' || pointer.startsWith('/')).toBe(true);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 1_500 },
    );
    expect(compiledOnes).toBeGreaterThan(50);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
