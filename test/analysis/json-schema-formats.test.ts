import { compileSchema } from '../support/compile-schema';
import { formatNames } from '../../domain/analysis/json-schema/formats';

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

/**
 * For each format what fits it and what does not, after its definition in JSON Schema, or OpenAPI's for the last ones.
 */
const formats: [name: string, fitting: unknown[], unfitting: unknown[]][] = [
  ['date', ['2028-02-29'], ['2027-02-29', '2027-13-01', '27-01-01', '2027-01-01T00:00:00Z']],
  ['time', ['12:30:45Z', '12:30:45.5+02:00'], ['24:00:00Z', '12:30', '12:30:45']],
  [
    'date-time',
    ['2030-01-31T09:00:00Z', '2030-01-31T09:00:00.25-05:00'],
    ['2030-01-31', '2030-01-31T09:00:00'],
  ],
  ['iso-time', ['12:30:45', '12:30:45Z'], ['12:30', '25:00:00']],
  ['iso-date-time', ['2030-01-31T09:00:00', '2030-01-31T09:00:00Z'], ['2030-01-31', '2030-02-30T09:00:00']],
  ['duration', ['P1DT12H', 'P4W', 'PT0S'], ['1D', 'P', 'PT', 'P1H']],
  ['uri', ['https://example.com/a?b=c#d', 'tel:+12025550123'], ['/a', 'example.com', 'https://exa mple.com']],
  ['uri-reference', ['/a?b', '#c', 'https://example.com'], ['\\\\windows\\share', 'a b']],
  ['uri-template', ['https://example.com/{id}{?page}'], ['https://example.com/{id', 'a b']],
  [
    'url',
    ['https://example.com', 'ftp://example.com/a'],
    ['example.com', 'tel:+12025550123', 'https://10.0.0.1'],
  ],
  [
    'email',
    ['ada@example.com', 'a.b+c@example.co.uk'],
    ['ada', 'ada@', '@example.com', 'a b@example.com', 'ä@example.com'],
  ],
  [
    'hostname',
    ['example.com', 'localhost', 'a-1.example'],
    ['-a.example', 'a_b.example', 'ä.example', `${'a'.repeat(64)}.example`],
  ],
  ['ipv4', ['192.0.2.1'], ['256.0.0.1', '192.0.2', '192.0.2.1/24']],
  ['ipv6', ['2001:db8::1', '::', '::ffff:192.0.2.1'], ['2001:db8', '12345::', '192.0.2.1']],
  ['regex', ['^a+$', '(?<year>\\d{4})'], ['(', 'a\\Z']],
  [
    'uuid',
    ['123e4567-e89b-12d3-a456-426614174000', 'urn:uuid:123E4567-E89B-12D3-A456-426614174000'],
    ['123e4567', 'x23e4567-e89b-12d3-a456-426614174000'],
  ],
  ['json-pointer', ['', '/a~1b/0', '/~0'], ['a', '/a~', '/a~2']],
  ['json-pointer-uri-fragment', ['#', '#/a%20b'], ['/a', '#a', '#/a b']],
  ['relative-json-pointer', ['0', '1/a', '2#'], ['/a', '-1', '01/a']],
  ['byte', ['', 'QWRh', 'QWRhTA=='], ['QWRhT', 'QW-_']],
  ['int32', [2_147_483_647, -2_147_483_648], [2_147_483_648, 0.5]],
  ['int64', [9_007_199_254_740_991], [0.5]],
  ['float', [0.5, 1e300], []],
  ['double', [0.5, 1e300], []],
  // Notes for people: any text fits.
  ['password', ['', 'x'], []],
  ['binary', ['', '\u0000'], []],
];

describe.each([
  ['draft-07', DRAFT_07],
  ['2020-12', DRAFT_2020],
])('a format of %s', (_name, $schema) => {
  it.each(formats)('%s fits what it says, and nothing else', (format, fitting, unfitting) => {
    const compiled = compileSchema({ $schema, properties: { value: { format } } });
    if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.faults));
    const fits = (value: unknown): boolean => compiled.check({ value }).length === 0;
    expect([format, fitting.filter((value) => !fits(value))]).toEqual([format, []]);
    expect([format, unfitting.filter(fits)]).toEqual([format, []]);
    // A format says nothing of values of another type: that is for `type` to say.
    expect(fits(null) && fits([]) && fits({})).toBe(true);
    expect(fits(typeof (fitting[0] ?? '') === 'string' ? 1 : 'text')).toBe(true);
  });

  it.each(['idn-email', 'idn-hostname', 'iri', 'iri-reference'])(
    '%s is refused: accepted and not checked it would let everything pass',
    (format) => {
      const compiled = compileSchema({ $schema, properties: { value: { format } } });
      expect(compiled).toMatchObject({ kind: 'refused', faults: [{ pointer: '/properties/value/format' }] });
      expect(JSON.stringify(compiled)).toContain('is not checked here');
    },
  );
});

it('every format that is accepted has a row', () => {
  expect(formats.map(([name]) => name).toSorted()).toEqual([...formatNames].toSorted());
});
