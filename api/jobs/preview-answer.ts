/** What a look at a file answers. */
import { z } from 'zod';
import { fileReading, repeatedNumbers } from '../files/import-answer';
import { forecastShape } from '../campaigns/preflight-answer';
import { count } from '../schemas/fields';
import { jobInputShape } from './schema';

const { Examined: _, ...whenCalled } = forecastShape;

export const previewAnswer = z
  .object({
    File: fileReading.describe('What was found in the file, and what its columns are taken for.'),
    ImportWith: z
      .record(z.string(), z.string())
      .describe(
        'Query parameters that the import needs besides those that you sent, so that it reads the file in this way.',
      ),
    Rows: count.describe('Rows that were looked at: the first ones.'),
    IsWhole: z.boolean().describe('Whether these are all rows of the file.'),
    EstimatedRows: count
      .optional()
      .describe('How many the file may have, by its size; absent where that is not known.'),
    Accepted: count.describe('Rows that would be jobs.'),
    Rejected: count.describe('Rows that would not be taken; `Faults` says why.'),
    OptedOut: count.describe('Those of the rejected whose number is on the opt-out list.'),
    Duplicates: count.describe('Rows whose `ExternalID` a job of the campaign or an earlier row has.'),
    RepeatedNumbers: repeatedNumbers.describe('Numbers that come more than once.'),
    Faults: z
      .array(
        z
          .object({
            Field: z.string().describe('The column, or the member of the job; empty for the row as a whole.'),
            Message: z.string().describe('Of the first such fault: what is allowed, and what to change.'),
            Rows: count.describe('How many rows have a fault of this kind.'),
            Examples: z
              .array(
                z.object({
                  Line: count.describe('The line of the file on which the row begins.'),
                  Row: z.string().describe('The row as it was received, its first 200 characters.'),
                }),
              )
              .describe('The first three.'),
          })
          .meta({ id: 'FaultKind' }),
      )
      .describe('Kinds of faults, the commonest first; at most 20.'),
    Jobs: z
      .array(
        z
          .object({
            Line: count.describe('The line of the file on which the row begins.'),
            Job: z.object(jobInputShape).meta({ id: 'PreviewedJob' }).describe('As it would be stored.'),
          })
          .meta({ id: 'PreviewedRow' }),
      )
      .describe('The first ten rows that would be jobs.'),
    Countries: z
      .array(
        z.object({
          Country: z
            .string()
            .optional()
            .describe('In ISO 3166-1; absent where the calling code is no country’s.'),
          CallingCode: z.string().describe('Without its +.'),
          Jobs: count.describe('How many of the numbers.'),
        }),
      )
      .describe('Where the numbers are, the commonest first.'),
    UnknownZone: count.describe('Jobs of whose number no time zone is known.'),
    ...whenCalled,
    Estimate: z
      .object({
        Jobs: count.describe('Jobs that can be called, of the whole file as far as its size is known.'),
        MaxActiveCalls: count.describe('The cap of the campaign.'),
        SecondsPerCall: z.number().describe('How long a call holds its slot.'),
        IsMeasured: z
          .boolean()
          .describe('Whether that is the mean of calls of this campaign; else one minute is assumed.'),
        Minutes: count.describe(
          'How long it takes to call each job once, with all slots in use and at any time of day.',
        ),
      })
      .meta({ id: 'ImportEstimate' })
      .describe('How long the calls take.'),
  })
  .meta({ id: 'ImportPreview' });
export type Preview = z.output<typeof previewAnswer>;
