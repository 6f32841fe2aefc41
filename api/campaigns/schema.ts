import { z } from 'zod';
import {
  AUTO,
  type CampaignData,
  type Constraints,
  days,
  inboundModes,
  retryableOutcomes,
  type RuleSetChoice,
  zonePolicies,
} from '../../domain/campaigns/campaign-data';
import { parseDuration } from '../../domain/time/duration';
import { isKnownZone } from '../../domain/time/local-time';
import { LEAST_CALLS_PER_SECOND } from '../../domain/dialling/call-rate';
import { calendarFault } from '../../domain/dialling/holidays';
import { ruleSetChoices } from '../../domain/dialling/rule-sets';
import {
  bounded,
  byPhoneNumber,
  closed,
  duration,
  jsonObject,
  phoneNumber,
  text,
  time,
  wholeNumber,
  xmlText,
} from '../schemas/fields';

/** Fits a line on a screen. */
export const name = text(1, 200).refine((value) => value.trim() !== '', { error: 'must not be blank' });

/** No campaign calls a person a hundred times; a larger number is a typing error. */
const MOST_ATTEMPTS = 100;
/** A hundredfold longer wait each time reaches any `Max` at the second attempt. */
const MOST_MULTIPLIER = 100;

/** More than a window for each half hour of a day: no campaign needs that many. */
const MOST_WINDOWS = 50;
/** Three years of days. */
const MOST_BLACKOUT_DATES = 1_000;
/** The nations of a country, or its neighbours'. The days of a year take up to 55 ms for each, when first asked for. */
const MOST_CALENDARS = 10;
/** As many dials as are stored for a number. */
const MOST_DIALS_PER_NUMBER = 100;
const LEAST_LIMIT_MS = 60_000;
/** More calls a second than a carrier takes from one customer. */
const MOST_CALLS_PER_SECOND = 1_000;

const withoutDoubles =
  (what: string) =>
  <Item>(schema: z.ZodType<Item[]>): z.ZodType<Item[]> =>
    schema.refine((list) => new Set(list).size === list.length, { error: `must not name ${what} twice` });

const callWindow = closed({
  Days: withoutDoubles('a day')(
    bounded(
      z.array(z.enum(days)).min(1, { error: `must name at least one day of ${days.join(', ')}` }),
      days.length,
    ),
  ),
  Start: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
    error: 'must be a local time from 00:00 to 23:59 with two digits for the hour, such as 09:00',
  }),
  End: z.string().regex(/^(?!00:00)(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
    error: 'must be a local time from 00:01 to 24:00 with two digits for the hour, such as 20:00',
  }),
}).refine(({ Start, End }) => Start !== End, {
  path: ['End'],
  error: 'must differ from Start; for a whole day say 00:00 to 24:00',
});

const attemptLimit = closed({
  Count: wholeNumber(1, MOST_DIALS_PER_NUMBER),
  Per: duration.refine((value) => (parseDuration(value) ?? LEAST_LIMIT_MS) >= LEAST_LIMIT_MS, {
    error: 'must be 1m or longer',
  }),
});

/** "auto" alone and a list of it alone are one choice, and are kept in one form. */
const ruleSets: z.ZodType<RuleSetChoice> = z
  .preprocess(
    (value) => (value === AUTO ? [AUTO] : value),
    withoutDoubles('a rule set')(
      bounded(
        z.array(
          z.string().refine((name) => ruleSetChoices.includes(name), {
            error: `is not a rule set; allowed are ${ruleSetChoices.join(', ')}`,
          }),
          {
            error: `must be "${AUTO}" or a list, such as [] for none and ["${AUTO}", "us-debt-collection"]; allowed in it are ${ruleSetChoices.join(', ')}`,
          },
        ),
        ruleSetChoices.length,
      ),
    ),
  )
  .transform((names) => (names.length === 1 && names[0] === AUTO ? AUTO : names));

const constraintsShape = {
  MinCreationDelay: duration.optional(),
  DisableJitter: z.boolean().optional(),
  MinDurationBetweenAttempts: duration.optional(),
  MaxAttempts: wholeNumber(1, MOST_ATTEMPTS).optional(),
  RetryOn: withoutDoubles('an outcome')(
    bounded(z.array(z.enum(retryableOutcomes)), retryableOutcomes.length),
  ).optional(),
  RetryBackoff: closed({
    Initial: duration,
    Multiplier: z.number().min(1).max(MOST_MULTIPLIER).optional(),
    Max: duration.optional(),
  }).optional(),
  NotBefore: time.optional(),
  NotAfter: time.optional(),
  CallWindows: bounded(z.array(callWindow), MOST_WINDOWS).optional(),
  TimeZone: z
    .string()
    .refine((zone) => zone === 'callee' || isKnownZone(zone), {
      error: 'must be "callee" or the name of an IANA time zone, such as Europe/London',
    })
    .optional(),
  BlackoutDates: withoutDoubles('a day')(
    bounded(
      z.array(z.iso.date({ error: 'must be a day of the calendar, such as 2030-12-25' })),
      MOST_BLACKOUT_DATES,
    ),
  ).optional(),
  ConsentStated: z.boolean().optional(),
  Holidays: withoutDoubles('a calendar')(
    bounded(
      z.array(
        z.string().refine((name) => calendarFault(name) === undefined, {
          error: ({ input }) => calendarFault(String(input)) ?? '',
        }),
      ),
      MOST_CALENDARS,
    ),
  ).optional(),
  ZonePolicy: z.enum(zonePolicies).optional(),
  MaxAttemptsPerNumber: attemptLimit.optional(),
  MaxCallsPerSecond: z.number().min(LEAST_CALLS_PER_SECOND).max(MOST_CALLS_PER_SECOND).optional(),
  RuleSets: ruleSets.optional(),
};

const inOrder = (schema: z.ZodType<Constraints>): z.ZodType<Constraints> =>
  schema.refine(
    ({ NotBefore, NotAfter }) =>
      NotBefore === undefined || NotAfter === undefined || Date.parse(NotBefore) < Date.parse(NotAfter),
    { path: ['NotAfter'], error: 'must be later than NotBefore, or no job could ever be called' },
  );

/** A campaign that says nothing of rule sets has chosen those that can apply, and its answer says so. */
const campaignConstraints = inOrder(closed({ ...constraintsShape, RuleSets: ruleSets.default(AUTO) }));

/** What one job may override. */
export const jobConstraints = inOrder(
  closed({
    ...constraintsShape,
    MaxCallsPerSecond: z
      .never({ error: 'is a rule of the whole campaign: say it there, a job cannot override it' })
      .optional(),
    ZonePolicy: z
      .never({
        error: 'is a risk that the whole campaign accepts or not: say it there, a job cannot override it',
      })
      .optional(),
  }),
);

/** More calls at once than any carrier gives one customer. */
const MOST_ACTIVE_CALLS = 1_000_000;
/** Two minutes of speech, or a prompt of some ten pages: longer texts belong in the agent. */
const LONGEST_MESSAGE = 2_000;
const LONGEST_PROMPT = 20_000;
/** The choice of a caller ID relies on this bound: an index of them is kept for each campaign. */
const MOST_CALLER_IDS = 1_000;

/** Only `CallerID` has no sensible default: all else may be left out, and the answer shows the defaults used. */
export const campaignData: z.ZodType<CampaignData> = closed({
  CallerID: phoneNumber,
  AvailableCallerIDs: bounded(
    byPhoneNumber(closed({ Disabled: z.boolean().default(false) })),
    MOST_CALLER_IDS,
  ).default({}),
  InboundMode: z.enum(inboundModes).default('reject'),
  CallRejectionMessage: xmlText(LONGEST_MESSAGE).default(''),
  // 0 holds every call back. One at a time is the careful default.
  MaxActiveCalls: wholeNumber(0, MOST_ACTIVE_CALLS).default(1),
  AnalysisSchema: jsonObject.default({}),
  CampaignObjectivePrompt: text(0, LONGEST_PROMPT).optional(),
  BotName: xmlText(200).default(''),
  Constraints: campaignConstraints.prefault({}),
  Integrations: jsonObject.optional(),
  HangUpIsOptOut: z.boolean().optional(),
  JobMetadataSchema: jsonObject.optional(),
  JobDataSchema: jsonObject.optional(),
});

export const newCampaign = closed({ Name: name, Data: campaignData });

/**
 * `Data` replaces all that was published before: a partial change would be combined with fields that its author may not
 * have looked at.
 */
export const campaignChange = closed({ Name: name.optional(), Data: campaignData.optional() }).refine(
  ({ Name, Data }) => Name !== undefined || Data !== undefined,
  { error: 'must have Name, Data or both' },
);
