/** The query parameters that every import of a file takes. */
import { z } from 'zod';
import { hasDuplicateKeys } from '../../domain/json/duplicate-keys';
import { isRegion, type NumberReading } from '../../domain/numbers/written-number';
import { closed, shownAs, text } from '../schemas/fields';
import { flag } from '../schemas/query';
import { type Delimiter, delimiters, encodings, type SaidOfFile } from './reading';

/** More than the line of a request may have by default in Node, headers included. */
const LONGEST_MAPPING = 16_000;
const LONGEST_SHEET_NAME = 200;

const TAB = 'tab';
const delimiterNames: string[] = delimiters.map((delimiter) => (delimiter === '\t' ? TAB : delimiter));
const delimiter = shownAs(
  z
    .string()
    .refine((value) => value === '\t' || delimiterNames.includes(value), {
      error: `must be one of ${delimiterNames.join(' ')}`,
    })
    .transform((value) => (value === TAB ? '\t' : value) as Delimiter),
  { type: 'string', enum: delimiterNames },
);

const columns = shownAs(
  text(2, LONGEST_MAPPING).transform((value, context): Record<string, string> => {
    try {
      const read: unknown = JSON.parse(value);
      const isMapping =
        !hasDuplicateKeys(value, read) &&
        typeof read === 'object' &&
        read !== null &&
        !Array.isArray(read) &&
        Object.values(read).every((field) => typeof field === 'string');
      if (isMapping) return read as Record<string, string>;
    } catch {
      // Not JSON: refused below like any other text.
    }
    context.addIssue({
      code: 'custom',
      message:
        'must be a JSON object of texts in which no name comes twice, such as {"Mobile":"ContactPhoneNumber","Notes":"ignore"}',
    });
    return z.NEVER;
  }),
  { type: 'string', format: 'json-object-of-texts' },
);

export const importQueryShape = {
  dryRun: flag
    .optional()
    .describe(
      '`1`: check the file and store nothing. Whether an `ExternalID` is taken shows only when it is stored.',
    ),
  delimiter: delimiter.optional().describe('Of CSV: what separates the cells. Default: what the file shows.'),
  encoding: z
    .enum(encodings)
    .optional()
    .describe('Of CSV: how the text is encoded. Default: what the file shows.'),
  header: flag
    .optional()
    .describe(
      'Of CSV and workbooks. `false`: the first line is a row, and the columns are called `Column1`, `Column2`, … `true`: it names the columns. Default: what the file shows.',
    ),
  sheet: text(1, LONGEST_SHEET_NAME)
    .optional()
    .describe('Of a workbook: the name of the sheet. Default: the first one.'),
  columns: columns
    .optional()
    .describe(
      'Of CSV and workbooks: what columns mean, as a JSON object from the name of a column, or its number from 1, to a field of ours, or to `ignore`. It wins over what their names say.',
    ),
  region: shownAs(
    z
      .string()
      .transform((value) => value.toUpperCase())
      .refine(isRegion, { error: 'must be a country in two letters (ISO 3166-1), such as US' }),
    { type: 'string', format: 'country', pattern: '^[A-Za-z]{2}$' },
  )
    .optional()
    .describe(
      'The country of numbers that are written without a country code. Without it they are rejected.',
    ),
  withoutPlus: flag
    .optional()
    .describe('`true`: numbers without + begin with their country code. Not together with `region`.'),
};

export const notBoth = <Query extends { region?: unknown; withoutPlus?: unknown }>(
  schema: z.ZodType<Query>,
): z.ZodType<Query> =>
  schema.refine(({ region, withoutPlus }) => region === undefined || withoutPlus !== true, {
    path: ['withoutPlus'],
    error:
      'must not stand beside region: either national numbers are of one country, or all are international',
  });

export const importQuery = notBoth(closed(importQueryShape));
export type ImportQuery = z.output<typeof importQuery>;

export const saidOfFile = ({ delimiter, encoding, header, sheet, columns }: ImportQuery): SaidOfFile => ({
  delimiter,
  encoding,
  header,
  sheet,
  columns,
});

export const numberReading = ({ region, withoutPlus = false }: ImportQuery): NumberReading => ({
  ...(region === undefined ? {} : { region: region as NonNullable<NumberReading['region']> }),
  withoutPlus,
});
