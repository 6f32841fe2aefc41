/** Writes exported jobs as a file, in constant memory and giving way to other work. */
import { type JobWithCalls } from '../../store/jobs/export';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { type Cell } from '../files/cell';
import { csvText } from '../files/csv-writer';
import { xlsxFile } from '../files/xlsx-writer';
import { type Column } from './export-columns';
import { type ExportedLine, jsonOf, linesOf, type Per } from './export-line';

/** So few lines are made together that they take a small part of a turn, and enough that promises cost nothing. */
const LINES_TOGETHER = 50;

interface Exported {
  campaign: CampaignDocument;
  batches: AsyncIterable<JobWithCalls[]>;
  per: Per;
}

async function* slicesOf({ campaign, batches, per }: Exported): AsyncGenerator<ExportedLine[]> {
  for await (const batch of batches) {
    let slice: ExportedLine[] = [];
    for (const line of linesOf(campaign, batch, per)) {
      if (slice.push(line) < LINES_TOGETHER) continue;
      yield slice;
      slice = [];
    }
    if (slice.length > 0) yield slice;
  }
}

export async function* ndjsonFile(exported: Exported): AsyncGenerator<string, void> {
  for await (const lines of oneByOne(slicesOf(exported))) {
    let text = '';
    for (const line of lines) text += `${jsonOf(line, exported.per)}\n`;
    yield text;
  }
}

/** Rows of cells, the header first. */
async function* rowsOf(exported: Exported, columns: Column[]): AsyncGenerator<Cell[][], void> {
  yield [columns.map(({ name }) => name)];
  for await (const lines of oneByOne(slicesOf(exported))) yield lines.map((line) => cellsOf(line, columns));
}

function cellsOf(line: ExportedLine, columns: Column[]): Cell[] {
  // Of its length from the beginning: it does not have to grow.
  const cells = new Array<Cell>(columns.length);
  for (let i = 0; i < columns.length; i += 1) cells[i] = columns[i]?.cell(line);
  return cells;
}

export async function* csvFile(exported: Exported, columns: Column[]): AsyncGenerator<string, void> {
  for await (const rows of rowsOf(exported, columns)) yield csvText(rows);
}

export const xlsxFileOf = (exported: Exported, columns: Column[]): AsyncGenerator<Buffer, void> =>
  xlsxFile('Jobs', columns.length, rowsOf(exported, columns));
