import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { CsvReader } from '../../api/files/csv-reader';
import { MAX_ROW_BYTES, type Row } from '../../api/files/row';
import { jobTable } from '../../api/jobs/job-table';
import { cpuMsSince } from '../support/cpu-time';

const options = { form: jobTable, said: {}, takesLikely: false };

/** Reads `bytes` in chunks that end at `cuts`. */
function read(bytes: Buffer, cuts: number[] = []): Row[] {
  const reader = new CsvReader(options);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const rows = [0, ...places].flatMap((from, i) => [
    ...reader.push(bytes.subarray(from, places[i] ?? bytes.length)),
  ]);
  return [...rows, ...reader.end()];
}

const header = 'ContactPhoneNumber,ContactName,Data.x';
const cell = fc.string({
  unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'ü', '😀', '+', '1'),
  maxLength: 8,
});
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('the CSV reader', () => {
  it('reads what another parser reads, wherever the chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(), { maxLength: 6 }),
        (records, newline, cuts) => {
          const file =
            [header, ...records.map((cells) => cells.map(quoted).join(','))].join(newline) + newline;
          const expected = (parse(file, { columns: true }) as Record<string, string>[])
            .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '')))
            // A row that says nothing is passed over.
            .filter((record) => Object.values(record).join('').trim() !== '');
          const values = read(Buffer.from(file), cuts).map(({ content }) => {
            if (content.kind === 'bad') throw new Error(JSON.stringify(content.faults));
            const { Data, ...rest } = content.value as { Data?: { x: string } };
            return Data ? { ...rest, 'Data.x': Data.x } : rest;
          });
          expect(values).toEqual(expected);
        },
      ),
    );
  });

  it('reads a record without quotes as it reads the same record with them', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', ' ', '\r', 'ü', '😀', ';', "'"), maxLength: 6 });
    // Also with too many cells or too few.
    const records = fc.array(fc.array(plain, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        records,
        fc.constantFrom('\n', '\r\n', '\n\n'),
        fc.constantFrom('', '\uFEFF'),
        fc.array(fc.nat(), { maxLength: 6 }),
        (all, newline, mark, cuts) => {
          // A carriage return at a record's end is part of its newline, and a record of nothing is no record.
          const kept = all
            .map((cells) => cells.with(-1, (cells.at(-1) ?? '').replace(/\r+$/, '')))
            .filter((cells) => cells.join('').trim() !== '');
          const file = (written: (cells: string[]) => string): Buffer =>
            Buffer.from(mark + [header, ...kept.map(written), ''].join(newline));
          const unquoted = read(
            file((cells) => cells.join(',')),
            cuts,
          );
          const inQuotes = read(file((cells) => cells.map(quoted).join(',')));
          const contents = (rows: Row[]) => rows.map(({ line, content }) => ({ line, content }));
          expect(contents(unquoted)).toEqual(contents(inQuotes));
          expect(unquoted.map(({ raw }) => raw.replace(/\r$/, ''))).toEqual(
            kept.map((cells) => cells.join()),
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('takes a record that is as long as may be, with and without quotes, and none that is longer', () => {
    for (const [length, kind] of [
      [MAX_ROW_BYTES - 1, 'value'],
      [MAX_ROW_BYTES, 'bad'],
    ] as const)
      for (const cell of ['x'.repeat(length - 4), quoted('x'.repeat(length - 6))])
        for (const cuts of [[], [header.length + 10]]) {
          const rows = read(Buffer.from(`${header}\n1,a,${cell}\n2,b,x\n`), cuts);
          expect(rows.map(({ line, content }) => [line, content.kind])).toEqual([
            [2, kind],
            [3, 'value'],
          ]);
        }
  });

  it('gives the same rows for the same bytes, however broken and wherever the chunks end', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\0', 'ü'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 6 }), (rows, cuts) => {
        const bytes = Buffer.from(`${header}\n${rows}`);
        expect(read(bytes, cuts)).toEqual(read(bytes));
      }),
    );
  });

  it('loses one row, not the rest of the file, to a quote that is never closed', () => {
    const rows = read(Buffer.from(`${header}\n1,"open,x\n${'2,b,c\n'.repeat(5_000)}`));
    expect(rows.map(({ content }) => content.kind).filter((kind) => kind === 'bad')).toHaveLength(1);
    expect(rows).toHaveLength(5_001);
  });

  it('holds back at most a hundred lines behind a quote that is never closed', () => {
    const reader = new CsvReader(options);
    const rows = [...reader.push(Buffer.from(`${header}\n"open\n${'a\n'.repeat(10_000)}`))];
    expect(rows.length).toBeGreaterThan(9_850);
  });

  it('needs time in proportion to the file, also for files made to hurt', () => {
    const files = ['"""\n', '"a\n', '""\n', ',"a\n', '"a""\n', '\n', 'x,"\ny\n'].map((line) =>
      line.repeat(100_000),
    );
    for (const rows of files) {
      const begun = process.cpuUsage();
      try {
        read(Buffer.from(`${header}\n${rows}`));
      } finally {
        // Quadratic work over these files takes minutes.
        expect(cpuMsSince(begun)).toBeLessThan(5_000);
      }
    }
  });

  it('reads a row when it is asked for, so that others have their turn between two rows', () => {
    const long = 'x'.repeat(8 * 1_024);
    const bytes = Buffer.from(`${header}\n1,a,${long}\n2,"b",${long}\n3,c,x\n`);
    const rows = new CsvReader(options).push(bytes);
    const names = [1, 2, 3].map((row) => {
      const { content } = rows.next().value as Row;
      // What was read before stays; what comes is not read yet.
      bytes.write(String(row), bytes.length - 4);
      return content.kind === 'value' && (content.value as { ContactName: string }).ContactName;
    });
    expect(names).toEqual(['a', 'b', '2']);
  });

  it('reads a file byte by byte', () => {
    const bytes = Buffer.from(`\uFEFF${header}\r\n1,"ü\r\n""x""",😀\r\n`);
    expect(read(bytes, [...bytes.keys()])).toEqual(read(bytes));
  });
});
