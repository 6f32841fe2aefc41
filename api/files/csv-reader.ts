import { invalid } from '../http/problems';
import { CsvColumns, type CsvForm } from './csv-columns';
import { CsvRecord, plainCells } from './csv-record';
import { type Line, LineSplitter } from './line-splitter';
import {
  badRow,
  type FileForm,
  MAX_ROW_BYTES,
  MAX_ROW_LINES,
  type Row,
  ROW_TOO_LONG,
  type RowReader,
} from './row';

const COMMA = ',';

/**
 * Reads a CSV file (RFC 4180) with a header. After a broken record, reading goes on at the line after its first: an
 * unclosed quote costs one row, not the rest of the file.
 */
export class CsvReader implements RowReader {
  private readonly splitter = new LineSplitter();
  private columns: CsvColumns | undefined;
  private record = new CsvRecord(COMMA);
  /** The lines of the record that is being read. */
  private held: Line[] = [];
  private heldLength = 0;

  /** Of its header, once it is read. */
  form: FileForm | undefined;

  constructor(private readonly columnsForm: CsvForm) {}

  push(chunk: Buffer): Generator<Row> {
    return this.read(this.splitter.push(chunk));
  }

  *end(): Generator<Row> {
    yield* this.read(this.splitter.end());
    while (this.held.length > 0) yield* this.giveUp('a quote is not closed before the end of the file');
    if (!this.columns) {
      throw invalid([
        { location: 'body', message: 'the file is empty; its first line must name the columns' },
      ]);
    }
  }

  private *read(lines: Iterable<Line>): Generator<Row> {
    for (const line of lines) {
      const row = this.plainRow(line);
      if (row) yield row;
      else yield* this.readLine(line);
    }
  }

  /** The row of a line that is a whole record without quotes, as most are. Undefined: there is more to it. */
  private plainRow({ number, text, fault }: Line): Row | undefined {
    if (!this.columns || this.held.length > 0 || fault !== undefined) return undefined;
    if (text === '' || text === '\r' || text.length >= MAX_ROW_BYTES || text.includes('"')) return undefined;
    return rowOf(this.columns, number, text, plainCells(text, COMMA));
  }

  private *readLine(line: Line): Generator<Row> {
    if (this.held.length === 0 && line.fault === undefined && (line.text === '' || line.text === '\r'))
      return;
    this.held.push(line);
    this.heldLength += line.text.length + 1;
    const isTooLong = this.heldLength > MAX_ROW_BYTES || this.held.length > MAX_ROW_LINES;
    const fault = line.fault ?? (isTooLong ? ROW_TOO_LONG : undefined);
    if (fault !== undefined) {
      yield* this.giveUp(fault);
      return;
    }
    const progress = this.record.feed(line.text);
    if (progress.kind === 'open') return;
    if (progress.kind === 'broken') {
      yield* this.giveUp(progress.why);
      return;
    }
    const begin = this.held[0] ?? line;
    const raw = this.held.length === 1 ? line.text : this.held.map(({ text }) => text).join('\n');
    this.begin();
    if (this.columns) yield rowOf(this.columns, begin.number, raw, progress.cells);
    else {
      this.columns = new CsvColumns(progress.cells, this.columnsForm);
      this.form = { kind: 'csv', delimiter: COMMA, header: progress.cells };
    }
  }

  /** Reports the broken record, and reads the lines after its first one again, each by itself. */
  private *giveUp(why: string): Generator<Row> {
    const [first, ...rest] = this.held;
    this.begin();
    if (!first) return;
    if (!this.columns)
      throw invalid([{ location: `header, line ${first.number}`, message: first.fault ?? why }]);
    yield badRow(first.number, first.text, first.fault ?? why);
    yield* this.read(rest);
  }

  private begin(): void {
    this.record = new CsvRecord(COMMA);
    this.held = [];
    this.heldLength = 0;
  }
}

function rowOf(columns: CsvColumns, line: number, raw: string, cells: string[]): Row {
  if (cells.length !== columns.count) {
    return badRow(
      line,
      raw,
      `the row has ${cells.length} cells and the header ${columns.count}; put cells with commas in quotes`,
    );
  }
  const { value, faults } = columns.toValue(cells);
  return { line, raw, content: faults.length > 0 ? { kind: 'bad', faults } : { kind: 'value', value } };
}
