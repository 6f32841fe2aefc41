/** What every import of a file takes and answers. */
import { z } from 'zod';
import { type StreamedBody } from '../endpoints/endpoint';
import { count } from '../schemas/fields';
import { WORKBOOK } from './file-types';
import { delimiters, encodings } from './reading';

/** A file is read as it arrives. It may be packed with gzip. */
export const fileOfRows = (csv: string, ndjson: string): StreamedBody => ({
  kind: 'stream',
  mediaTypes: {
    'text/csv': { description: csv },
    'application/x-ndjson': { description: ndjson },
    [WORKBOOK]: {
      description:
        'A workbook (`.xlsx`) of at most 32 MiB: one of its sheets, with columns as in CSV. Numbers in number cells keep every digit, dates become texts such as `2030-01-31T09:00:00`.',
    },
  },
});

export const columnReading = z
  .object({
    Position: z.int().min(1).describe('Of the column, from 1.'),
    Column: z.string().describe('As the file names it; without a header `Column1` and so on.'),
    Field: z
      .string()
      .optional()
      .describe('What it means: a field of ours. Absent: the column is passed over.'),
    Confidence: z
      .number()
      .min(0)
      .max(1)
      .describe(
        'How sure that is. 1: you said so, it is our own name, or it is data under its own name. 0.9: a usual name. 0.7: one of several columns with such names. 0.5: its cells look so.',
      ),
  })
  .meta({ id: 'ColumnReading' });

export const fileReading = z
  .object({
    Format: z.enum(['csv', 'ndjson', 'xlsx']).describe('What the file is.'),
    Gzip: z.literal(true).optional().describe('It came packed.'),
    Delimiter: z.enum(delimiters).optional().describe('Of CSV: what separates its cells.'),
    Encoding: z.enum(encodings).optional().describe('How its text is encoded.'),
    LineEnds: z.enum(['LF', 'CRLF', 'CR']).optional().describe('Of CSV: what ends its first line.'),
    Header: z.boolean().optional().describe('Whether its first line names the columns.'),
    Sheet: z.string().optional().describe('Of a workbook: the sheet that was read.'),
    Columns: z.array(columnReading).optional().describe('What its columns mean.'),
  })
  .meta({ id: 'FileReading' });

export const rowFault = z
  .object({
    Line: z.int().min(0).describe('The line of the file on which the row begins, from 1.'),
    Field: z.string().describe('The column, or the member of the job; empty for the row as a whole.'),
    Message: z.string().describe('What is allowed there, and what to change.'),
  })
  .meta({ id: 'RowFault' });

export const repeatedNumbers = z
  .object({
    InFile: count.describe('Rows whose number an earlier row of the file has.'),
    InCampaign: count.describe('Rows whose number a job of the campaign had before.'),
    Skipped: count.describe('How many of both were not taken, because of `duplicates=skip`.'),
  })
  .meta({ id: 'RepeatedNumbers' });

const counts = {
  Accepted: count.describe('Rows that are new.'),
  Rejected: count.describe('Rows that were not taken; `Errors` says why.'),
  Duplicates: count.describe('Rows that were there already.'),
};
const Errors = z
  .array(rowFault)
  .describe(
    'The first 1,000, in the order of the file; of one row the first 20, and how many more there are.',
  );

/** Of the opt-out list. */
export const importAnswer = z
  .object({ ...counts, File: fileReading.describe('How the file was read.'), Errors })
  .meta({ id: 'ImportResult' });

export const jobImportAnswer = z
  .object({
    ImportID: z
      .string()
      .optional()
      .describe('Names the import, and begins the `ID` of each of its jobs. A dry run has none.'),
    ...counts,
    RepeatedNumbers: repeatedNumbers.describe(
      'Numbers that come more than once. Several jobs may share one, so they are taken unless `duplicates=skip`.',
    ),
    File: fileReading.describe('How the file was read.'),
    Errors,
  })
  .meta({ id: 'JobImportResult' });
