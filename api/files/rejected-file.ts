/**
 * Writes rejected rows as a CSV file: to be opened in a spreadsheet, mended and sent again. A cell that came escaped is
 * not escaped twice.
 */
import { CsvRecord } from './csv-record';
import { csvText } from './csv-writer';
import { unescaped } from './formula-escape';
import { type FileForm } from './row';

/** The last column. An import passes over it. */
export const REASON_COLUMN = 'RejectedReason';

/** Without it a spreadsheet takes the file for Windows-1252. */
const BYTE_ORDER_MARK = '\uFEFF';

export interface RejectedRow {
  Line: number;
  /** As it was received. */
  Row: string;
  Reason: string;
}

export interface RejectedFile {
  header: string;
  lineOf(row: RejectedRow): string;
}

/** @param form of the file that they come from; undefined if that is not known */
export function rejectedFile(form: FileForm | undefined): RejectedFile {
  if (form === undefined || form.kind === 'ndjson') return fileOfTexts;
  const { header } = form;
  // A file that was mended and sent again has the reasons of the last time.
  const kept = header.flatMap((name, i) => (name === REASON_COLUMN ? [] : [i]));
  const ours = (cells: readonly string[]): string[] => kept.map((i) => cells[i] ?? '');
  return {
    header: BYTE_ORDER_MARK + csvText([[...ours(header).map(unescaped), REASON_COLUMN]]),
    lineOf: ({ Row, Reason }) => {
      const cells = cellsOf(form, Row);
      // What does not fit the header is not guessed: it stands in the first cell as it was.
      const shownCells = cells?.length === header.length ? ours(cells).map(unescaped) : ours([Row.trim()]);
      return csvText([[...shownCells, Reason]]);
    },
  };
}

/** Of lines that are no records of cells. */
const fileOfTexts: RejectedFile = {
  header: BYTE_ORDER_MARK + csvText([['Line', 'Row', REASON_COLUMN]]),
  lineOf: ({ Line, Row, Reason }) => csvText([[Line, Row.trim(), Reason]]),
};

function cellsOf(form: Exclude<FileForm, { kind: 'ndjson' }>, raw: string): string[] | undefined {
  return form.kind === 'csv' ? csvCells(raw, form.delimiter) : (JSON.parse(raw) as string[]);
}

function csvCells(raw: string, delimiter: string): string[] | undefined {
  const record = new CsvRecord(delimiter);
  const lines = raw.split('\n');
  for (const [i, line] of lines.entries()) {
    const progress = record.feed(line);
    if (progress.kind === 'complete') return i === lines.length - 1 ? progress.cells : undefined;
    if (progress.kind === 'broken') return undefined;
  }
  return undefined;
}
