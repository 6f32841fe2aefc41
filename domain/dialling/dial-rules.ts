/**
 * What one published version of a campaign allows, compiled. What takes long to read (local hours, the areas of caller
 * IDs) is read once per version; `published-rules.ts` keeps the versions of a process.
 */
import { FAR_FUTURE_MS } from './call-windows';
import {
  type CampaignData,
  type Constraints,
  effectiveConstraints,
  type JobOverrides,
} from '../campaigns/campaign-data';
import { callerIdsOf, type ContactToCall } from '../calls/caller-id';
import { durationOf } from '../time/duration';
import { endMs, firstMs, holdsAt, type LocalHours, localHoursOf } from './local-rules';
import { ruleSetsFor } from './rule-sets';
import { type LegalRule } from './rule-sets/rule-set';

/** The due time of a job that the present rules never allow; a new version of its campaign may. */
export { FAR_FUTURE_MS };

/** The default that the API documents: a third dial still reaches callees, a fourth mostly annoys them. */
export const DEFAULT_MAX_ATTEMPTS = 3;

/** Why a waiting job waits. */
export const waitingReasons = [
  'campaign_ended',
  'inbound_only', // created by an inbound call: never dialled
  'campaign_paused',
  'scheduling_disabled', // for the whole organisation
  'global_pause', // a provider the campaign uses is out
  'not_before', // the owner's NotBefore
  'creation_delay', // MinCreationDelay
  'retry', // the wait after an attempt
  'provider_verdict', // the provider failed the last attempt, and may turn out to be out
  'consent_not_stated', // the law wants the contacts' consent, and ConsentStated is not true
  'unknown_zone', // rules in local time, but the number may be anywhere
  'blackout', // a day without calls where the number may be
  'window', // not an hour for calls where the number may be
  'attempts_per_number', // the organisation has dialled the number as often as a limit allows in its period
  'after_conversation', // a rule set leaves the number in peace for a while after a conversation
  'caller_id', // there is none that may be shown
  'number_busy', // another call is on the number's line
  'pace', // MaxCallsPerSecond
  'slot', // as many calls are active as are allowed now
  'dispatch', // nothing stands in its way: it is the dispatcher's next
] as const;
export type WaitingReason = (typeof waitingReasons)[number];

export interface DialRules {
  readonly data: CampaignData;
  /** The constraints of a job: the campaign's, with the job's overrides. */
  constraintsFor(job: { Overrides?: JobOverrides | undefined }): Constraints;
  /** When a number may be called, by the local times of the constraints. */
  hours: LocalHours;
  /** The number that a call to this contact comes from; undefined: there is none that may be shown. */
  callerIdFor(contact: ContactToCall): string | undefined;
}

export function compileDialRules(data: CampaignData): DialRules {
  return {
    data,
    constraintsFor: ({ Overrides }) => effectiveConstraints(data.Constraints, Overrides),
    hours: localHoursOf(data.Constraints),
    callerIdFor: callerIdsOf(data),
  };
}

/** How often the number may be dialled: all of these limits hold. */
export function dialLimits(
  constraints: Constraints,
  phoneNumber: string,
  nowMs: number,
): { count: number; periodMs: number }[] {
  const legal = legalRulesAt(constraints, phoneNumber, nowMs).flatMap(({ attempts }) => attempts ?? []);
  const own = constraints.MaxAttemptsPerNumber ? [constraints.MaxAttemptsPerNumber] : [];
  return [...own, ...legal].map(({ Count, Per }) => ({
    count: Count,
    periodMs: durationOf('MaxAttemptsPerNumber.Per', Per),
  }));
}

/** How long the number is not dialled after a conversation; 0 when no rule set says so. */
export const quietAfterConversationMs = (
  constraints: Constraints,
  phoneNumber: string,
  nowMs: number,
): number =>
  legalRulesAt(constraints, phoneNumber, nowMs).reduce(
    (most, { quietAfterConversation: quiet }) =>
      quiet === undefined ? most : Math.max(most, durationOf('quietAfterConversation', quiet)),
    0,
  );

/**
 * From when the law allows no call, now or later, because it wants a consent that is not stated, and until when
 * (Infinity: without end). Undefined: it never wants one.
 */
export function withoutConsent(
  constraints: Constraints,
  phoneNumber: string,
  nowMs: number,
): { fromMs: number; untilMs: number } | undefined {
  if (constraints.ConsentStated === true) return undefined;
  let gap: { fromMs: number; untilMs: number } | undefined;
  // Every row of an import runs this code, so it makes no lists.
  for (const { rules } of ruleSetsFor(constraints.RuleSets, phoneNumber))
    for (const rule of rules) {
      if (!rule.needsConsent || endMs(rule) <= nowMs) continue;
      const fromMs = Math.max(firstMs(rule), nowMs);
      if (!gap || fromMs < gap.fromMs) gap = { fromMs, untilMs: endMs(rule) };
      else if (fromMs === gap.fromMs) gap.untilMs = Math.max(gap.untilMs, endMs(rule));
    }
  return gap;
}

/** How long a call must ring before it is given up as unanswered; 0 when no rule set says so. */
export const leastRingSeconds = (constraints: Constraints, phoneNumber: string, nowMs: number): number =>
  legalRulesAt(constraints, phoneNumber, nowMs).reduce(
    (most, rule) => Math.max(most, rule.leastRingSeconds ?? 0),
    0,
  );

/** The rows of the law that hold for the number at that time. */
const legalRulesAt = (constraints: Constraints, phoneNumber: string, ms: number): LegalRule[] =>
  ruleSetsFor(constraints.RuleSets, phoneNumber).flatMap(({ rules }) =>
    rules.filter((rule) => holdsAt(rule, ms)),
  );

/** Would a call at `atMs` be too late? At NotAfter itself it is. */
export const isExpired = (atMs: number, constraints: Constraints): boolean => atMs >= notAfterMs(constraints);

/** Unix ms; Infinity: NotAfter is not set. */
export const notAfterMs = ({ NotAfter }: Constraints): number =>
  NotAfter === undefined ? Infinity : readNotAfter(NotAfter);
const readNotAfter = rememberingLatest((text) => timeOf('NotAfter', text));

/** Unix ms; -Infinity: NotBefore is not set. */
export const notBeforeMs = ({ NotBefore }: Constraints): number =>
  NotBefore === undefined ? -Infinity : readNotBefore(NotBefore);
const readNotBefore = rememberingLatest((text) => timeOf('NotBefore', text));

export const creationDelayMs = ({ MinCreationDelay }: Constraints): number =>
  MinCreationDelay === undefined ? 0 : readCreationDelay(MinCreationDelay);
const readCreationDelay = rememberingLatest((text) => durationOf('MinCreationDelay', text));

/** An import asks for its campaign's times row after row. */
function rememberingLatest(read: (text: string) => number): (text: string) => number {
  let latest: { text: string; ms: number } | undefined;
  return (text) => {
    if (latest?.text !== text) latest = { text, ms: read(text) };
    return latest.ms;
  };
}

export const maxAttempts = ({ MaxAttempts }: Constraints): number => MaxAttempts ?? DEFAULT_MAX_ATTEMPTS;

/** Throws as `durationOf` does: the API refuses unreadable times, and a guess would dial outside the owner's rules. */
function timeOf(field: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new Error(`${field} is "${text}"; it must be an RFC 3339 time, such as 2030-01-31T09:00:00Z`);
  return ms;
}
