/** Describes the rejected rows, in the stored result of an import. */
import { type z } from 'zod';
import { type Fault, firstFaults, MOST_MESSAGE_CHARACTERS, shortened } from '../json/fault';
import { type importAnswer, type jobImportAnswer } from './import-answer';
import { type RowFault } from './row';

export type ImportResult = z.output<typeof importAnswer>;
export type JobImportResult = z.output<typeof jobImportAnswer>;
type Counted = Omit<ImportResult, 'File'>;

/** Enough to see what is wrong with a file; a million would be a file themselves. */
const MOST_ERRORS = 1_000;
/** With `MOST_ERRORS` and the longest message a result has at most 2 MiB: a MongoDB document may have 16. */
const MOST_FIELD_CHARACTERS = 200;

export const emptyResult = (): Counted => ({ Accepted: 0, Rejected: 0, Duplicates: 0, Errors: [] });

export function reject(result: Counted, Line: number, faults: readonly RowFault[]): void {
  result.Rejected += 1;
  for (const { Field, Message } of faults) {
    if (result.Errors.length >= MOST_ERRORS) return;
    result.Errors.push({
      Line,
      Field: shortened(Field, MOST_FIELD_CHARACTERS),
      Message: shortened(Message, MOST_MESSAGE_CHARACTERS),
    });
  }
}

/** As much as the cell of a spreadsheet shows without being searched. */
const MOST_REASON_CHARACTERS = 1_000;

/** The faults of a row in one text. */
export const reasonOf = (faults: readonly RowFault[]): string =>
  shortened(
    faults.map(({ Field, Message }) => (Field === '' ? Message : `${Field}: ${Message}`)).join('; '),
    MOST_REASON_CHARACTERS,
  );

export const rowFaultsOf = (faults: Fault[]): RowFault[] =>
  firstFaults(faults).map(({ location, message }) => ({ Field: fieldOf(location), Message: message }));

// Writes a JSON pointer as the name of a CSV column: `/Data/city` is `Data.city`.

const fieldOf = (location: string): string =>
  location.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
