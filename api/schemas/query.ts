import { type Request } from 'express';
import { z } from 'zod';
import { jobStates } from '../../domain/jobs/job';
import { Problem } from '../http/problems';
import { check } from './faults';
import { closed, phoneNumber, shownAs, text } from './fields';

/** A page of this length is still fast. */
const LONGEST_PAGE = 1_000;

const limit = z
  .string()
  .regex(/^\d{1,9}$/, { error: `must be a whole number from 1 to ${LONGEST_PAGE}` })
  .transform(Number)
  .refine((n) => n >= 1 && n <= LONGEST_PAGE, { error: `must be from 1 to ${LONGEST_PAGE}` });
const limitShown = { type: 'integer', minimum: 1, maximum: LONGEST_PAGE };
const cursor = shownAs(text(1, 500), { type: 'string', format: 'cursor' }).describe(
  'The `NextCursor` of the page before, exactly as it came.',
);
export const flag = z
  .enum(['1', 'true', '0', 'false'], { error: 'must be 1, true, 0 or false' })
  .transform((word) => word === '1' || word === 'true');

const plusForSpace = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/^ /, '+') : value;

export const campaignsQuery = closed({
  limit: shownAs(limit.optional(), limitShown).describe(
    'The most campaigns of the answer; all of them if it is left out.',
  ),
  cursor: cursor.optional(),
});
/** Fits a screen or two. */
const DEFAULT_PAGE = 100;
const pageShape = {
  limit: shownAs(limit.default(DEFAULT_PAGE), { ...limitShown, default: DEFAULT_PAGE }).describe(
    'The most members of the answer.',
  ),
  cursor: cursor.optional(),
};
export const pageQuery = closed(pageShape);
export const campaignQuery = closed({
  events: flag
    .optional()
    .describe(
      '`1`: also what has happened: minutes used, jobs by state, and the histogram of conversations.',
    ),
});
const jobFilterShape = {
  State: z
    .enum(jobStates)
    .optional()
    .describe('Only jobs in this state, in the order in which they are due.'),
  // In a query an unescaped + arrives as a space.
  ContactPhoneNumber: z
    .preprocess(plusForSpace, phoneNumber)
    .optional()
    .describe('Only jobs for this number. Its + is written as %2B.'),
  ExternalID: text(1, 200).optional().describe('Only the job with this id of yours.'),
  TestJob: flag.optional().describe('Only jobs that are marked as tests, or only those that are not.'),
};
export const jobsQuery = closed({ ...pageShape, ...jobFilterShape });

const exportFormats = ['csv', 'ndjson', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportQuery = closed({
  format: z
    .enum(exportFormats)
    .default('csv')
    .describe('`csv` (RFC 4180 in UTF-8), `ndjson` (one JSON object on each line), or `xlsx` for Excel.'),
  per: z
    .enum(['job', 'attempt'])
    .default('job')
    .describe('A line for each `job`, or for each `attempt`; a job without any has one line.'),
  ...jobFilterShape,
});

/** The query parameters, or a 400: a filter with a typo would return everything. */
export function acceptQuery<T>(schema: z.ZodType<T>, req: Request): T {
  const checked = check(schema, { ...req.query });
  if (checked.ok) return checked.value;
  const errors = checked.faults.map(({ location, message }) => ({ location: `query${location}`, message }));
  throw new Problem('invalid-request', errors.map((e) => `${e.location}: ${e.message}`).join('; '), {
    errors,
  });
}
