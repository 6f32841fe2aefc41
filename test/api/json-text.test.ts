import fc from 'fast-check';
import { readJsonText } from '../../api/json-text';

const placesIn = (text: string): string[] => {
  const read = readJsonText(text);
  return read.kind === 'bad' ? read.faults.map(({ location }) => location) : [];
};

describe('a JSON text that gives a member twice is refused with the place', () => {
  it.each([
    ['{"a":1,"a":1}', ['/a']],
    ['{"a":1,"b":{"c":[{"d":1},{"d":1,"d":2}]}}', ['/b/c/1/d']],
    [String.raw`{"a":1,"\u0061":2}`, ['/a']],
    ['{"a/b":[],"a/b" : {}}', ['/a~1b']],
    ['[0,[1,{"x":",\\"x\\":","x":1}]]', ['/1/1/x']],
    ['{"a":{"x":1},"a":{"x":1},"b":[],"b":[]}', ['/a', '/b']],
  ])('%s', (text, places) => {
    expect(placesIn(text)).toEqual(places);
  });
});

it('a JSON text whose strings look like doubled members is read as it is', () => {
  for (const value of [
    { a: '"a":1,"a":2', b: '{"a":1}' },
    [{ a: 1 }, { a: 1 }, 'a', 'a'],
    { a: { a: { a: ['a'] } } },
    { 'a":': 'a":', '\\': '\\"', '': '' },
  ])
    expect(readJsonText(JSON.stringify(value))).toEqual({ kind: 'value', value });
});

it('no text that JSON.stringify makes is said to give a member twice', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
      const read = readJsonText(JSON.stringify(value, null, indent));
      expect(read.kind === 'bad' ? read.faults.map(({ message }) => message) : []).not.toContainEqual(
        expect.stringContaining('twice'),
      );
    }),
  );
});

it('whatever stands around it, a doubled member is found', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.jsonValue(),
      fc.string({ unit: 'grapheme-ascii' }),
      (before, after, name) => {
        const key = JSON.stringify(name);
        const text = `[${JSON.stringify(before)},{${key}:1,${key} :${JSON.stringify(after)}}]`;
        expect(placesIn(text).length).toBeGreaterThan(0);
      },
    ),
  );
});
