/** What is in an exported sheet, by the ZIP format and the XML that Excel's documents describe. */
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { type Cell } from '../../api/files/cell';
import { MOST_SHEET_ROWS } from '../../api/files/excel-bounds';
import { xlsxFile } from '../../api/files/xlsx-writer';
import { distinct } from '../../api/files/formula-escape';
import { isPlain, xmlText } from '../../api/files/xlsx-text';

/** The parts of a file by the directory at its end. */
function partsOf(zip: Buffer): Record<string, string> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const parts: Record<string, string> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i += 1) {
    const [size, name, extra, comment] = [20, 28, 30, 32].map((offset) =>
      offset === 20 ? zip.readUInt32LE(at + offset) : zip.readUInt16LE(at + offset),
    ) as [number, number, number, number];
    const local = zip.readUInt32LE(at + 42);
    const content = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    parts[zip.toString('utf8', at + 46, at + 46 + name)] = inflateRawSync(
      zip.subarray(content, content + size),
    ).toString();
    at += 46 + name + extra + comment;
  }
  return parts;
}

async function sheetOf(rows: Cell[][][], columns = 3): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of xlsxFile('Jobs', columns, from(rows))) chunks.push(chunk);
  return partsOf(Buffer.concat(chunks))['xl/worksheets/sheet1.xml'] ?? '';
}

async function* from<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) yield await Promise.resolve(item);
}

/** As Excel reads it. */
const textIn = (xml: string): string =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/_x([\dA-F]{4})_/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16)));

it('cells are texts and numbers at their places, and what is absent is left out', async () => {
  const xml = await sheetOf([[['Name', 'Number', 'c']], [['=1+1', -5, undefined]], [['', 1e21, ' x']]]);
  expect(xml.slice(xml.indexOf('<sheetData>'))).toBe(
    '<sheetData>' +
      '<row r="1"><c r="A1" s="1" t="str"><v>Name</v></c><c r="B1" s="1" t="str"><v>Number</v></c><c r="C1" s="1" t="str"><v>c</v></c></row>' +
      '<row r="2"><c r="A2" t="str"><v>=1+1</v></c><c r="B2"><v>-5</v></c></row>' +
      '<row r="3"><c r="B3"><v>1e+21</v></c><c r="C3" t="str"><v xml:space="preserve"> x</v></c></row>' +
      '</sheetData></worksheet>',
  );
});

it('columns are named as a sheet names them', async () => {
  const xml = await sheetOf([[Array.from({ length: 1_000 }, (_, i) => i)]], 1_000);
  const names = [...xml.matchAll(/r="([A-Z]+)1"/g)].map(([, name]) => name);
  expect([0, 25, 26, 51, 52, 701, 702, 999].map((i) => names[i])).toEqual([
    'A',
    'Z',
    'AA',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
    'ALL',
  ]);
});

it('every text stays what it is, and no text breaks the file', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('_', 'x', '0', '0', 'D', '_x000D_', '&', '<', '\r', '\u0007', '\uffff'), {
        maxLength: 12,
      })
      .map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const xml = xmlText(text);
      expect(xml).not.toMatch(/[<>\x00-\x08\x0b-\x1f\ufffe\uffff]|&(?!amp;|lt;|gt;)/);
      expect(textIn(xml)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

it('what is written without care is what care would have written', () => {
  const some = fc.constantFrom('a', ' ', "'", '=', '_', 'x', '&', '<', '\n', '\t', '\r', '\u00a0', '\uffff');
  const texts = fc.array(some, { maxLength: 5 }).map((all) => all.join(''));
  fc.assert(
    fc.property(texts.filter(isPlain), (text) => {
      expect([xmlText(distinct(text)), text.trim(), text.includes('\n')]).toEqual([text, text, false]);
    }),
    { numRuns: 5_000 },
  );
  expect([isPlain('order 12'), isPlain('x'.repeat(32_768))]).toEqual([true, false]);
});

it('a text that no cell can hold is cut, and says so', () => {
  expect(xmlText('x'.repeat(32_767))).toHaveLength(32_767);
  const cut = xmlText('😀'.repeat(20_000));
  expect(cut).toMatch(
    /^(?:😀)+… \[cut: of 40000 characters a cell of Excel holds 32767; CSV and NDJSON have all\]$/u,
  );
  expect(cut.length).toBeLessThanOrEqual(32_767);
});

it('a sheet with a row too many is broken off', async () => {
  const some = Array.from({ length: 4_096 }, () => [1]);
  const rows = Array.from({ length: MOST_SHEET_ROWS / some.length }, () => some);
  await expect(sheetOf([...rows, [[1]]], 1)).rejects.toThrow(/no room/);
}, 60_000);

it('an error of the rows ends the file', async () => {
  async function* rows(): AsyncGenerator<Cell[][]> {
    yield await Promise.resolve([['a']]);
    throw new Error('the database is away');
  }
  const file = xlsxFile('Jobs', 1, rows());
  const read = async (): Promise<void> => {
    for await (const _ of file);
  };
  await expect(read()).rejects.toThrow('the database is away');
});
