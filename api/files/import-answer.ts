/** What every import of a file takes and answers. */
import { z } from 'zod';
import { type StreamedBody } from '../endpoints/endpoint';

/** A file is read as it arrives, in constant memory. */
export const fileOfRows = (csv: string, ndjson: string): StreamedBody => ({
  kind: 'stream',
  mediaTypes: { 'text/csv': { description: csv }, 'application/x-ndjson': { description: ndjson } },
});

const count = z.int().min(0);

export const importAnswer = z
  .object({
    ImportID: z
      .string()
      .optional()
      .describe(
        'Of an import of jobs: names it, and begins the `ID` of each of its jobs. A dry run has none.',
      ),
    Accepted: count.describe('Rows that are new.'),
    Rejected: count.describe('Rows that were not taken; `Errors` says why.'),
    Duplicates: count.describe('Rows that were there already.'),
    Errors: z
      .array(
        z
          .object({
            Line: z.int().min(0).describe('The line of the file on which the row begins, from 1.'),
            Field: z.string().describe('The column, or the member of the job; empty for the row as a whole.'),
            Message: z.string().describe('What is allowed there, and what to change.'),
          })
          .meta({ id: 'RowFault' }),
      )
      .describe(
        'The first 1,000, in the order of the file; of one row the first 20, and how many more there are.',
      ),
  })
  .meta({ id: 'ImportResult' });
