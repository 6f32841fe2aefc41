import { type JsonText, readJsonText } from '../json/json-text';
import { type Line, LineSplitter } from './line-splitter';
import { type FileReading } from './reading';
import { badRow, type Row, type RowReader, type Rows } from './row';
import { rowFaultsOf } from './row-faults';

/** Reads one JSON value per line; skips blank lines. */
export class NdjsonReader implements RowReader {
  readonly form = { kind: 'ndjson' } as const;
  readonly isTable = false;
  readonly reading: FileReading = { Format: 'ndjson', Encoding: 'utf-8' };
  private readonly splitter = new LineSplitter();

  push(chunk: Buffer): Rows {
    return rowsOf(this.splitter.push(chunk));
  }

  end(): Rows {
    return rowsOf(this.splitter.end());
  }
}

function* rowsOf(lines: Iterable<Line>): Generator<Row | Promise<Row>> {
  for (const line of lines) if (line.fault !== undefined || line.text.trim() !== '') yield rowOf(line);
}

function rowOf(line: Line): Row | Promise<Row> {
  if (line.fault !== undefined) return badRow(line.number, line.text, line.fault);
  const read = readJsonText(line.text);
  return read instanceof Promise ? read.then((text) => rowFrom(line, text)) : rowFrom(line, read);
}

const rowFrom = ({ number, text }: Line, read: JsonText): Row => ({
  line: number,
  raw: text,
  content: read.kind === 'value' ? read : { kind: 'bad', faults: rowFaultsOf(read.faults) },
});
