import { z } from 'zod';
import {
  type CampaignData,
  type Constraints,
  inboundModes,
  retryableOutcomes,
} from '../../domain/campaign-data';
import { closed, duration, jsonObject, phoneNumber, text, time, wholeNumber } from './fields';

/** Fits a line on a screen. */
export const name = text(1, 200).refine((value) => value.trim() !== '', { error: 'must not be blank' });

/** Documented for later versions. A rule that is accepted and not kept would call people it should not. */
const notEnforced = [
  'CallWindows',
  'TimeZone',
  'BlackoutDates',
  'MaxAttemptsPerNumber',
  'MaxCallsPerSecond',
  'RuleSets',
];

/** Nobody calls a person a hundred times; a larger number is a slip of the finger. */
const MOST_ATTEMPTS = 100;
/** A hundredfold longer wait each time reaches any `Max` at the second attempt. */
const MOST_MULTIPLIER = 100;

export const constraints: z.ZodType<Constraints> = closed(
  {
    MinCreationDelay: duration.optional(),
    DisableJitter: z.boolean().optional(),
    MinDurationBetweenAttempts: duration.optional(),
    MaxAttempts: wholeNumber(1, MOST_ATTEMPTS).optional(),
    RetryOn: z
      .array(z.enum(retryableOutcomes))
      .refine((list) => new Set(list).size === list.length, { error: 'must not name an outcome twice' })
      .optional(),
    RetryBackoff: closed({
      Initial: duration,
      Multiplier: z.number().min(1).max(MOST_MULTIPLIER).optional(),
      Max: duration.optional(),
    }).optional(),
    NotBefore: time.optional(),
    NotAfter: time.optional(),
  },
  notEnforced,
).refine(
  ({ NotBefore, NotAfter }) =>
    NotBefore === undefined || NotAfter === undefined || Date.parse(NotBefore) < Date.parse(NotAfter),
  { path: ['NotAfter'], error: 'must be later than NotBefore, or no job could ever be called' },
);

/** More calls at once than any carrier gives one customer. */
const MOST_ACTIVE_CALLS = 1_000_000;
/** Half a minute of speech, or a prompt of a page: longer texts belong into the agent. */
const LONGEST_MESSAGE = 2_000;
const LONGEST_PROMPT = 20_000;

/** Only `CallerID` has no sensible default: everything else may be left out, and the answer shows what was taken. */
export const campaignData: z.ZodType<CampaignData> = closed({
  CallerID: phoneNumber,
  AvailableCallerIDs: z.record(phoneNumber, closed({ Disabled: z.boolean().default(false) })).default({}),
  InboundMode: z.enum(inboundModes).default('reject'),
  CallRejectionMessage: text(0, LONGEST_MESSAGE).default(''),
  // 0 is a way to hold every call back. One at a time is the careful default.
  MaxActiveCalls: wholeNumber(0, MOST_ACTIVE_CALLS).default(1),
  AnalysisSchema: jsonObject.default({}),
  CampaignObjectivePrompt: text(0, LONGEST_PROMPT).optional(),
  BotName: text(0, 200).default(''),
  Constraints: constraints.default({}),
  Integrations: jsonObject.optional(),
  HangUpIsOptOut: z.boolean().optional(),
  JobMetadataSchema: jsonObject.optional(),
  JobDataSchema: jsonObject.optional(),
});

export const newCampaign = closed({ Name: name, Data: campaignData });
