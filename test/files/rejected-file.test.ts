/** A rejected row stands in the file as it was sent, in the columns that it had. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvReader } from '../../api/files/csv-reader';
import { jobTable } from '../../api/jobs/job-table';
import { unescaped } from '../../api/files/formula-escape';
import { rejectedFile } from '../../api/files/rejected-file';
import { type FileForm } from '../../api/files/row';

const read = (text: string): string[][] =>
  parse(text, { bom: true, relax_column_count: true, record_delimiter: '\r\n' });
const written = (form: FileForm | undefined, rows: string[], Reason = 'why'): string => {
  const { header, lineOf } = rejectedFile(form);
  return header + rows.map((Row, i) => lineOf({ Line: i + 2, Row, Reason })).join('');
};
const csv = (header: string[], delimiter = ','): FileForm => ({ kind: 'csv', delimiter, header });

it('begins with a byte order mark, has the columns of the file and the reason, and lines that end with CRLF', () => {
  expect(written(csv(['ContactPhoneNumber', 'Data.x']), ['12,"a ""b"", c"'], 'not, valid')).toBe(
    '\uFEFFContactPhoneNumber,Data.x,RejectedReason\r\n12,"a ""b"", c","not, valid"\r\n',
  );
});

it.each<[string, FileForm, string, string[]]>([
  ['with another delimiter', csv(['a', 'b'], ';'), '1;"x;y"\r', ['1', 'x;y', 'why']],
  ['of several lines', csv(['a', 'b']), '1,"x\r\ny"\r', ['1', 'x\r\ny', 'why']],
  ['with an unclosed quote, whole', csv(['a', 'b']), '1,"x', ['1,"x', '', 'why']],
  ['with a quote in a cell, whole', csv(['a', 'b']), '1,x"y\r', ['1,x"y', '', 'why']],
  ['with too many cells, whole', csv(['a', 'b']), '1,2,3', ['1,2,3', '', 'why']],
  ['with too few cells, whole', csv(['a', 'b', 'c']), '1,2', ['1,2', '', '', 'why']],
  ['without a text', csv(['a', 'b']), '', ['', '', 'why']],
  ['of a spreadsheet', { kind: 'xlsx', header: ['a', 'b'] }, '["1","x,y"]', ['1', 'x,y', 'why']],
  ['that a spreadsheet would run', csv(['a', 'b']), '=1,@x', ["'=1", "'@x", 'why']],
  ['that was escaped', csv(['a', 'b']), "'=1,'@x", ["'=1", "'@x", 'why']],
  ['with a number in E.164', csv(['a', 'b']), '+12025550100,', ['+12025550100', '', 'why']],
  ['that was mended once', csv(['a', 'RejectedReason', 'b']), '1,last time,2', ['1', '2', 'why']],
])('a row %s', (_, form, row, cells) => {
  expect(read(written(form, [row]))[1]).toEqual(cells);
});

it('a line of JSON stands with its number, as does a row whose columns are not known', () => {
  const row = '{"ContactPhoneNumber":"1"}';
  for (const form of [{ kind: 'ndjson' } as const, undefined])
    expect(read(written(form, [row]))).toEqual([
      ['Line', 'Row', 'RejectedReason'],
      ['2', row, 'why'],
    ]);
});

it('a header that a spreadsheet would run is escaped too', () => {
  expect(read(written(csv(['=a', '+b']), []))[0]).toEqual(["'=a", "'+b", 'RejectedReason']);
});

it('whatever the cells are, they are read again as they were sent', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', "'", '=', ' ', 'a'), maxLength: 8 }),
  );
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 10 }));
  fc.assert(
    fc.property(table, (rows) => {
      const header = Array.from({ length: rows[0]?.length ?? 1 }, (_, i) => `c${i}`);
      const file = written(
        csv(header),
        rows.map((cells) => cells.map(quoted).join(',')),
      );
      const again = read(file)
        .slice(1)
        .map((cells) => cells.slice(0, -1).map(unescaped));
      expect(again).toEqual(rows.map((cells) => cells.map(unescaped)));
    }),
    { numRuns: 500 },
  );
});

it('what it has of a file is what the reader of that file has as its rows', () => {
  const reader = new CsvReader({ form: jobTable, said: {}, takesLikely: false });
  const rows = [...reader.push(Buffer.from('Phone;b\r\n1;"x\ny"\r\n2;"z"\r\n')), ...reader.end()];
  const file = written(
    reader.form,
    rows.map(({ raw }) => raw),
  );
  expect(read(file)).toEqual([
    ['Phone', 'b', 'RejectedReason'],
    ['1', 'x\ny', 'why'],
    ['2', 'z', 'why'],
  ]);
});
