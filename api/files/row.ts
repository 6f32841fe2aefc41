/** One row of an import file, and its faults. */
import { type FileReading } from './reading';

export interface RowFault {
  /** The column, as a CSV header names it; empty when the whole row is at fault. */
  Field: string;
  Message: string;
}

export interface Row {
  /** 1-based line of the file where the row begins. */
  line: number;
  /** The row as received: a file that is sent again must match it. */
  raw: string;
  content: { kind: 'value'; value: unknown } | { kind: 'bad'; faults: readonly RowFault[] };
}

/**
 * What is needed to write rows of a file as a file again. `raw` of a row is a CSV record, a JSON list of cells, or
 * JSON.
 */
export type FileForm =
  | { kind: 'csv'; delimiter: string; header: string[] }
  | { kind: 'xlsx'; header: string[] }
  | { kind: 'ndjson' };

/**
 * Turns the chunks of a file into rows. An unreadable row becomes a bad row, and reading goes on. Each row is read when
 * it is asked for, so that other requests have their turns in between. Ask for all rows of a chunk before pushing the
 * next chunk.
 */
export interface RowReader {
  /** How `raw` of its rows is read again. Undefined until the header is read. */
  readonly form: FileForm | undefined;
  /** How the file was read. Ask for it when all rows are read. */
  readonly reading: FileReading;
  /** Its cells are texts that people wrote. */
  readonly isTable: boolean;
  push(chunk: Buffer): Rows;
  /** The rows that only the file's end completes. */
  end(): Rows;
}

/** A row that takes long to read is a promise; wait for it before asking for the next. */
export type Rows = Iterable<Row | Promise<Row>> | AsyncIterable<Row>;

export const badRow = (line: number, raw: string, Message: string): Row => ({
  line,
  raw,
  content: { kind: 'bad', faults: [{ Field: '', Message }] },
});

/** Four times the largest Metadata, Data and Overrides that a job may have, so that no valid row is too long. */
export const MAX_ROW_BYTES = 256 * 1024;
/**
 * Lines that one row may span. Every line after an unclosed quote is read again, up to this many times, so this bounds
 * the cost of a hostile file. A cell in a contact list has a few lines.
 */
export const MAX_ROW_LINES = 100;
export const ROW_TOO_LONG = `the row is longer than ${MAX_ROW_BYTES / 1024} KiB or ${MAX_ROW_LINES} lines; shorten it, or look for a quote that is not closed`;
