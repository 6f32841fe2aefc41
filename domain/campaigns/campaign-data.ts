/**
 * What a campaign's owner publishes: the rules for calling. Field names are the Campaigns API's.
 * `api/schemas` checks the shape of what comes in; this file says what the fields mean.
 */
export const inboundModes = ['reject', 'lookup', 'lookup_failed', 'create_if_not_exists', 'create'] as const;
export type InboundMode = (typeof inboundModes)[number];

export type JsonObject = Record<string, unknown>;

export interface CampaignData {
  /** Default caller ID, E.164: used when a job names none, or names one that is not enabled. */
  CallerID: string;
  /** Caller IDs a job may use, E.164. */
  AvailableCallerIDs: Record<string, { Disabled: boolean }>;
  InboundMode: InboundMode;
  /** Spoken to a refused caller; empty means a busy signal. */
  CallRejectionMessage: string;
  /** Calls wait until the campaign has fewer active calls than this. */
  MaxActiveCalls: number;
  /** JSON schema of the final analysis. */
  AnalysisSchema: JsonObject;
  /** When set, a job counts as failed if the prompt evaluates to false. */
  CampaignObjectivePrompt?: string | undefined;
  /** Name of the voice agent that speaks. */
  BotName: string;
  Constraints: Constraints;
  Integrations?: JsonObject | undefined;
  /** A callee who hangs up before the end of the conversation has opted out, and the job fails. */
  HangUpIsOptOut?: boolean | undefined;
  JobMetadataSchema?: JsonObject | undefined;
  JobDataSchema?: JsonObject | undefined;
}

/** Durations are strings such as `90s`, `30m`, `4h`, `2d`; times are RFC 3339. */
export interface Constraints {
  /** Least time between a job's creation and its first call. */
  MinCreationDelay?: string | undefined;
  /** Start with the full cap at once, instead of gradually. */
  DisableJitter?: boolean | undefined;
  MinDurationBetweenAttempts?: string | undefined;
  /** Most dials of one job. Default 3. */
  MaxAttempts?: number | undefined;
  /** Outcomes after which a job is dialled again. */
  RetryOn?: RetryableOutcome[] | undefined;
  RetryBackoff?: RetryBackoff | undefined;
  /** No call before this time. */
  NotBefore?: string | undefined;
  /** No call from this time on: the job fails as expired. */
  NotAfter?: string | undefined;
  /** When calls may go out, in local time. Absent: at any time. An empty list: never. */
  CallWindows?: CallWindow[] | undefined;
  /** The local time of `CallWindows`, `BlackoutDates` and `Holidays`: `callee` (the default) or an IANA zone. */
  TimeZone?: string | undefined;
  /** Local days without calls, `YYYY-MM-DD`. */
  BlackoutDates?: string[] | undefined;
  /** Calendars (`domain/dialling/holidays.ts`) whose public holidays are days without calls, such as `GB-ENG`. */
  Holidays?: string[] | undefined;
  /** Which zones of a number count: all that it can be in (the default), or not those where very few people live. */
  ZonePolicy?: ZonePolicy | undefined;
  /** The owner states that every contact has consented to these calls; some rule sets need it. */
  ConsentStated?: boolean | undefined;
  /** Most dials of one number, by all campaigns of the organisation together. */
  MaxAttemptsPerNumber?: AttemptLimit | undefined;
  /** For the whole campaign, so a job cannot override it. A fraction is slower than one call a second. */
  MaxCallsPerSecond?: number | undefined;
  /** Legal minimums. The stricter of them and these constraints holds. Absent in a campaign: `auto`. */
  RuleSets?: RuleSetChoice | undefined;
}

/** Every rule set that can apply to a number, but those that are only for certain calls (`RuleSet.onlyFor`). */
export const AUTO = 'auto';
/** `auto`, or names of rule sets (`rule-sets.ts`) of which `auto` may be one. An empty list chooses none. */
export type RuleSetChoice = typeof AUTO | readonly string[];

/** A choice in its one form: a list. Who says nothing has chosen `auto`. */
export const chosenRuleSets = (choice: RuleSetChoice | undefined): readonly string[] =>
  choice === undefined || choice === AUTO ? justAuto : choice;
const justAuto: readonly string[] = [AUTO];

export const zonePolicies = ['all', 'populated'] as const;
export type ZonePolicy = (typeof zonePolicies)[number];

export const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export type Day = (typeof days)[number];

/** Half-open, `HH:MM`. An `End` at or before `Start` is on the next day; `24:00` ends a day. */
export interface CallWindow {
  /** Days on which it starts. */
  Days: Day[];
  Start: string;
  End: string;
}

/** At most `Count` dials in any stretch of `Per`. */
export interface AttemptLimit {
  Count: number;
  Per: string;
}

export const retryableOutcomes = ['no_answer', 'busy', 'voicemail', 'provider_failed'] as const;
export type RetryableOutcome = (typeof retryableOutcomes)[number];

/** The wait before attempt n+1 is `Initial` × `Multiplier`^(n-1), at most `Max`. */
export interface RetryBackoff {
  Initial: string;
  Multiplier?: number | undefined;
  Max?: string | undefined;
}

/** What one job overrides of its campaign's rules; `Constraints` field by field. */
export interface JobOverrides {
  HangUpIsOptOut?: boolean | undefined;
  DisableRecording?: boolean | undefined;
  MaxCallSeconds?: number | undefined;
  MaxRingSeconds?: number | undefined;
  Integrations?: JsonObject | undefined;
  Constraints?: Constraints | undefined;
}

/**
 * A job's own constraint wins over the campaign's, field by field. Rule sets are legal minimums: a job may add some and
 * removes none.
 */
export function effectiveConstraints(
  campaign: Constraints | undefined,
  overrides: JobOverrides | undefined,
): Constraints {
  // The campaign's own object when nothing is overridden: results computed from it are cached by identity.
  if (!overrides?.Constraints) return campaign ?? none;
  const added = overrides.Constraints.RuleSets;
  const ofCampaign = campaign?.RuleSets;
  const RuleSets =
    added === undefined
      ? ofCampaign
      : [...new Set([...chosenRuleSets(ofCampaign), ...chosenRuleSets(added)])];
  return {
    ...campaign,
    ...overrides.Constraints,
    ...(RuleSets === undefined ? {} : { RuleSets }),
  };
}
const none: Constraints = {};
