import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { MAX_WORKBOOK_BYTES, openSheet, ReceivedWorkbook, type SheetRow } from '../../api/files/xlsx-sheet';
import { Problem } from '../../api/http/problems';
import { numberCells, type Parts, partsOf, rowsOf, workbook, zipOf } from './workbook-parts';

const MiB = 1024 * 1024;
const fixture = (name: string): Buffer => readFileSync(path.join(__dirname, 'workbooks', name));
const expected = JSON.parse(String(fixture('expected.json'))) as Record<string, SheetRow[]>;

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const oneRow = async (cells: string, more = {}): Promise<SheetRow | undefined> =>
  (await rowsOf(await workbook({ ...more, rows: `<row r="1">${cells}</row>` })))[0];

describe('what another program wrote is read as it was written', () => {
  it.each(Object.keys(expected))('%s', async (name) => {
    expect(await rowsOf(fixture(name))).toEqual(expected[name]);
  });
});

describe('the sheet', () => {
  it('is the first that is not hidden, and is told with the names of all that have cells', async () => {
    const { name, names } = await openSheet(fixture('openpyxl.xlsx'));
    expect({ name, names }).toEqual({ name: 'Contacts', names: ['Notes', 'Contacts', 'Other list'] });
  });

  it('can be named, in any case, also when it is hidden', async () => {
    expect(await rowsOf(fixture('openpyxl.xlsx'), 'other LIST')).toEqual([{ line: 1, cells: ['the other'] }]);
    expect(await rowsOf(fixture('openpyxl.xlsx'), 'Notes')).toEqual([{ line: 1, cells: ['not this one'] }]);
  });

  it.each(['Chart', 'Contact'])(
    'named %s, which has no cells or is none, is refused with the names of all',
    async (sheet) => {
      const problem = await problemOf(openSheet(fixture('openpyxl.xlsx'), { sheet }));
      expect(problem).toMatchObject({
        status: 400,
        detail: 'sheet: is no sheet of this workbook, which has "Notes", "Contacts", "Other list"',
      });
    },
  );

  it('is the first when all are hidden', async () => {
    const parts = partsOf({ rows: '<row><c><v>1</v></c></row>' });
    const hidden = String(parts['xl/workbook.xml']).replace('<sheet ', '<sheet state="veryHidden" ');
    expect(await rowsOf(await zipOf({ ...parts, 'xl/workbook.xml': hidden }))).toHaveLength(1);
  });
});

describe('cells', () => {
  it('are where they say, and those that do not say follow the one before', async () => {
    const rows = await rowsOf(
      await workbook({
        rows: '<row><c><v>1</v></c><c r="D1"><v>4</v></c><c><v>5</v></c></row><row r="7"><c r="AA7"><v>27</v></c></row><row><c><v>8</v></c></row>',
      }),
    );
    expect(rows).toEqual([
      { line: 1, cells: ['1', '', '', '4', '5'] },
      { line: 7, cells: [...Array<string>(26).fill(''), '27'] },
      { line: 8, cells: ['8'] },
    ]);
  });

  it('of each type have their text; runs of text are joined, readings of names left out', async () => {
    const texts =
      '<si><t xml:space="preserve"> a </t></si><si><r><rPr><b/></rPr><t>Tō</t></r><r><t>kyō</t></r><rPh sb="0" eb="1"><t>トウ</t></rPh></si><si><t>x_x000D_&#10;y &amp; _x005F_x000D_</t></si><si/>';
    const cells = [
      ...[0, 1, 2, 3].map((n) => `<c t="s"><v>${n}</v></c>`),
      '<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>no</t></rPh></is></c>',
      '<c t="inlineStr"><is><t><![CDATA[<b>]]></t></is></c>',
      '<c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>',
      '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c>',
      '<c t="d"><v>2027-03-11T09:00:00.000</v></c><c t="d"><v>2027-03-11T00:00:00.000</v></c>',
      '<c><f>1+1</f></c><c><f>1+1</f><v>2</v></c>',
    ];
    expect((await oneRow(cells.join(''), { texts }))?.cells).toEqual([
      ...[' a ', 'Tōkyō', 'x\r\ny & _x000D_', '', 'inline', '<b>', 'ab', 'true', 'false', '#N/A'],
      ...['2027-03-11T09:00:00', '2027-03-11', '', '2'],
    ]);
  });

  it('of the strict variant, with prefixes, and in UTF-16 are the same', async () => {
    const parts = partsOf({ rows: '<row><c t="s"><v>0</v></c></row>', texts: '<si><t>Zoé 🎉</t></si>' });
    const changed = (change: (text: string) => string | Buffer): Parts =>
      Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, change(String(text))] as const));
    const strict = changed((text) =>
      text
        .replaceAll(
          'http://schemas.openxmlformats.org/spreadsheetml/2006',
          'http://purl.oclc.org/ooxml/spreadsheetml',
        )
        .replaceAll(
          'http://schemas.openxmlformats.org/officeDocument/2006',
          'http://purl.oclc.org/ooxml/officeDocument',
        ),
    );
    const prefixed = changed((text) =>
      text.includes('/spreadsheetml/')
        ? text.replace('xmlns=', 'xmlns:x=').replace(/<(\/?)(?=\w)/g, '<$1x:')
        : text,
    );
    const utf16 = changed((text) => Buffer.from(`\uFEFF${text}`, 'utf16le'));
    const bigEndian = changed((text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16());
    for (const variant of [parts, strict, prefixed, utf16, bigEndian]) {
      expect(await rowsOf(await zipOf(variant))).toEqual([{ line: 1, cells: ['Zoé 🎉'] }]);
    }
  });

  it('of other vocabularies are passed over', async () => {
    expect(await oneRow('<c><v>1</v></c><o:c xmlns:o="urn:other"><o:v>2</o:v></o:c>')).toEqual({
      line: 1,
      cells: ['1'],
    });
  });
});

describe('numbers', () => {
  it('of 7 to 15 digits come back with every digit, however they are stored', async () => {
    const phone = fc
      .integer({ min: 7, max: 15 })
      .chain((digits) => fc.bigInt({ min: 10n ** BigInt(digits - 1), max: 10n ** BigInt(digits) - 1n }));
    await fc.assert(
      fc.asyncProperty(fc.array(phone, { minLength: 1, maxLength: 20 }), async (phones) => {
        const whole = phones.map(String);
        const forms = [
          whole,
          whole.map((digits) => `${digits}.0`),
          whole.map((digits) => Number(digits).toExponential().replace('e', 'E')),
          // With as many digits as Excel writes.
          whole.map((digits) => Number(digits).toExponential(16)),
        ];
        for (const form of forms) expect(await numberCells(form)).toEqual(whole);
      }),
    );
  });

  it('that a spreadsheet cannot keep are in a form that no reader of phone numbers takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 10n ** 15n, max: 10n ** 25n }), async (number) => {
        fc.pre(!/0$/.test(String(number)));
        const [cell = ''] = await numberCells([String(number)]);
        expect(cell).toMatch(/^\d(?:\.\d+)?E\+\d+$/);
      }),
    );
    expect(await numberCells(['1.2345678901234568E+19', '1.23456789012345E+19'])).toEqual([
      '1.2345678901234567E+19',
      '1.23456789012345E+19',
    ]);
  });

  it.each([
    ['9.17000000002E+11', '917000000002'],
    ['9.17E+11', '917000000000'],
    ['0.1', '0.1'],
    ['0.10000000000000001', '0.1'],
    ['-12.50', '-12.5'],
    ['1E-3', '0.001'],
    ['-0', '0'],
    ['00712345', '00712345'],
    [' 7 ', '7'],
    ['no number', 'no number'],
    ['1E999', '1E999'],
  ])('%s is %s', async (stored, text) => {
    expect(await numberCells([stored])).toEqual([text]);
  });

  const shown = (code: string, more = ''): { styles: string; properties: string } => ({
    styles: `<numFmts><numFmt numFmtId="170" formatCode="${code}"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>`,
    properties: more,
  });

  it.each([
    ['yyyy-mm-dd', '46457', '2027-03-11'],
    ['dd.mm.yyyy hh:mm', '46457.375', '2027-03-11T09:00:00'],
    ['dd.mm.yyyy hh:mm', '46457', '2027-03-11T00:00:00'],
    // A third of a day, and seconds that only rounding makes whole.
    ['d/m', '46457.333333333336', '2027-03-11T08:00:00'],
    ['d/m', '46457.39583', '2027-03-11T09:30:00'],
    ['d/m', '46457.9999999', '2027-03-12'],
    ['mmm yy', '1', '1900-01-01'],
    ['mmm yy', '59', '1900-02-28'],
    ['mmm yy', '60', '60'],
    ['mmm yy', '61', '1900-03-01'],
    ['yyyy', '2958465', '9999-12-31'],
    ['yyyy', '2958466', '2958466'],
    ['yyyy', '-1', '-1'],
    ['yyyy', '917000000002', '917000000002'],
    ['h:mm AM/PM', '0.5625', '13:30:00'],
    ['mm:ss.0', '0', '00:00:00'],
    ['[$-F400]h:mm:ss', '0.25', '06:00:00'],
    ['[h]:mm', '1.5', '1.5'],
    ['&quot;day&quot; 0', '5', '5'],
    ['\\d0', '5', '5'],
    ['[Red]0.00', '5.5', '5.5'],
    ['0.00E+00', '5', '5'],
    ['General', '5', '5'],
    ['#,##0_);[Red]-#,##0', '5', '5'],
    ['00000', '2134', '02134'],
    ['0000000000', '171234567', '0171234567'],
    ['+0', '917000000002', '+917000000002'],
    ['&quot;+&quot;#', '917000000002', '+917000000002'],
    ['00000', '1.5', '1.5'],
  ])('in the format %s: %s is %s', async (code, stored, text) => {
    expect(await numberCells([stored], shown(code), 's="1"')).toEqual([text]);
  });

  it.each([
    ['0', '1904-01-01'],
    ['44995.375', '2027-03-11T09:00:00'],
  ])('are days since 1904 where the workbook says so: %s is %s', async (stored, text) => {
    for (const more of ['date1904="1"', 'date1904="true"']) {
      expect(await numberCells([stored], shown('yyyy-mm-dd', more), 's="1"')).toEqual([text]);
    }
  });

  it.each([
    [14, '2027-03-11T09:00:00'],
    [21, '2027-03-11T09:00:00'],
    [22, '2027-03-11T09:00:00'],
    [46, '46457.375'],
    [0, '46457.375'],
    [49, '46457.375'],
  ])('in the format that every workbook has as %d', async (id, text) => {
    const styles = `<cellXfs><xf numFmtId="${id}"/></cellXfs>`;
    expect(await numberCells(['46457.375'], { styles })).toEqual([text]);
  });
});

describe('other files are refused by what they are', () => {
  const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)]);
  const encrypted = Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]);
  it.each<[string, () => Buffer | Promise<Buffer>, number, RegExp]>([
    ['a workbook with a password', () => encrypted, 415, /password/],
    ['an old workbook', () => ole, 415, /\.xls\).*save it as \.xlsx/],
    [
      'a binary workbook',
      () => zipOf({ '_rels/.rels': '', 'xl/workbook.bin': '' }),
      415,
      /\.xlsb\).*save it/,
    ],
    ['an OpenDocument', () => zipOf({ mimetype: '', 'content.xml': '' }), 415, /\.ods\).*save it/],
    ['Numbers', () => zipOf({ 'Index/Document.iwa': '' }), 415, /Numbers.*save it/],
    ['Word', () => zipOf({ '_rels/.rels': '', 'word/document.xml': '' }), 415, /Word.*save it/],
    ['another archive', () => zipOf({ 'contacts.csv': 'a,b' }), 400, /Send the \.xlsx or CSV file itself/],
    ['CSV', () => Buffer.from('ContactPhoneNumber\n+14155550100'), 400, /sent as text\/csv/],
    ['nothing', () => Buffer.alloc(0), 400, /no \.xlsx workbook/],
    ['a cut workbook', () => fixture('openpyxl.xlsx').subarray(0, -100), 400, /cut or damaged/],
    ['one that is too large', () => Buffer.alloc(MAX_WORKBOOK_BYTES + 1), 413, /32 MiB.*CSV/],
  ])('%s', async (_what, file, status, detail) => {
    const problem = await problemOf(openSheet(await file()));
    expect(problem.detail).toMatch(detail);
    expect(problem.status).toBe(status);
  });

  it.each([
    '_rels/.rels',
    'xl/workbook.xml',
    'xl/_rels/workbook.xml.rels',
    'xl/worksheets/sheet1.xml',
    'xl/sharedStrings.xml',
  ])('a workbook without its part %s', async (name) => {
    const { [name]: _, ...parts } = partsOf({ rows: '<row><c t="s"><v>0</v></c></row>', texts: '<si/>' });
    expect((await problemOf(zipOf(parts).then((file) => rowsOf(file)))).status).toBe(400);
  });

  it.each([
    ['a text that there is not', { rows: '<row><c t="s"><v>1</v></c></row>', texts: '<si/>' }],
    ['rows in disorder', { rows: '<row r="2"/><row r="1"/>' }],
    ['a row beyond the last', { rows: '<row r="1048577"/>' }],
    ['a cell without a column', { rows: '<row r="1"><c r="1"/></row>' }],
    ['XML that does not close', { rows: '<row>' }],
    ['an unknown entity', { rows: '<row><c t="str"><v>&boom;</v></c></row>' }],
  ])('a workbook with %s', async (_what, made) => {
    expect((await problemOf(workbook(made).then((file) => rowsOf(file)))).status).toBe(400);
  });

  it('a workbook whose data differ from their checksum', async () => {
    const file = await zipOf(partsOf({ rows: '<row><c><v>917000000002</v></c></row>' }), { compress: false });
    file.write('917000000003', file.indexOf('917000000002'));
    expect((await problemOf(rowsOf(file))).detail).toMatch(/checksum/);
  });
});

describe('hostile workbooks', () => {
  const detailOf = async (file: Buffer | Promise<Buffer>): Promise<[number, string]> => {
    const { status, detail } = await problemOf(rowsOf(await file));
    return [status, detail];
  };
  it('unpack no further than a hundred times their size, whatever their headers say', async () => {
    const file = await workbook({ rows: `<row><c><v>1</v></c></row><row>${'<c/>'.repeat(5 * MiB)}</row>` });
    // In the directory at the end of the file: the size that the sheet claims.
    const entry = file.lastIndexOf('xl/worksheets/sheet1.xml') - 46;
    file.writeUInt32LE(100, entry + 24);
    const rows: SheetRow[] = [];
    const reading = async (): Promise<void> => {
      for await (const row of (await openSheet(file)).rows) rows.push(row);
    };
    const { status, detail } = await problemOf(reading());
    expect([status, detail]).toEqual([413, expect.stringMatching(/100 times its size/)]);
    expect(rows).toHaveLength(1);
  });

  it('have no document type, and so no entities', async () => {
    const parts = partsOf({});
    const sheet = '<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet><sheetData/></worksheet>';
    expect(await detailOf(zipOf({ ...parts, 'xl/worksheets/sheet1.xml': sheet }))).toEqual([
      400,
      expect.stringMatching(/document type/),
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['deep elements', '<a>'.repeat(200), /deeper than 100/],
    [
      'many attributes',
      `<row ${Array.from({ length: 2_000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
      /1000 attributes/,
    ],
    ['a long attribute', `<row r="${'1'.repeat(MiB)}"/>`, /text or tag of more than/],
    ['a long name', `<${'a'.repeat(MiB)}/>`, /text or tag of more than/],
    ['a long text', `<row><c><v>${'1'.repeat(MiB)}</v></c></row>`, /text or tag of more than/],
    ['a long comment', `<!--${'a'.repeat(MiB)}-->`, /text or tag of more than/],
    ['a long entity', `&${'a'.repeat(MiB)};`, /text or tag of more than/],
  ])('have no %s', async (_what, rows, detail) => {
    expect(await detailOf(workbook({ rows }))).toEqual([expect.any(Number), expect.stringMatching(detail)]);
  });

  it('have no more than 10,000 parts, and none twice', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`xl/media/${i}`, '']));
    expect(await detailOf(zipOf({ ...partsOf({}), ...many }, { compress: false }))).toEqual([
      413,
      expect.stringMatching(/10000 parts/),
    ]);
    expect(await detailOf(zipOf({ ...partsOf({}), 'XL/workbook.xml': '' }))).toEqual([
      400,
      expect.stringMatching(/two parts of the same name/),
    ]);
  });

  it('have at most 64 MiB of texts', async () => {
    const texts = `<si><t>${'text'.repeat(8_000)}</t></si>`.repeat(2_200);
    // What does not pack makes the file large enough for what it unpacks to.
    const file = await zipOf({ ...partsOf({ texts }), 'xl/media/picture.png': randomBytes(MiB) });
    expect(await detailOf(file)).toEqual([413, expect.stringMatching(/texts of the workbook.*64 MiB/)]);
  });

  it('have rows that are too long or too wide, and each costs itself alone', async () => {
    const texts = `<si><t>${'ä'.repeat(32_000)}</t></si><si><t>${'a'.repeat(32_768)}</t></si>`;
    const long = '<c t="s"><v>0</v></c>'.repeat(9);
    const rows = await rowsOf(
      await workbook({
        texts,
        rows: `<row>${long}</row><row><c t="s"><v>1</v></c></row><row><c r="ALM3"><v>1</v></c></row><row><c r="ALL4"><v>1</v></c><c r="XFD4" s="1"/></row>`,
      }),
    );
    expect(rows.slice(0, 3)).toEqual([
      { line: 1, cells: [], fault: expect.stringMatching(/longer than 256 KiB/) as string },
      { line: 2, cells: [], fault: expect.stringMatching(/column 1 has more than 32767/) as string },
      { line: 3, cells: [], fault: expect.stringMatching(/beyond column 1000/) as string },
    ]);
    expect(rows[3]?.fault).toBeUndefined();
    expect(rows[3]?.cells).toHaveLength(1_000);
  });

  it('never throw anything but a problem, wherever they are damaged', async () => {
    const names = Object.keys(expected);
    const damage = fc.record({
      name: fc.constantFrom(...names),
      cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 4 }),
      flips: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ name, cut, flips }) => {
        const file = damaged(fixture(name), cut, flips);
        await onlyProblems(rowsOf(file));
      }),
      { numRuns: 500 },
    );
  });

  it('never throw anything but a problem, whatever their XML says', async () => {
    const parts = partsOf({
      rows: '<row r="1" spans="1:3"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c><c r="C1" s="2"><v>4.5E+3</v></c></row>',
      texts: '<si><t>a</t></si><si><r><t>b</t></r><rPh><t>c</t></rPh></si>',
      styles:
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs>',
    });
    const damage = fc.record({
      name: fc.constantFrom(...Object.keys(parts)),
      flips: fc.array(
        fc.tuple(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.constantFrom(...Buffer.from('<>/"&; =0a9-E'), 0, 0xff),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ name, flips }) => {
        const part = damaged(Buffer.from(parts[name] ?? ''), null, flips);
        await onlyProblems(rowsOf(await zipOf({ ...parts, [name]: part }, { compress: false })));
      }),
      { numRuns: 1_000 },
    );
  });
});

function damaged(file: Buffer, cut: number | null, flips: [number, number][]): Buffer {
  const bytes = Buffer.from(cut === null ? file : file.subarray(0, Math.floor(cut * file.length)));
  if (bytes.length > 0) for (const [at, byte] of flips) bytes[Math.floor(at * (bytes.length - 1))] = byte;
  return bytes;
}

const onlyProblems = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
  });

it('a workbook is received whole, whatever its pieces, and no further than it may be large', async () => {
  const file = randomBytes(300_000);
  for (const size of [1, 70_000, 300_000]) {
    const received = new ReceivedWorkbook();
    for (let from = 0; from < file.length; from += size) received.take(file.subarray(from, from + size));
    expect(received.whole()).toEqual(file);
  }
  expect(new ReceivedWorkbook().whole()).toHaveLength(0);
  const received = new ReceivedWorkbook();
  for (let size = 0; size < MAX_WORKBOOK_BYTES; size += MiB) received.take(Buffer.alloc(MiB));
  expect((await problemOf(Promise.resolve().then(() => received.take(Buffer.alloc(1))))).status).toBe(413);
});

it('others have their turns while a sheet is read, also when nothing has to be unpacked', async () => {
  const row = (n: number): string => `<row><c><v>${n}</v></c><c t="inlineStr"><is><t>name</t></is></c></row>`;
  const parts = partsOf({ rows: Array.from({ length: 50_000 }, (_, n) => row(n)).join('') });
  const file = await zipOf(parts, { compress: false });
  let turns = 0;
  let goesOn = true;
  const count = (): void => {
    turns += 1;
    if (goesOn) setImmediate(count);
  };
  const { rows } = await openSheet(file);
  setImmediate(count);
  const begin = process.cpuUsage();
  let read = 0;
  for await (const _ of rows) read += 1;
  const { user } = process.cpuUsage(begin);
  goesOn = false;
  expect(read).toBe(50_000);
  // A turn has 8 ms, and a piece beyond it.
  expect(turns).toBeGreaterThan(user / 1_000 / 30);
});

it('a reader that stops early leaves nothing behind', async () => {
  const rows = '<row><c><v>1</v></c></row>'.repeat(200_000);
  const before = process.getActiveResourcesInfo().length;
  for await (const row of (await openSheet(await workbook({ rows }))).rows) {
    expect(row.line).toBe(1);
    break;
  }
  expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before);
});
