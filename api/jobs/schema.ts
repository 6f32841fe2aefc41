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
  HangUpIsOptOut: z.boolean().optional().describe("In place of the campaign's `HangUpIsOptOut`."),
  DisableRecording: z
    .boolean()
    .optional()
    .describe('`true`: the provider is told not to record the conversation. Default: `false`.'),
  MaxCallSeconds: wholeNumber(1, LONGEST_CALL_SECONDS)
    .optional()
    .describe('Seconds after which a conversation is hung up (`time_limit`). Default: 1,800.'),
  MaxRingSeconds: wholeNumber(SHORTEST_RING_SECONDS, LONGEST_RING_SECONDS)
    .optional()
    .describe('Seconds after which an unanswered call is hung up (`no_answer`). Default: 30.'),
  Integrations: jsonObject.optional().describe("In place of the campaign's `Integrations`."),
  Constraints: jobConstraints
    .optional()
    .describe("Each field that is named here wins over the campaign's. Only `RuleSets` add up."),
}).meta({ id: 'JobOverrides' });

export const jobInputShape = {
  ContactPhoneNumber: phoneNumber.describe('The number to call, in E.164.'),
  CallerID: phoneNumber
    .optional()
    .describe('Used if the campaign has it and it is not disabled; else one is chosen.'),
  ContactName: text(0, 200).optional().describe('For people and the voice agent.'),
  ...contactPlaceShape,
  // The campaign's schema decides whether null is allowed.
  Metadata: jsonObject
    .nullish()
    .describe(
      'Any object. Put nothing personal into it: it is what will survive a deletion of personal data.',
    ),
  Data: jsonObject
    .nullish()
    .describe(
      'Any object, for the voice agent. With `Metadata` and `Overrides` it has at most 64 KiB as JSON.',
    ),
  Overrides: jobOverrides.optional().describe("What this job overrides of its campaign's rules."),
  CampaignVariants: bounded(z.array(text(1, 200)), MOST_VARIANTS)
    .optional()
    .describe('Names of variants, passed on to the voice agent.'),
  TestJob: z
    .boolean()
    .optional()
    .describe('A mark to filter by; the job is dialled like any other. Default: `false`.'),
  /** An index key: short enough to be fast, long enough for any id. */
  ExternalID: text(1, 200)
    .optional()
    .describe('Your own id of the job, unique in the campaign: a second job with it is refused.'),
} satisfies z.ZodRawShape;

/** The fields that may contain any JSON, as a whole or in part. */
const freeFields = ['Metadata', 'Data', 'Overrides'] as const;

/** What a job must be, with a message for each fault. */
export const jobRules: z.ZodType<JobInput> = closed(jobInputShape)
  .superRefine((job, context) => {
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
  })
  .meta({
    id: 'NewJob',
    // What `placeFaults` says of these fields together.
    dependentRequired: { ContactPostalCode: ['ContactCountry'], ContactCountry: ['ContactPostalCode'] },
    not: { required: ['ContactTimeZone', 'ContactCountry'] },
  });

/**
 * The same rules, compiled to code that answers a right job at once and leaves a wrong one to the rules above, which
 * say why. Strict: it refuses at load a rule that it cannot compile, rather than being slow in silence.
 */
export const jobInput = z.compile(jobRules, { strict: true });

const sizeOf = (value: object | null | undefined): number =>
  value === undefined || value === null ? 0 : Buffer.byteLength(JSON.stringify(value));
