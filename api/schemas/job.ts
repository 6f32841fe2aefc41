import { z } from 'zod';
import { type JobInput } from '../../domain/job';
import { constraints } from './campaign';
import { closed, jsonObject, phoneNumber, text, wholeNumber } from './fields';

/** Four hours: no conversation is longer, and a line that never hangs up costs money until it does. */
const LONGEST_CALL_SECONDS = 14_400;
/** Below 5 s a phone has hardly rung; above 300 s every network has given up. */
const [SHORTEST_RING_SECONDS, LONGEST_RING_SECONDS] = [5, 300];
/** What a prompt can use, and a million jobs of it still fit a disk. */
const MAX_JSON_BYTES = 64 * 1024;
/** An experiment compares a few variants. */
const MOST_VARIANTS = 20;

export const jobOverrides = closed({
  HangUpIsOptOut: z.boolean().optional(),
  DisableRecording: z.boolean().optional(),
  MaxCallSeconds: wholeNumber(1, LONGEST_CALL_SECONDS).optional(),
  MaxRingSeconds: wholeNumber(SHORTEST_RING_SECONDS, LONGEST_RING_SECONDS).optional(),
  Integrations: jsonObject.optional(),
  Constraints: constraints.optional(),
});

export const jobInputShape = {
  ContactPhoneNumber: phoneNumber,
  CallerID: phoneNumber.optional(),
  ContactName: text(0, 200).optional(),
  Metadata: jsonObject.optional(),
  Data: jsonObject.optional(),
  Overrides: jobOverrides.optional(),
  CampaignVariants: z.array(text(1, 200)).max(MOST_VARIANTS).optional(),
  TestJob: z.boolean().optional(),
  /** It is an index key: short enough for a fast one, long enough for any id. */
  ExternalID: text(1, 200).optional(),
} satisfies z.ZodRawShape;

export const jobInput: z.ZodType<JobInput> = closed(jobInputShape).superRefine((job, context) => {
  const size = sizeOf(job.Metadata) + sizeOf(job.Data);
  if (size <= MAX_JSON_BYTES) return;
  context.addIssue({
    code: 'custom',
    path: ['Data'],
    message: `Metadata and Data together have ${size} bytes as JSON; at most ${MAX_JSON_BYTES} are kept`,
  });
});

const sizeOf = (value: object | undefined): number =>
  value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
