import { type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { jobStates } from '../../domain/jobs/job';
import { Problem } from '../http/problems';
import { check } from './faults';
import { closed, phoneNumber, text } from './fields';

/** A page of this length is still fast. */
const LONGEST_PAGE = 1_000;

const limit = z
  .string()
  .regex(/^\d{1,9}$/, { error: `must be a whole number from 1 to ${LONGEST_PAGE}` })
  .transform(Number)
  .refine((n) => n >= 1 && n <= LONGEST_PAGE, { error: `must be from 1 to ${LONGEST_PAGE}` });
const cursor = text(1, 500);
const flag = z
  .enum(['1', 'true', '0', 'false'], { error: 'must be 1, true, 0 or false' })
  .transform((word) => word === '1' || word === 'true');

const plusForSpace = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/^ /, '+') : value;

export const campaignsQuery = closed({ limit: limit.optional(), cursor: cursor.optional() });
export const optOutsQuery = closed({ limit: limit.optional(), cursor: cursor.optional() });
export const pageQuery = closed({ limit: limit.optional(), cursor: cursor.optional() });
export const campaignQuery = closed({ events: flag.optional() });
export const importQuery = closed({ dryRun: flag.optional() });
export const jobsQuery = closed({
  limit: limit.optional(),
  cursor: cursor.optional(),
  State: z.enum(jobStates).optional(),
  // In a query an unescaped + arrives as a space.
  ContactPhoneNumber: z.preprocess(plusForSpace, phoneNumber).optional(),
  ExternalID: text(1, 200).optional(),
  TestJob: flag.optional(),
});

const noQuery = closed({});

/** For routes that take no parameters. */
export const refuseQuery: RequestHandler = (req, _res, next) => {
  acceptQuery(noQuery, req);
  next();
};

/** The query parameters, or a 400: a filter with a typo would return everything. */
export function acceptQuery<T>(schema: z.ZodType<T>, req: Request): T {
  const checked = check(schema, { ...req.query });
  if (checked.ok) return checked.value;
  const errors = checked.faults.map(({ location, message }) => ({ location: `query${location}`, message }));
  throw new Problem('invalid-request', errors.map((e) => `${e.location}: ${e.message}`).join('; '), {
    errors,
  });
}
