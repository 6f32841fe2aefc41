import fc from 'fast-check';
import { scanJson } from '../../api/json/json-scan';
import { readJsonText } from '../../api/json/json-text';
import { longestStretchOf } from '../support/longest-stretch';

/** Long texts are read in another way than short ones: with this much space behind it, each test is one of both. */
const SPACE = ' '.repeat(5_000);

const placesIn = async (text: string): Promise<string[]> => {
  const read = await readJsonText(text);
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
  ])('%s', async (text, places) => {
    expect(await placesIn(text)).toEqual(places);
    expect(await placesIn(text + SPACE)).toEqual(places);
  });
});

it('a JSON text whose strings look like doubled members is read as it is', async () => {
  for (const value of [
    { a: '"a":1,"a":2', b: '{"a":1}' },
    [{ a: 1 }, { a: 1 }, 'a', 'a'],
    { a: { a: { a: ['a'] } } },
    { 'a":': 'a":', '\\': '\\"', '': '' },
  ])
    for (const space of ['', SPACE])
      expect(await readJsonText(JSON.stringify(value) + space)).toEqual({ kind: 'value', value });
});

it('no text that JSON.stringify makes is said to give a member twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom('', SPACE), async (value, space) => {
      const read = await readJsonText(JSON.stringify(value, null, space === '' ? 2 : undefined) + space);
      expect(read.kind === 'bad' ? read.faults.map(({ message }) => message) : []).not.toContainEqual(
        expect.stringContaining('twice'),
      );
    }),
  );
});

it('whatever stands around it, a doubled member is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue(),
      fc.jsonValue(),
      fc.string({ unit: 'grapheme-ascii' }),
      fc.constantFrom('', SPACE),
      async (before, after, name, space) => {
        const key = JSON.stringify(name);
        const text = `[${JSON.stringify(before)},{${key}:1,${key} :${JSON.stringify(after)}}]${space}`;
        expect((await placesIn(text)).length).toBeGreaterThan(0);
      },
    ),
  );
});

it('a text that JSON.parse takes is read, and one that it refuses is said to be broken, whatever its length', async () => {
  const nearlyJson = fc.oneof(
    fc.json(),
    fc
      .array(fc.constantFrom('{', '}', '[', ']', ':', ',', '"a"', '"', '1', '-', 'true', 'nul', ' '))
      .map((parts) => parts.join('')),
  );
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  await fc.assert(
    fc.asyncProperty(nearlyJson, fc.constantFrom('', SPACE), async (text, space) => {
      const read = await readJsonText(text + space);
      const isBroken = read.kind === 'bad' && read.faults.some(({ message }) => message.startsWith('broken'));
      expect(isBroken).toBe(!parses(text));
    }),
    { numRuns: 1_000 },
  );
});

describe('no text of 1 MiB keeps the process busy for long', () => {
  const MiB = 1024 * 1024;
  const filled = (part: string): string => part.repeat(Math.floor(MiB / part.length) - 1);
  const named = Array.from({ length: 19_900 }, (_, i) => `"name-${i}-${'x'.repeat(12)}":{}`).join(',');

  /** Seen: 5 to 20 ms. As one stretch it is 10 to 65 today, which only the next test sees. */
  it.each([
    ['of brackets', '['.repeat(500_000)],
    ['of empty objects', `[${filled('{},')}{}]`],
    ['of one name', `{${filled('"":0,')}"a":0}`],
    ['of numbers, broken at its end', `[${filled('0,')}`],
    ['of line breaks, broken at its end', `${filled('\n')}x`],
    ['of as many names as may be', `{${named}}`],
    ['of as many names as may be, one of them twice', `{"a":1,"a":2,${named}}`],
  ])('%s', async (_what, text) => {
    expect(await longestStretchOf(async () => readJsonText(text))).toBeLessThan(200);
  });

  it('since others have their turn again and again while it is read', async () => {
    const text = `{${named}}`;
    let turns = 0;
    let goesOn = true;
    const mark = (): void => {
      turns += 1;
      if (goesOn) setImmediate(mark);
    };
    setImmediate(mark);
    await readJsonText(text);
    goesOn = false;
    // Seen: 10. Three are those before and after what cannot be cut.
    expect(turns).toBeGreaterThan(4);
    // By steps, each as short as the first.
    expect([...scanJson(text)].length).toBeGreaterThan(300);
  });

  it('and one that has too many values or levels is refused before JSON.parse may have it', async () => {
    const messageOf = async (text: string): Promise<string | undefined> => {
      const read = await readJsonText(text);
      return read.kind === 'bad' ? read.faults[0]?.message : undefined;
    };
    expect(await messageOf(`[${Array(40_000).fill(0).join()}]`)).toContain(
      'has more than 40000 values and names',
    );
    expect(await messageOf(`[${Array(39_999).fill(0).join()}]`)).toBeUndefined();
    expect(await messageOf(`{${named},"a":{"b":1}}`)).toBeUndefined();
    expect(await messageOf(`{${named},"a":{${named.slice(0, 6_000)}"":0}}`)).toContain('has more than');
    expect(await messageOf('['.repeat(500_000))).toBe('nested more than 20 levels deep; flatten it');
  });
});
