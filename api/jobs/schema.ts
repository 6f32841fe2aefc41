import { z } from 'zod';
import { type JobInput } from '../../domain/jobs/job';
import { jobConstraints } from '../campaigns/schema';
import { contactPlaceShape, placeFaults } from './contact-place';
import { bounded, closed, jsonObject, phoneNumber, text, wholeNumber } from '../schemas/fields';

/** Four hours: no conversation is longer, and a line that is never hung up keeps costing money. */
const LONGEST_CALL_SECONDS = 14_400;
/** Below 5 s a phone has hardly rung; above 300 s every network has given up. */
const [SHORTEST_RING_SECONDS, LONGEST_RING_SECONDS] = [5, 300];
/**
 * For `Metadata`, `Data` and `Overrides` together: as much as a prompt can use, and a million such jobs still fit a
 * disk.
 */
const MAX_JSON_BYTES = 64 * 1024;
/** An experiment compares a few variants. */
const MOST_VARIANTS = 20;

export const jobOverrides = closed({
  HangUpIsOptOut: z.boolean().optional(),
  DisableRecording: z.boolean().optional(),
  MaxCallSeconds: wholeNumber(1, LONGEST_CALL_SECONDS).optional(),
  MaxRingSeconds: wholeNumber(SHORTEST_RING_SECONDS, LONGEST_RING_SECONDS).optional(),
  Integrations: jsonObject.optional(),
  Constraints: jobConstraints.optional(),
});

export const jobInputShape = {
  ContactPhoneNumber: phoneNumber,
  CallerID: phoneNumber.optional(),
  ContactName: text(0, 200).optional(),
  ...contactPlaceShape,
  // The campaign's schema decides whether null is allowed.
  Metadata: jsonObject.nullish(),
  Data: jsonObject.nullish(),
  Overrides: jobOverrides.optional(),
  CampaignVariants: bounded(z.array(text(1, 200)), MOST_VARIANTS).optional(),
  TestJob: z.boolean().optional(),
  /** An index key: short enough to be fast, long enough for any id. */
  ExternalID: text(1, 200).optional(),
} satisfies z.ZodRawShape;

/** The fields that may contain any JSON, as a whole or in part. */
const freeFields = ['Metadata', 'Data', 'Overrides'] as const;

/** What a job must be, with a message for each fault. */
export const jobRules: z.ZodType<JobInput> = closed(jobInputShape).superRefine((job, context) => {
  for (const { field, message } of placeFaults(job))
    context.addIssue({ code: 'custom', path: [field], message });
  // Every row of an import runs this code, so that it makes no lists unless something is wrong.
  const bytes = sizeOf(job.Metadata) + sizeOf(job.Data) + sizeOf(job.Overrides);
  if (bytes <= MAX_JSON_BYTES) return;
  const sizes = freeFields.map((field) => ({ field, bytes: sizeOf(job[field]) }));
  const largest = sizes.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  context.addIssue({
    code: 'custom',
    path: [largest.field],
    message:
      `has ${largest.bytes} bytes as JSON, and ${freeFields.join(', ')} have ${bytes} together; ` +
      `at most ${MAX_JSON_BYTES} are kept, so send less`,
  });
});

/**
 * The same rules, compiled to code that answers a right job at once and leaves a wrong one to the rules above, which
 * say why. Strict: it refuses at load a rule that it cannot compile, rather than being slow in silence.
 */
export const jobInput = z.compile(jobRules, { strict: true });

const sizeOf = (value: object | null | undefined): number =>
  value === undefined || value === null ? 0 : Buffer.byteLength(JSON.stringify(value));
