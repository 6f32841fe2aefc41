import { invalid } from '../http/problems';
import { type FileReading } from './reading';
import { badRow, type FileForm, MAX_ROW_BYTES, type Row, ROW_TOO_LONG, type RowReader } from './row';
import { Table, type TableOptions } from './table';
import { HEAD_BYTES, MOST_SAMPLES } from './text-shape';
import { openSheet, ReceivedWorkbook, type SheetRow } from './xlsx-sheet';

/** As much as is looked at of a text file. */
function samplesOf(rows: SheetRow[]): string[][] {
  let characters = 0;
  return rows.flatMap(({ cells }) => {
    characters += cells.reduce((sum, cell) => sum + cell.length + 1, 0);
    return characters > HEAD_BYTES ? [] : [cells];
  });
}

/** Reads one sheet of a workbook. Its list of contents stands at its end, so it is held until it is there. */
export class XlsxReader implements RowReader {
  readonly isTable = true;
  private readonly received = new ReceivedWorkbook();
  private table: Table | undefined;
  private sheet: string | undefined;

  constructor(private readonly options: TableOptions) {}

  get form(): FileForm | undefined {
    return this.table?.isBegun ? { kind: 'xlsx', header: this.table.header } : undefined;
  }

  get reading(): FileReading {
    const { table, sheet } = this;
    return {
      Format: 'xlsx',
      ...(sheet === undefined ? {} : { Sheet: sheet }),
      ...(table ? { Header: table.hasHeader, Columns: table.reading() } : {}),
    };
  }

  push(chunk: Buffer): Row[] {
    this.received.take(chunk);
    return [];
  }

  async *end(): AsyncGenerator<Row> {
    const { name, rows } = await openSheet(this.received.whole(), { sheet: this.options.said.sheet });
    this.sheet = name;
    let first: SheetRow[] = [];
    for await (const row of rows) {
      if (this.table) {
        yield* this.rowOf(this.table, row);
        continue;
      }
      first.push(row);
      if (first.length < MOST_SAMPLES) continue;
      yield* this.begin(first);
      first = [];
    }
    if (!this.table) yield* this.begin(first);
  }

  /** Looks at the first rows, and reads them. */
  private *begin(first: SheetRow[]): Generator<Row> {
    const whole = first.filter(({ fault }) => fault === undefined);
    const [head] = whole;
    if (!head)
      throw invalid([
        { location: 'body', message: 'the sheet is empty; its first row must name the columns' },
      ]);
    const table = new Table(this.options, samplesOf(whole));
    this.table = table;
    const isHeader = table.begin(head.cells);
    for (const row of first) if (!isHeader || row !== head) yield* this.rowOf(table, row);
  }

  /** A row of a workbook ends with its last cell that has something in it. */
  private *rowOf(table: Table, { line, cells, fault }: SheetRow): Generator<Row> {
    const padded = cells.length < table.count ? table.header.map((_, i) => cells[i] ?? '') : cells;
    const raw = JSON.stringify(padded);
    const row =
      fault !== undefined || raw.length > MAX_ROW_BYTES
        ? badRow(line, raw, fault ?? ROW_TOO_LONG)
        : table.rowOf(line, raw, padded);
    if (row) yield row;
  }
}
