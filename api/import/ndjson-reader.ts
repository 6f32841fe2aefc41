import { readJsonText } from '../json-text';
import { type Line, LineSplitter } from './line-splitter';
import { badRow, type Row, type RowReader } from './row';
import { rowFaultsOf } from './row-faults';

/** Reads one JSON value per line; blank lines are no rows. */
export class NdjsonReader implements RowReader {
  private readonly splitter = new LineSplitter();

  push(chunk: Buffer): Row[] {
    return this.splitter.push(chunk).flatMap(rowsOf);
  }

  end(): Row[] {
    return this.splitter.end().flatMap(rowsOf);
  }
}

function rowsOf({ number, text, fault }: Line): Row[] {
  if (fault !== undefined) return [badRow(number, text, fault)];
  if (text.trim() === '') return [];
  const read = readJsonText(text);
  if (read.kind === 'value') return [{ line: number, raw: text, content: read }];
  return [{ line: number, raw: text, content: { kind: 'bad', faults: rowFaultsOf(read.faults) } }];
}
