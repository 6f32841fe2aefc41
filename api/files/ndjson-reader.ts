import { readJsonText } from '../json/json-text';
import { type Line, LineSplitter } from './line-splitter';
import { badRow, type Row, type RowReader } from './row';
import { rowFaultsOf } from './row-faults';

/** Reads one JSON value per line; skips blank lines. */
export class NdjsonReader implements RowReader {
  private readonly splitter = new LineSplitter();

  push(chunk: Buffer): AsyncGenerator<Row> {
    return rowsOf(this.splitter.push(chunk));
  }

  end(): AsyncGenerator<Row> {
    return rowsOf(this.splitter.end());
  }
}

async function* rowsOf(lines: Iterable<Line>): AsyncGenerator<Row> {
  for (const line of lines) if (line.fault !== undefined || line.text.trim() !== '') yield await rowOf(line);
}

async function rowOf({ number, text, fault }: Line): Promise<Row> {
  if (fault !== undefined) return badRow(number, text, fault);
  const read = await readJsonText(text);
  if (read.kind === 'value') return { line: number, raw: text, content: read };
  return { line: number, raw: text, content: { kind: 'bad', faults: rowFaultsOf(read.faults) } };
}
