/** Writes rows as CSV: RFC 4180, in UTF-8 without a byte order mark. */
import { type Cell } from './cell';
import { escaped } from './formula-escape';

const QUOTED = /[",\r\n]/;

export function csvText(rows: Cell[][]): string {
  let text = '';
  for (const row of rows) {
    for (let i = 0; i < row.length; i += 1) {
      if (i > 0) text += ',';
      const cell = row[i];
      if (cell === undefined) continue;
      // A negative number is no formula.
      if (typeof cell === 'number') text += cell;
      else {
        const safe = escaped(cell);
        text += QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
      }
    }
    text += '\r\n';
  }
  return text;
}
