import { invalid, Problem } from '../http/problems';
import { CsvRecord, plainCells } from './csv-record';
import { WORKBOOK } from './file-types';
import { hasNumberColumn } from './column-plan';
import { type Line, LineSplitter } from './line-splitter';
import { type Delimiter, type FileReading, type LineEnds } from './reading';
import {
  badRow,
  type FileForm,
  MAX_ROW_BYTES,
  MAX_ROW_LINES,
  type Row,
  ROW_TOO_LONG,
  type RowReader,
} from './row';
import { Table, type TableOptions } from './table';
import { encodingOf, HEAD_BYTES, shapeOf } from './text-shape';
import { Transcoder } from './transcoder';

/** How ZIP files begin, such as workbooks, and older ones of Microsoft Office. */
const MAGIC_OF_FILES = [Buffer.from('PK\x03\x04'), Buffer.of(0xd0, 0xcf, 0x11, 0xe0)];

const noText = (): Problem =>
  new Problem(
    'unsupported-media-type',
    `This is no text but a workbook or another packed file; send an .xlsx file with "Content-Type: ${WORKBOOK}", and save others as CSV`,
  );

/** How the file is written, as its head shows. */
interface Opened {
  table: Table;
  transcoder: Transcoder;
  delimiter: Delimiter;
  lineEnds: LineEnds;
}

/**
 * Reads a CSV file (RFC 4180) in whatever encoding, with whatever delimiter and line ends. After a broken record,
 * reading goes on at the line after its first: an unclosed quote costs one row, not the rest of the file.
 */
export class CsvReader implements RowReader {
  readonly isTable = true;
  private readonly splitter = new LineSplitter();
  /** The beginning of the file, until enough of it is there to see how it is written. */
  private head: Buffer[] = [];
  private headBytes = 0;
  private opened: Opened | undefined;
  private linesToPassOver = 0;
  private delimiter = ',';
  private record = new CsvRecord(this.delimiter);
  /** The lines of the record that is being read. */
  private held: Line[] = [];
  private heldLength = 0;

  constructor(private readonly options: TableOptions) {}

  get form(): FileForm | undefined {
    const { table, delimiter } = this.opened ?? {};
    return table?.isBegun && delimiter !== undefined
      ? { kind: 'csv', delimiter, header: table.header }
      : undefined;
  }

  get reading(): FileReading {
    if (!this.opened) return { Format: 'csv' };
    const { table, transcoder, delimiter, lineEnds } = this.opened;
    return {
      Format: 'csv',
      Delimiter: delimiter,
      Encoding: transcoder.encoding,
      LineEnds: lineEnds,
      Header: table.hasHeader,
      Columns: table.reading(),
    };
  }

  push(chunk: Buffer): Generator<Row> {
    if (this.opened) return this.read(this.splitter.push(this.opened.transcoder.push(chunk)));
    this.head.push(chunk);
    this.headBytes += chunk.length;
    return this.headBytes < HEAD_BYTES ? noRows() : this.begin();
  }

  *end(): Generator<Row> {
    if (!this.opened) yield* this.begin(true);
    if (this.opened) yield* this.read(this.splitter.push(this.opened.transcoder.end()));
    yield* this.read(this.splitter.end());
    while (this.held.length > 0) yield* this.giveUp('a quote is not closed before the end of the file');
    if (!this.opened?.table.isBegun) {
      throw invalid([
        { location: 'body', message: 'the file is empty; its first line must name the columns' },
      ]);
    }
  }

  /** Looks at the head of the file, and reads it. */
  private *begin(isWhole = false): Generator<Row> {
    const all = this.head.length === 1 && this.head[0] ? this.head[0] : Buffer.concat(this.head);
    this.head = [];
    const head = all.subarray(0, HEAD_BYTES);
    if (MAGIC_OF_FILES.some((magic) => head.subarray(0, magic.length).equals(magic))) throw noText();
    const { form, said } = this.options;
    const encoding = said.encoding ?? encodingOf(head);
    const looking = new Transcoder(encoding, false);
    const text = Buffer.concat([looking.push(head), looking.end()]).toString('utf8');
    const { delimiter, lineEnds, hasDelimiterLine, samples } = shapeOf(text, {
      isWhole: isWhole && all.length <= HEAD_BYTES,
      delimiter: said.delimiter,
      hasNumberColumn: (names) =>
        hasNumberColumn(form, names) || names.some((name) => Object.hasOwn(said.columns ?? {}, name.trim())),
    });
    this.delimiter = delimiter;
    this.record = new CsvRecord(delimiter);
    this.linesToPassOver = hasDelimiterLine ? 1 : 0;
    const transcoder = new Transcoder(encoding, lineEnds === 'CR');
    this.opened = { table: new Table(this.options, samples), transcoder, delimiter, lineEnds };
    yield* this.read(this.splitter.push(transcoder.push(all)));
  }

  private *read(lines: Iterable<Line>): Generator<Row> {
    const table = this.opened?.table;
    if (!table) return;
    for (const line of lines) {
      if (this.linesToPassOver > 0) this.linesToPassOver -= 1;
      else if (this.isPlain(table, line)) {
        const row = table.rowOf(line.number, line.text, plainCells(line.text, this.delimiter));
        if (row) yield row;
      } else yield* this.readLine(table, line);
    }
  }

  /** A line that is a whole record without quotes, as most are. */
  private isPlain(table: Table, { text, fault }: Line): boolean {
    if (!table.isBegun || this.held.length > 0 || fault !== undefined) return false;
    return text !== '' && text !== '\r' && text.length < MAX_ROW_BYTES && !text.includes('"');
  }

  private *readLine(table: Table, line: Line): Generator<Row> {
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
    this.forget();
    const { cells } = progress;
    if (!table.isBegun && (cells.every((cell) => cell.trim() === '') || table.begin(cells))) return;
    const row = table.rowOf(begin.number, raw, cells);
    if (row) yield row;
  }

  /** Reports the broken record, and reads the lines after its first one again, each by itself. */
  private *giveUp(why: string): Generator<Row> {
    const [first, ...rest] = this.held;
    this.forget();
    if (!first) return;
    if (!this.opened?.table.isBegun)
      throw invalid([{ location: `header, line ${first.number}`, message: first.fault ?? why }]);
    yield badRow(first.number, first.text, first.fault ?? why);
    yield* this.read(rest);
  }

  private forget(): void {
    this.record = new CsvRecord(this.delimiter);
    this.held = [];
    this.heldLength = 0;
  }
}

function* noRows(): Generator<Row> {
  // The head of the file is not there yet.
}
