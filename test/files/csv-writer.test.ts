import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvText } from '../../api/files/csv-writer';
import { unescaped } from '../../api/files/formula-escape';

const cells = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('"', ',', '\r', '\n', '=', "'", 'a', ' '), { maxLength: 5 })
    .map((all) => all.join('')),
);

it('another reader finds the same cells, whatever is in them', () => {
  const tables = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1 }));
  fc.assert(
    fc.property(tables, (rows) => {
      const read: string[][] = parse(csvText(rows), { record_delimiter: '\r\n' });
      expect(read.map((row) => row.map(unescaped))).toEqual(rows);
    }),
  );
});

it('rows end as RFC 4180 says, numbers stand plain, and what is absent is empty', () =>
  expect(csvText([['a', -5, undefined, '-5', 'x,"y"', 1e21]])).toBe(`a,-5,,'-5,"x,""y""",1e+21\r\n`));
