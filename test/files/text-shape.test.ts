import fc from 'fast-check';
import { encodingOf, shapeOf } from '../../api/files/text-shape';
import { Transcoder } from '../../api/files/transcoder';
import { CsvReader } from '../../api/files/csv-reader';
import { type Delimiter, delimiters, type Encoding, type SaidOfFile } from '../../api/files/reading';
import { type Row } from '../../api/files/row';
import { Problem } from '../../api/http/problems';
import { jobTable } from '../../api/jobs/job-table';
import { leastCpuMsOf } from '../support/cpu-time';

const CP1252 = new Map(
  [...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((character, i) => {
    const codes = [128, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 142];
    return [character, i < codes.length ? (codes[i] ?? 0) : 0];
  }),
);
/** In an encoding, with or without a mark. */
function encoded(text: string, encoding: Encoding, mark: boolean): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from((mark ? '\uFEFF' : '') + text);
    case 'utf-16le':
      return Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le');
    case 'utf-16be':
      return Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le').swap16();
    case 'windows-1252':
      return Buffer.from([...text].map((character) => CP1252.get(character) ?? character.charCodeAt(0)));
  }
}

function read(bytes: Buffer, said: SaidOfFile = {}, cuts: number[] = []) {
  const reader = new CsvReader({ form: jobTable, said, takesLikely: false });
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const rows = [0, ...places].flatMap((from, i) => [
    ...reader.push(bytes.subarray(from, places[i] ?? bytes.length)),
  ]);
  rows.push(...reader.end());
  return { reading: reader.reading, values: rows.map(({ content }: Row) => content) };
}

const names = {
  'utf-8': 'Zoé 日本',
  'utf-16le': 'Zoé 日本',
  'utf-16be': 'Zoé 日本',
  'windows-1252': 'Zoé €5',
};
const encodings = Object.keys(names) as Encoding[];

describe('a file in any encoding, with any delimiter and line end', () => {
  it('is read the same, and it is said what was found', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...encodings),
        fc.boolean(),
        fc.constantFrom(...delimiters),
        fc.constantFrom(['LF', '\n'], ['CRLF', '\r\n'], ['CR', '\r']),
        fc.boolean(),
        fc.integer({ min: 1, max: 700 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (encoding, mark, delimiter, [lineEnds = '', newline = ''], isQuoted, rows, cuts) => {
          const name = names[encoding];
          const q = isQuoted ? '"' : '';
          const lines = [
            `ContactPhoneNumber${delimiter}ContactName${delimiter}City`,
            ...Array.from({ length: rows }, (_, i) =>
              ['+12025550111', i === rows - 1 ? name : 'plain', `x${i}`]
                .map((cell) => q + cell + q)
                .join(delimiter),
            ),
          ];
          const bytes = encoded(lines.join(newline) + newline, encoding, mark);
          const { reading, values } = read(bytes, {}, cuts);
          expect(reading).toMatchObject({
            Delimiter: delimiter,
            Encoding: encoding,
            LineEnds: lineEnds,
            Header: true,
          });
          expect(values).toHaveLength(rows);
          expect(values.at(-1)).toMatchObject({
            value: { ContactPhoneNumber: '+12025550111', ContactName: name, Data: { City: `x${rows - 1}` } },
          });
          expect(read(bytes, { delimiter, encoding, header: true })).toEqual({ reading, values });
        },
      ),
    );
  });

  it('has all characters of Windows-1252', () => {
    const all = Buffer.from(Array.from({ length: 128 }, (_, i) => 128 + i));
    const transcoder = new Transcoder('windows-1252', false);
    const text = transcoder.push(all).toString();
    expect(text.startsWith('€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ\u00a0¡¢£')).toBe(true);
    expect(text.endsWith('üýþÿ')).toBe(true);
  });

  it('keeps the characters of UTF-8 though one of its rows is damaged', () => {
    const rows = ['Zoé', 'Łódź', 'Ærø'].map((name) => Buffer.from(`+12025550111,${name}\n`));
    const bytes = Buffer.concat([
      Buffer.from('Phone,Name\n'),
      Buffer.from([0x2b, 0x31, 0x2c, 0xe9, 0x0a]),
      ...rows,
    ]);
    const { reading, values } = read(bytes);
    expect(reading.Encoding).toBe('utf-8');
    expect(values.map((content) => content.kind)).toEqual(['bad', 'value', 'value', 'value']);
    expect(values[2]).toMatchObject({ value: { ContactName: 'Łódź' } });
  });

  it('of half a character has a bad row, and goes on', () => {
    const text = Buffer.from(
      '\uFEFFPhone,Name\n+12025550111,a\n+12025550112,\ud800\n+12025550113,b\n',
      'utf16le',
    );
    expect(read(text).values.map(({ kind }) => kind)).toEqual(['value', 'bad', 'value']);
  });

  it('has a newline in a cell where it is quoted, also among carriage returns', () => {
    const file = (newline: string) =>
      Buffer.from(['Phone,Name', '+12025550111,"a\nb"', '+12025550112,c', ''].join(newline));
    for (const newline of ['\n', '\r\n', '\r'])
      expect(read(file(newline)).values).toMatchObject([
        { value: { ContactName: 'a\nb' } },
        { value: { ContactName: 'c' } },
      ]);
  });
});

describe('the delimiter', () => {
  const found = (text: string): Delimiter =>
    shapeOf(text, { isWhole: true, hasNumberColumn: () => false }).delimiter;

  it.each<[string, Delimiter]>([
    ['a;b;c\n1,5;2;3\n', ';'],
    ['a\tb\n1,2\t3\n', '\t'],
    ['a|b|c\n1|2|3\n', '|'],
    ['name,"a;b;c;d"\nx,"1;2"\n', ','],
    ['one\ntwo\n', ','],
    ['sep=;\na;b\n', ';'],
    ['', ','],
    // As many commas as semicolons: the numbers show which of them is one.
    ['Telefon;Name, Vorname\n+12025550111;Doe, Ann\n', ';'],
  ])('of %j is %j', (text, delimiter) => expect(found(text)).toBe(delimiter));

  it('is seen in a moment, whatever stands in the first line', () => {
    for (const line of [
      `"x"${','.repeat(262_000)}\n`,
      `${'a,'.repeat(130_000)}\n`,
      'a,;|\t'.repeat(50_000),
    ]) {
      const ms = leastCpuMsOf(() => expect(() => read(Buffer.from(line))).toThrow(Problem));
      // 30 ms here.
      expect(ms).toBeLessThan(600);
    }
  });

  it('that a first line states for spreadsheets is used, and the line is no row', () => {
    const { reading, values } = read(Buffer.from('sep=|\r\nPhone|Name\r\n+12025550111|x\r\n'));
    expect(reading.Delimiter).toBe('|');
    expect(values).toEqual([
      { kind: 'value', value: { ContactPhoneNumber: '+12025550111', ContactName: 'x' } },
    ]);
  });
});

describe('the encoding', () => {
  it('of what is no text at all is refused or read, wherever the chunks end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 4 }), (bytes, cuts) => {
        encodingOf(Buffer.from(bytes));
        const file = Buffer.concat([Buffer.from('Phone\n'), bytes]);
        const outcome = (places: number[]): unknown => {
          try {
            return read(file, {}, places);
          } catch (error) {
            if (error instanceof Problem) return error.message;
            throw error;
          }
        };
        expect(outcome(cuts)).toEqual(outcome([]));
      }),
      { numRuns: 500 },
    );
  });
});
