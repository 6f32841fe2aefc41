/** What the import of jobs and the look before it take. */
import { z } from 'zod';
import { fileOfRows } from '../files/import-answer';
import { importQueryShape, notBoth } from '../files/import-query';
import { closed } from '../schemas/fields';

const { dryRun: _, ...readingShape } = importQueryShape;

const duplicates = z
  .enum(['accept', 'skip'])
  .optional()
  .describe(
    '`skip`: of several rows with one number the first is taken, and none whose number has a job of the campaign. `accept` (the default): they are taken, and counted.',
  );

/** Of the look. */
export const jobImportQuery = notBoth(closed({ ...readingShape, duplicates }));
export type JobImportQuery = z.output<typeof jobImportQuery>;

export const importJobsQuery = notBoth(closed({ ...importQueryShape, duplicates }));

export const fileOfJobs = fileOfRows(
  'A table as people have it; the answer says how it was read. Columns are found by our names in any case (`ContactPhoneNumber`, `CallerID`, `ContactName`, `ContactTimeZone`, `ContactPostalCode`, `ContactCountry`, `ExternalID`, `TestJob`, `Overrides.HangUpIsOptOut`, `Overrides.DisableRecording`, `Overrides.MaxCallSeconds`, `Overrides.MaxRingSeconds`, `Overrides.Constraints.…` for constraints of one value, any `Data.<name>` and `Metadata.<name>`), or by usual names such as `Phone`, `First Name` and `Record ID`; any other column becomes `Data.<its name>`. At most 1,000 columns; an empty cell is an absent field. 400 for a column that is nearly called like one of ours, and if none has the numbers.',
  'One job on each line, as for creating a job; its numbers may be written as in a table.',
);
