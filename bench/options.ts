/** Which rows the bench runs, and in which size. */
import { rows, type Row } from './rows';

export interface Options {
  size: 'quick' | 'full';
  rows: Row[];
  /** Set when one row was asked for. */
  only?: string;
}

const usage = `npm run bench                    every row, about half an hour
npm run bench -- --quick         smaller, about eight minutes
npm run bench -- --only <row>    one row: ${rows.map(({ name }) => name).join(', ')}`;

export function readOptions(args: string[]): Options {
  const left = [...args];
  let size: Options['size'] = 'full';
  let only: Row | undefined;
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (arg === '--quick') size = 'quick';
    else if (arg === '--only') only = rowNamed(left.shift());
    else throw new Error(`The bench does not know "${arg}". It can be told:\n${usage}`);
  }
  return only === undefined ? { size, rows } : { size, rows: [only], only: only.name };
}

function rowNamed(name: string | undefined): Row {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`The bench has no row "${name ?? ''}". It can be told:\n${usage}`);
  return row;
}
