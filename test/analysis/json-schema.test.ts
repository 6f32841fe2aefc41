import { type SchemaFault } from '../../domain/analysis/json-schema';
import { compileSchema } from '../support/compile-schema';

type JsonObject = Record<string, unknown>;

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

const checkOf = (schema: JsonObject): ((value: unknown) => SchemaFault[]) => {
  const compiled = compileSchema(schema);
  if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.faults));
  return compiled.check;
};
const places = (faults: SchemaFault[]): string[] => faults.map(({ pointer }) => pointer).toSorted();
const refusal = (schema: JsonObject): SchemaFault[] => {
  const compiled = compileSchema(schema);
  return compiled.kind === 'refused' ? compiled.faults : [];
};

/** As campaigns have it: every answer may be missing, and says what it means. */
const analysis = {
  type: ['object', 'null'],
  required: ['summary', 'waiting_list'],
  properties: {
    summary: { type: ['string', 'null'], description: 'What was said' },
    mood: { enum: ['good', 'bad', null], title: 'Mood', default: null, examples: ['good'], 'x-order': 1 },
    since: { type: 'string', format: 'date', nullable: true, $comment: 'a day' },
    waiting_list: {
      type: ['object', 'null'],
      required: ['length'],
      properties: { length: { type: ['number', 'null'], minimum: 0 } },
    },
    units: { type: 'array', items: { type: 'string' }, uniqueItems: true },
  },
};

describe.each([
  ['draft-07 without a name', {}],
  ['draft-07', { $schema: DRAFT_07 }],
  ['2020-12', { $schema: DRAFT_2020 }],
])('a schema of %s', (_name, draft) => {
  const check = checkOf({ ...draft, ...analysis });

  it('accepts what fits, null at a root that allows it too', () => {
    expect(check(null)).toEqual([]);
    expect(
      check({
        summary: null,
        mood: null,
        since: null,
        waiting_list: { length: 3 },
        units: ['a', 'b'],
        more: 1,
      }),
    ).toEqual([]);
  });

  it('names every place that does not fit, and says what is allowed', () => {
    const faults = check({
      mood: 'fine',
      since: '2030-02-30',
      waiting_list: { length: -1 },
      units: ['a', 1, 'a'],
    });
    expect(places(faults)).toEqual([
      '/mood',
      '/since',
      '/summary',
      '/units',
      '/units/1',
      '/waiting_list/length',
    ]);
    expect(faults).toContainEqual({ pointer: '/mood', message: 'must be one of "good", "bad", null' });
    expect(faults).toContainEqual({ pointer: '/summary', message: 'is missing' });
  });

  it('never tells the content of a value', () => {
    const secret = 'Ada Lovelace';
    const faults = check({
      summary: [secret],
      mood: secret,
      since: secret,
      waiting_list: secret,
      units: [secret, secret],
    });
    expect(faults).toHaveLength(5);
    expect(JSON.stringify(faults)).not.toContain('Ada');
  });

  it('that is empty allows everything', () => {
    expect(checkOf(draft)([1, { a: null }])).toEqual([]);
  });

  it('may refer to itself below a value, and to parts by local references', () => {
    const tree = checkOf({
      ...draft,
      $id: 'https://example.com/tree.json',
      properties: { name: { $ref: '#/definitions/na~1me%20' }, children: { items: { $ref: '#' } } },
      definitions: { 'na/me ': { type: 'string' } },
    });
    expect(places(tree({ name: 'a', children: [{ name: 1 }, { children: [{ name: 2 }] }] }))).toEqual([
      '/children/0/name',
      '/children/1/children/0/name',
    ]);
  });

  it('reports at most 20 faults', () => {
    expect(
      checkOf({ ...draft, items: { type: 'string' } })(Array.from({ length: 100 }, () => 1)),
    ).toHaveLength(20);
  });

  it('treats names of JavaScript objects as names like any other', () => {
    const strict = checkOf({
      ...draft,
      properties: { constructor: { type: 'string' } },
      required: ['toString', '__proto__'],
      additionalProperties: false,
    });
    expect(places(strict({}))).toEqual(['/__proto__', '/toString']);
    expect(places(strict(JSON.parse('{"__proto__":1,"constructor":1,"toString":1}')))).toEqual([
      '/__proto__',
      '/constructor',
      '/toString',
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a schema', () => {
  it('of 2020-12 has its own keywords', () => {
    const check = checkOf({
      $schema: DRAFT_2020,
      type: 'object',
      properties: { pair: { prefixItems: [{ type: 'string' }, { type: 'number' }], items: false } },
      allOf: [{ properties: { listed: true } }],
      dependentRequired: { card: ['address'] },
      dependentSchemas: { card: { properties: { card: { type: 'string' } } } },
      unevaluatedProperties: { type: 'boolean' },
    });
    expect(check({ pair: ['a', 1], flag: true, listed: 1 })).toEqual([]);
    expect(places(check({ pair: [1, 'a', 2], card: 3, flag: 'x' }))).toEqual([
      '/address',
      '/card',
      '/card',
      '/flag',
      '/pair',
      '/pair/0',
      '/pair/1',
    ]);
  });

  it('of draft-07 has its own keywords', () => {
    const check = checkOf({
      properties: { pair: { items: [{ type: 'string' }], additionalItems: false } },
      dependencies: { card: ['address'], a: { required: ['b'] } },
      patternProperties: { '^n_': { type: 'number' } },
      propertyNames: { maxLength: 7 },
      if: { required: ['a'] },
      then: { properties: { a: { const: 1 } } },
    });
    expect(places(check({ pair: [1, 2], card: 1, a: 2, n_1: '', longer_name: 1 }))).toEqual([
      '',
      '/a',
      '/address',
      '/b',
      '/longer_name',
      '/n_1',
      '/pair',
      '/pair/0',
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ['/$schema', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'draft/2020-12'],
    ['/propertys', { propertys: {} }, 'did you mean "properties"?'],
    ['/properties/a/typ', { properties: { a: { typ: 'string' } } }, 'did you mean "type"?'],
    ['/type', { type: 'strnig' }, 'did you mean "string"?'],
    ['/format', { format: 'emai' }, 'did you mean "email"?'],
    ['/format', { format: 'constructor' }, 'allowed are'],
    ['/prefixItems', { prefixItems: [{}] }, '"$schema" chooses'],
    ['/items', { $schema: DRAFT_2020, items: [{}] }, 'prefixItems'],
    ['/properties', { properties: [] }, 'an object'],
    ['/properties/a', { properties: { a: 'string' } }, 'must be a schema'],
    ['/allOf', { allOf: [] }, 'at least one'],
    ['/enum', { enum: [] }, 'at least one'],
    ['/required', { required: 'a' }, 'must be array'],
    ['/minimum', { minimum: '1' }, 'must be number'],
    ['', { nullable: true }, '"type"'],
    ['/$ref', { $ref: 'https://json-schema.org/draft-07/schema#' }, 'nothing is fetched'],
    ['/$ref', { $ref: 'other.json#/a' }, 'nothing is fetched'],
    ['/$ref', { $ref: '#/definitions/none' }, 'does not lead'],
    ['/$ref', { $ref: '#/constructor' }, 'does not lead'],
    ['/properties/a/$id', { properties: { a: { $id: 'x' } } }, 'root'],
    ['/$dynamicRef', { $schema: DRAFT_2020, $dynamicRef: '#x' }, 'not available'],
    ['/$async', { $async: true }, 'not a keyword'],
    ['/maximum', { maximum: { $data: '1/other' } }, 'must be number'],
    ['/properties/__proto__', JSON.parse('{"properties":{"__proto__":{}}}') as JsonObject, 'reserved'],
    ['/properties/a/pattern', { properties: { a: { pattern: '(?=x)' } } }, 'look-around'],
    ['/pattern', { pattern: '(a)\\1' }, 'back-references'],
    ['/patternProperties/(', { patternProperties: { '(': {} } }, 'cannot be used'],
  ])('with a fault is refused at %s: %j', (place, schema, reason) => {
    const faults = refusal(schema);
    expect(places(faults)).toEqual([place]);
    expect(faults[0]?.message).toContain(reason);
  });

  it('takes amounts in cents for multiples of 0.01, and nothing between them', () => {
    const check = checkOf({ properties: { amount: { type: 'number', multipleOf: 0.01 } } });
    for (const amount of [0, 0.07, 0.29, 1.1, 4.35, 19.99, -19.99, 1_234_567.89, 29_999_999.99])
      expect(check({ amount })).toEqual([]);
    for (const amount of [0.005, 19.991, 19.9901, 1_234_567.895])
      expect(check({ amount })).toEqual([{ pointer: '/amount', message: 'must be multiple of 0.01' }]);
  });

  it('may use the patterns of JavaScript that can be matched in one pass', () => {
    const check = checkOf({ pattern: '^\\u0041(?<year>\\d{4})-[\\w\\-]+\\/\\p{L}$' });
    expect(check('A2030-x_1/é')).toEqual([]);
    expect(check('B2030-x_1/é')).toHaveLength(1);
    expect(checkOf({ pattern: 'b' })('abc')).toEqual([]);
  });
});
