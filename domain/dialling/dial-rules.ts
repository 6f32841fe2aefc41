/**
 * When the constraints of a job let it be dialled. The one place for these rules: what is created is asked here, and
 * through `dial-eligibility.ts` the claim, the last look before dialling and the API's `WaitingFor`, so they cannot disagree.
 */
import { FAR_FUTURE_MS, openingAt } from './call-windows';
import { type Constraints } from '../campaigns/campaign-data';
import { durationOf } from '../time/duration';
import { holdsAt, localRulesFor } from './local-rules';
import { zonesOf } from '../numbers/number-zones';
import { isRetriedAfter, type LastAttempt, retryFromMs } from './retry';
import { ruleSetsFor } from './rule-sets';

/** The wait of a job that no rule will ever let out; a new version of its campaign may. */
export { FAR_FUTURE_MS };

/** The default the API documents: a third dial still reaches people, a fourth mostly annoys them. */
export const DEFAULT_MAX_ATTEMPTS = 3;

/** Why a waiting job waits. */
export const waitingReasons = [
  'campaign_ended',
  'inbound_only', // created by a call to us: never dialled
  'campaign_paused',
  'scheduling_disabled', // for the whole organisation
  'global_pause', // a provider the campaign uses is out
  'not_before', // the owner's NotBefore
  'creation_delay', // MinCreationDelay
  'retry', // the wait after an attempt
  'provider_verdict', // the last attempt failed at the provider, which may turn out to be out
  'unknown_zone', // rules in local time, and nobody knows where the number is
  'blackout', // a day without calls where the number may be
  'window', // not an hour for calls where the number may be
  'attempts_per_number', // as many dials of the number, by the whole organisation, as may be in so long a time
  'caller_id', // none that may be shown
  'number_busy', // another call is on the number's line
  'pace', // MaxCallsPerSecond
  'slot', // as many calls are active as may be now
  'dispatch', // nothing stands in its way: it is the dispatcher's next
] as const;
export type WaitingReason = (typeof waitingReasons)[number];

export interface Standing {
  untilMs: number;
  reason: WaitingReason;
}

export interface DialFacts {
  nowMs: number;
  /** E.164. */
  phoneNumber: string;
  job: {
    createdAtMs: number;
    /** Dials made before the one in question. */
    attempts: number;
    /** What the wait between attempts is counted from. */
    lastAttempt?: LastAttempt | undefined;
    /** A wait that stands, whatever the rules of now say. */
    standing?: Standing | undefined;
  };
  /** The job's effective constraints. */
  constraints: Constraints;
  /** When the whole organisation dialled the number, oldest first; the latest hundred are enough. */
  dials?: readonly number[] | undefined;
}

export type DialDecision =
  /** Until `untilMs`, which is too late already. Absent: nothing that is known ends it. */
  | { kind: 'dial'; untilMs?: number }
  | { kind: 'wait'; untilMs: number; reason: WaitingReason }
  /** It can no longer be dialled before NotAfter. */
  | { kind: 'expired' }
  /** The last attempt was in doubt, or the owner has lowered MaxAttempts since then. */
  | { kind: 'exhausted' }
  /** The same of its outcome and RetryOn. */
  | { kind: 'not_retried' };

/** May this job be dialled at `nowMs`? If not, `untilMs` is the first time at which it may, as far as is known now. */
export function mayDial(facts: DialFacts): DialDecision {
  const { nowMs, job, constraints } = facts;
  const { lastAttempt, standing } = job;
  const spent = spentBy(job, constraints);
  const { doubtedUntilMs = -Infinity } = lastAttempt ?? {};
  if (spent)
    return doubtedUntilMs > nowMs && !isExpired(doubtedUntilMs, constraints)
      ? { kind: 'wait', untilMs: doubtedUntilMs, reason: 'provider_verdict' }
      : { kind: spent };
  // The gate that opens last is the one it waits for. Every row of an import comes through here.
  let gate: Wait = { untilMs: nowMs };
  const close = (untilMs: number, reason: WaitingReason): void => {
    if (untilMs > gate.untilMs) gate = { untilMs, reason };
  };
  if (constraints.NotBefore !== undefined) close(notBeforeMs(constraints), 'not_before');
  close(job.createdAtMs + creationDelayMs(constraints), 'creation_delay');
  if (lastAttempt)
    close(retryFromMs({ endedAtMs: lastAttempt.endedAtMs, attempts: job.attempts }, constraints), 'retry');
  if (standing) close(standing.untilMs, standing.reason);
  const first = allowedFrom(facts, gate);
  if (isExpired(first.untilMs, constraints)) return { kind: 'expired' };
  if (first.reason) return { kind: 'wait', untilMs: first.untilMs, reason: first.reason };
  const untilMs = Math.min(first.closesMs ?? Infinity, notAfterMs(constraints));
  return untilMs === Infinity ? { kind: 'dial' } : { kind: 'dial', untilMs };
}

/** What leaves the job no further attempt, if anything does. */
function spentBy(
  { attempts, lastAttempt }: DialFacts['job'],
  constraints: Constraints,
): 'not_retried' | 'exhausted' | undefined {
  if (lastAttempt && !isRetriedAfter(lastAttempt.outcome, constraints)) return 'not_retried';
  return attempts >= maxAttempts(constraints) ? 'exhausted' : undefined;
}

/** The time something waits for, and what makes it wait, if anything does. */
interface Wait {
  untilMs: number;
  reason?: WaitingReason;
  /** Where what is open at that time closes again. */
  closesMs?: number;
}

/**
 * A later time may be at night, and the next morning under another limit. Each round moves on past a closed window or
 * past dials that have become old; with a hundred dials and a few limits it settles in two or three.
 */
const MOST_ROUNDS = 20;

function allowedFrom({ phoneNumber, constraints, dials = [] }: DialFacts, start: Wait): Wait {
  const rules = localRulesFor(constraints, phoneNumber);
  let wait = start;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    // Without rules in local time the number's zones do not matter.
    const opening =
      rules.clocks.length === 0 ? undefined : openingAt(rules, zonesOf(phoneNumber), wait.untilMs);
    if (opening?.open === false) wait = { untilMs: opening.opensAtMs, reason: opening.reason };
    if (wait.untilMs >= FAR_FUTURE_MS) return wait;
    const limitedUntilMs = withinLimitsFrom(constraints, phoneNumber, dials, wait.untilMs);
    if (limitedUntilMs <= wait.untilMs) return opening?.open ? { ...wait, closesMs: opening.untilMs } : wait;
    wait = { untilMs: limitedUntilMs, reason: 'attempts_per_number' };
  }
  return { untilMs: FAR_FUTURE_MS, reason: 'attempts_per_number' };
}

/** A dial counts for as long as its limit's period, to the last millisecond, as `holdNumber` counts it. */
function withinLimitsFrom(
  constraints: Constraints,
  phoneNumber: string,
  dials: readonly number[],
  atMs: number,
): number {
  if (dials.length === 0) return atMs;
  return dialLimits(constraints, phoneNumber, atMs).reduce((ms, { count, periodMs }) => {
    // Once this one is old, fewer than `count` are left.
    const decisive = dials[dials.length - count];
    return decisive === undefined ? ms : Math.max(ms, decisive + periodMs + 1);
  }, atMs);
}

/** How often the number may be dialled: all of these hold. */
export function dialLimits(
  constraints: Constraints,
  phoneNumber: string,
  nowMs: number,
): { count: number; periodMs: number }[] {
  const legal = ruleSetsFor(constraints.RuleSets, phoneNumber)
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => (rule.attempts && holdsAt(rule, nowMs) ? [rule.attempts] : []));
  const own = constraints.MaxAttemptsPerNumber ? [constraints.MaxAttemptsPerNumber] : [];
  return [...own, ...legal].map(({ Count, Per }) => ({
    count: Count,
    periodMs: durationOf('MaxAttemptsPerNumber.Per', Per),
  }));
}

/** How long a call must ring before it is given up as unanswered; 0 when no rule set says. */
export const leastRingSeconds = (constraints: Constraints, phoneNumber: string, nowMs: number): number =>
  ruleSetsFor(constraints.RuleSets, phoneNumber)
    .flatMap(({ rules }) => rules)
    .reduce((most, rule) => (holdsAt(rule, nowMs) ? Math.max(most, rule.leastRingSeconds ?? 0) : most), 0);

/** When a new job falls due, and why not at once. One that can never be dialled in time is due at once, to be told so. */
export function firstDue(facts: {
  createdAtMs: number;
  phoneNumber: string;
  constraints: Constraints;
  dials?: readonly number[] | undefined;
}): { dueAtMs: number; deferredBy?: WaitingReason } {
  const { createdAtMs, phoneNumber, constraints, dials } = facts;
  const job = { createdAtMs, attempts: 0 };
  const decision = mayDial({ nowMs: createdAtMs, phoneNumber, constraints, dials, job });
  return decision.kind === 'wait'
    ? { dueAtMs: decision.untilMs, deferredBy: decision.reason }
    : { dueAtMs: createdAtMs };
}

/** A call at `atMs` would be too late. NotAfter itself is too late already. */
export const isExpired = (atMs: number, constraints: Constraints): boolean => atMs >= notAfterMs(constraints);

const notAfterMs = ({ NotAfter }: Constraints): number =>
  NotAfter === undefined ? Infinity : timeOf('NotAfter', NotAfter);

export const maxAttempts = ({ MaxAttempts }: Constraints): number => MaxAttempts ?? DEFAULT_MAX_ATTEMPTS;

const creationDelayMs = ({ MinCreationDelay }: Constraints): number =>
  MinCreationDelay === undefined ? 0 : durationOf('MinCreationDelay', MinCreationDelay);

const notBeforeMs = ({ NotBefore }: Constraints): number =>
  NotBefore === undefined ? -Infinity : timeOf('NotBefore', NotBefore);

/** Like `durationOf`: the API refuses unreadable times, and guessing one would dial outside the owner's rules. */
function timeOf(field: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new Error(`${field} is "${text}"; it must be an RFC 3339 time, such as 2030-01-31T09:00:00Z`);
  return ms;
}
