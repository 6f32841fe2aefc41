/** What a client may publish of a campaign. The texts say unit, range, default and consequence of each field. */
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
  shownAs,
  text,
  time,
  wholeNumber,
  xmlText,
  zoneName,
} from '../schemas/fields';

/** Fits a line on a screen. */
export const name = shownAs(
  text(1, 200).refine((value) => value.trim() !== '', { error: 'must not be blank' }),
  { type: 'string', minLength: 1, maxLength: 200, pattern: '\\S' },
);

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
    schema
      .refine((list) => new Set(list).size === list.length, { error: `must not name ${what} twice` })
      .meta({ uniqueItems: true });

const callWindow = closed({
  Days: withoutDoubles('a day')(
    bounded(
      z.array(z.enum(days)).min(1, { error: `must name at least one day of ${days.join(', ')}` }),
      days.length,
    ),
  ).describe('The days on which the window starts.'),
  Start: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
      error: 'must be a local time from 00:00 to 23:59 with two digits for the hour, such as 09:00',
    })
    .describe('Local time at which calls may begin, from 00:00 to 23:59. It belongs to the window.'),
  End: z
    .string()
    .regex(/^(?!00:00)(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
      error: 'must be a local time from 00:01 to 24:00 with two digits for the hour, such as 20:00',
    })
    .describe(
      'Local time from which no call begins, from 00:01 to 24:00. One before `Start` is on the next day. It must differ from `Start`.',
    ),
})
  .refine(({ Start, End }) => Start !== End, {
    path: ['End'],
    error: 'must differ from Start; for a whole day say 00:00 to 24:00',
  })
  .meta({ id: 'CallWindow' });

const attemptLimit = closed({
  Count: wholeNumber(1, MOST_DIALS_PER_NUMBER).describe('The most dials within any stretch of `Per`.'),
  Per: shownAs(
    duration.refine((value) => (parseDuration(value) ?? LEAST_LIMIT_MS) >= LEAST_LIMIT_MS, {
      error: 'must be 1m or longer',
    }),
    {
      type: 'string',
      format: 'duration-of-a-minute-or-more',
      pattern: '^([1-9][0-9]{0,7}[mhd]|([6-9][0-9]|[1-9][0-9]{2,7})s)$',
    },
  ).describe('A duration of one minute (`1m`) to 366 days.'),
}).meta({ id: 'AttemptLimit' });

/** "auto" alone and a list of it alone are one choice, and are kept in one form. */
const ruleSets: z.ZodType<RuleSetChoice> = shownAs(
  z
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
    .transform((names) => (names.length === 1 && names[0] === AUTO ? AUTO : names)),
  {
    anyOf: [
      { const: AUTO },
      {
        type: 'array',
        items: { type: 'string', enum: ruleSetChoices },
        uniqueItems: true,
        maxItems: ruleSetChoices.length,
      },
    ],
  },
);

const constraintsShape = {
  MinCreationDelay: duration
    .optional()
    .describe("The least time between a job's creation and its first call, such as `30m`. Default: none."),
  DisableJitter: z
    .boolean()
    .optional()
    .describe(
      '`true`: `MaxActiveCalls` at once. Else the number of calls grows to it within the first 5 seconds after a start. A job with `true` does not wait for that; a `false` of a job changes nothing.',
    ),
  MinDurationBetweenAttempts: duration
    .optional()
    .describe('The least wait before the next dial, from the end of the last one. Default: `5m`.'),
  MaxAttempts: wholeNumber(1, MOST_ATTEMPTS)
    .optional()
    .describe('The most dials of one job. Default: 3. After the last one the job fails (`max_attempts`).'),
  RetryOn: withoutDoubles('an outcome')(bounded(z.array(z.enum(retryableOutcomes)), retryableOutcomes.length))
    .optional()
    .describe('The outcomes after which a job is dialled again. Default: all four. `[]`: none.'),
  RetryBackoff: closed({
    Initial: duration.describe('The wait after the first attempt.'),
    Multiplier: z
      .number()
      .min(1)
      .max(MOST_MULTIPLIER)
      .optional()
      .describe('What the wait is multiplied by after each further attempt. Default: 2.'),
    Max: duration.optional().describe('The longest wait. Default: no limit.'),
  })
    .meta({ id: 'RetryBackoff' })
    .optional()
    .describe(
      'A wait that grows with each attempt. The longer of it and `MinDurationBetweenAttempts` counts. Default: none.',
    ),
  NotBefore: time.optional().describe('No call before this time. Default: none.'),
  NotAfter: time
    .optional()
    .describe(
      'No call at or after this time: a job that can no longer be called in time fails (`expired`). It must be later than `NotBefore`. Default: none.',
    ),
  CallWindows: bounded(z.array(callWindow), MOST_WINDOWS)
    .optional()
    .describe('When calls may begin, in local time. Default: at any time. `[]`: never.'),
  TimeZone: zoneName(
    (zone) => zone === 'callee' || isKnownZone(zone),
    'must be "callee" or the name of an IANA time zone, such as Europe/London',
  )
    .optional()
    .describe(
      'Whose local time `CallWindows`, `BlackoutDates` and `Holidays` mean: an IANA zone, or `callee` (the default), every zone that the number can be in.',
    ),
  BlackoutDates: withoutDoubles('a day')(
    bounded(
      z.array(z.iso.date({ error: 'must be a day of the calendar, such as 2030-12-25' })),
      MOST_BLACKOUT_DATES,
    ),
  )
    .optional()
    .describe('Local days without calls. Default: none.'),
  ConsentStated: z
    .boolean()
    .optional()
    .describe(
      '`true`: you state that every contact has consented to these calls. Without it no call is placed under a rule set that wants consent. Default: `false`.',
    ),
  Holidays: withoutDoubles('a calendar')(
    bounded(
      z.array(
        shownAs(
          z.string().refine((name) => calendarFault(name) === undefined, {
            error: ({ input }) => calendarFault(String(input)) ?? '',
          }),
          { type: 'string', format: 'holiday-calendar', pattern: '^[A-Z]{2}(-[A-Za-z0-9]+)*$' },
        ),
      ),
      MOST_CALENDARS,
    ),
  )
    .optional()
    .describe(
      'Calendars whose public holidays are local days without calls: countries in ISO 3166-1, or parts of them, such as `GB-SCT`. Default: none.',
    ),
  ZonePolicy: z
    .enum(zonePolicies)
    .optional()
    .describe(
      '`all` zones of a number count (the default), or with `populated` not those in which very few people live.',
    ),
  MaxAttemptsPerNumber: attemptLimit
    .optional()
    .describe(
      'The most dials of one number, by all campaigns of the organisation together. Default: no limit.',
    ),
  MaxCallsPerSecond: z
    .number()
    .min(LEAST_CALLS_PER_SECOND)
    .max(MOST_CALLS_PER_SECOND)
    .optional()
    .describe('The most calls a second of the whole campaign. Default: no limit but `MaxActiveCalls`.'),
  RuleSets: ruleSets
    .optional()
    .describe(
      'Legal minimums; the stricter of them and the other constraints holds. `auto` (the default): every rule set that can apply to the number. `[]`: none. A job can only add some.',
    ),
};

const inOrder = (schema: z.ZodType<Constraints>): z.ZodType<Constraints> =>
  schema.refine(
    ({ NotBefore, NotAfter }) =>
      NotBefore === undefined || NotAfter === undefined || Date.parse(NotBefore) < Date.parse(NotAfter),
    { path: ['NotAfter'], error: 'must be later than NotBefore, or no job could ever be called' },
  );

/** A campaign that says nothing of rule sets has chosen those that can apply, and its answer says so. */
const campaignConstraints = inOrder(
  closed({
    ...constraintsShape,
    RuleSets: ruleSets
      .default(AUTO)
      .describe(
        'Legal minimums; the stricter of them and the other constraints holds. `auto`: every rule set that can apply to the number. `[]`: none.',
      ),
  }),
).meta({ id: 'Constraints' });

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
).meta({ id: 'JobConstraints' });

/** More calls at once than any carrier gives one customer. */
const MOST_ACTIVE_CALLS = 1_000_000;
/** Two minutes of speech, or a prompt of some ten pages: longer texts belong in the agent. */
const LONGEST_MESSAGE = 2_000;
const LONGEST_PROMPT = 20_000;
/** The choice of a caller ID relies on this bound: an index of them is kept for each campaign. */
const MOST_CALLER_IDS = 1_000;

/** Only `CallerID` has no sensible default: all else may be left out, and the answer shows the defaults used. */
export const campaignData: z.ZodType<CampaignData> = closed({
  CallerID: phoneNumber.describe('The number that calls come from unless another one fits better, in E.164.'),
  AvailableCallerIDs: bounded(
    byPhoneNumber(
      closed({
        Disabled: z
          .boolean()
          .default(false)
          .describe('`true`: the number is never used, not even for jobs that name it.'),
      }),
    ),
    MOST_CALLER_IDS,
  )
    .default({})
    .describe(
      `By number, at most ${MOST_CALLER_IDS}: other numbers that calls may come from. The enabled one that is nearest to the contact is used.`,
    ),
  InboundMode: z
    .enum(inboundModes)
    .default('reject')
    .describe(
      'What happens when contacts call one of the numbers: they are refused, or connected under the latest job for their number (`lookup`), also a failed one (`lookup_failed`), or under a new one (`create_if_not_exists`, `create`).',
    ),
  CallRejectionMessage: xmlText(LONGEST_MESSAGE)
    .default('')
    .describe('Spoken to a caller who is refused; empty: a busy signal.'),
  // 0 holds every call back. One at a time is the careful default.
  MaxActiveCalls: wholeNumber(0, MOST_ACTIVE_CALLS)
    .default(1)
    .describe('The most active calls at a time. 0 holds every call back.'),
  AnalysisSchema: jsonObject
    .default({})
    .describe('A JSON schema of what the analyst is to say of each conversation. `{}`: nothing is asked.'),
  CampaignObjectivePrompt: text(0, LONGEST_PROMPT)
    .optional()
    .describe(
      'A statement about the conversation. When the analyst finds it false, the job fails (`objective_not_met`). It may name values of the job, as `{{ .data.x }}`.',
    ),
  BotName: xmlText(200).default('').describe('The voice agent that speaks. It is passed on to the provider.'),
  Constraints: campaignConstraints.prefault({}).describe('When and how often jobs may be called.'),
  Integrations: jsonObject
    .optional()
    .describe('Passed on to the voice agent of each call, which acts on it. Default: none.'),
  HangUpIsOptOut: z
    .boolean()
    .optional()
    .describe(
      '`true`: a contact who hangs up before the end of the conversation has opted out, and the job fails. Else it is completed. Default: `false`.',
    ),
  JobMetadataSchema: jsonObject
    .optional()
    .describe("A JSON schema that a job's `Metadata` must fit, if it has any. Default: any object."),
  JobDataSchema: jsonObject
    .optional()
    .describe("A JSON schema that a job's `Data` must fit, if it has any. Default: any object."),
}).meta({ id: 'CampaignData' });

const nameShown = name.describe('For people; 1 to 200 characters, not all blank.');

export const newCampaign = closed({ Name: nameShown, Data: campaignData }).meta({ id: 'NewCampaign' });

/**
 * `Data` replaces all that was published before: a partial change would be combined with fields that its author may not
 * have looked at.
 */
export const campaignChange = closed({
  Name: nameShown.optional(),
  Data: campaignData
    .optional()
    .describe('It replaces all that was published before: a field that is left out has its default again.'),
})
  .refine(({ Name, Data }) => Name !== undefined || Data !== undefined, {
    error: 'must have Name, Data or both',
  })
  .meta({ id: 'CampaignChange', minProperties: 1 });
