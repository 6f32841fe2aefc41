/** Writes rows as CSV: RFC 4180 in UTF-8 without a byte order mark. */
import { stringify } from 'csv-stringify/sync';
import { type Cell } from './cell';
import { escaped } from './formula-escape';

const options = {
  record_delimiter: '\r\n',
  // A single one of them ends a row for some readers.
  quoted_match: /[\r\n]/,
};

/** Numbers are no texts: a negative one is no formula. */
export const csvText = (rows: Cell[][]): string =>
  stringify(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? escaped(cell) : cell))),
    options,
  );
