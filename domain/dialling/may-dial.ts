/**
 * May this job be dialled now? Only this file answers: the claim, the pre-dial check, the preflight and a job's
 * `WaitingFor` all ask here, so that they cannot disagree. A job passes its gates in this order: what holds back its
 * whole campaign, the job's own rules, the number's line, and room for one more call.
 */
import { openingAt } from './call-windows';
import { calleeZones, type ContactPlace } from './callee-zones';
import { type Constraints, type JobOverrides } from '../campaigns/campaign-data';
import { type CampaignConditions, type Hold, holdOf, placesIn, type Room } from './dial-gates';
import {
  creationDelayMs,
  dialLimits,
  type DialRules,
  FAR_FUTURE_MS,
  isExpired,
  maxAttempts,
  notAfterMs,
  notBeforeMs,
  quietAfterConversationMs,
  type WaitingReason,
  withoutConsent,
} from './dial-rules';
import { type FailureReason } from '../jobs/job';
import { type Outcome } from '../calls/outcome';
import { isRetriedAfter, retryFromMs } from './retry';

/** What the rules read of a job. */
export interface JobFacts {
  /** E.164. */
  ContactPhoneNumber: string;
  /** Where the contact is, if the client says so: see `JobInput`. */
  ContactTimeZone?: string | undefined;
  ContactPostalCode?: string | undefined;
  ContactCountry?: string | undefined;
  CallerID?: string | undefined;
  Overrides?: JobOverrides | undefined;
  CreatedAt: Date;
  /** Dials made before the one in question. */
  Attempts: number;
  /** How many of them do not count, because the provider was out. */
  UncountedAttempts?: number | undefined;
  /** The caller ID that the provider refused, under the version that was published then. */
  RefusedCallerID?: string | undefined;
  InboundOnly?: boolean | undefined;
  /** The latest attempt that counts, which its retry waits after. */
  LastAttempt?: { Outcome: Outcome; EndedAt: Date; DoubtedUntil?: Date | undefined } | undefined;
  /** The job is not dialled before this time, by the last evaluation of its rules. */
  DueAt?: Date | undefined;
  /** The reason for `DueAt`; absent: none. */
  DeferredBy?: WaitingReason | undefined;
}

/** What the organisation knows of the job's number. */
export interface NumberFacts {
  OptOut?: unknown;
  OnCall?: { Until: Date };
  InboundCalls?: { Until: Date }[];
  /** When the organisation dialled it, oldest first; the latest hundred are enough. */
  Dials?: { At: Date }[];
  /** When the latest conversation with its contact ended, whoever called. */
  ConversationAt?: Date;
}

export interface DialFacts {
  nowMs: number;
  job: JobFacts;
  /** Undefined: the organisation knows nothing of it. */
  number?: NumberFacts | undefined;
  /** Absent: as if nothing held the campaign back. */
  conditions?: CampaignConditions | undefined;
  /** Absent: as if there were room; also where the job has its slot already. */
  room?: Room | undefined;
}

export type DialAnswer =
  /** From this caller ID, before `untilMs`; absent: no known end. */
  | { kind: 'dial'; from: string; untilMs?: number }
  /** `untilMs` is the first time at which the job may be dialled, as far as is known now. */
  | { kind: 'wait'; untilMs: number; reason: WaitingReason }
  /** The job stays as it is. So does every other job of its campaign that waits for the same. */
  | { kind: 'held_back'; reason: Hold | 'pace' | 'slot' }
  /** `expired`: NotAfter comes first. `max_attempts`, `outcome`: MaxAttempts or RetryOn allow no further attempt. */
  | { kind: 'failed'; reason: Extract<FailureReason, 'expired' | 'max_attempts' | 'outcome'> }
  /** The contact wants no calls. */
  | { kind: 'opted_out' };

type Wait = Extract<DialAnswer, { kind: 'wait' }>;

/** What the job's own rules and its number's line say. */
export type OwnAnswer = Exclude<DialAnswer, { kind: 'held_back' }>;
export type NotDialled = Exclude<OwnAnswer, { kind: 'dial' }>;

/** Without conditions and room nothing holds it back. */
export function mayDial(
  rules: DialRules,
  facts: Omit<DialFacts, 'conditions' | 'room'> & { conditions?: undefined; room?: undefined },
): OwnAnswer;
export function mayDial(rules: DialRules, facts: DialFacts): DialAnswer;
export function mayDial(rules: DialRules, facts: DialFacts): DialAnswer {
  const hold = facts.conditions && holdOf(facts.conditions);
  // A job that is never dialled does not wait for the campaign's start.
  if (hold && !(facts.job.InboundOnly && hold !== 'campaign_ended'))
    return { kind: 'held_back', reason: hold };
  const answer = byItsRules(rules, facts);
  return answer.kind === 'dial' ? ifThereIsRoom(answer, facts) : answer;
}

/** All rules but the campaign's conditions and its room. */
function byItsRules(rules: DialRules, { job, number, nowMs }: DialFacts): OwnAnswer {
  if (job.InboundOnly) return { kind: 'wait', untilMs: FAR_FUTURE_MS, reason: 'inbound_only' };
  if (number?.OptOut) return { kind: 'opted_out' };
  const answer = byConstraints(rules, { job, number, nowMs });
  if (answer.kind !== 'allowed') return answer;
  const from = rules.callerIdFor(job);
  // The job waits for a version with a usable caller ID: publishing one re-evaluates all waiting jobs.
  if (from === undefined || from === job.RefusedCallerID)
    return { kind: 'wait', untilMs: FAR_FUTURE_MS, reason: 'caller_id' };
  const takenUntilMs = lineTakenUntil(number);
  if (takenUntilMs > nowMs) return lineIsBusy(nowMs, takenUntilMs);
  return { kind: 'dial', from, ...(answer.untilMs === Infinity ? {} : { untilMs: answer.untilMs }) };
}

function ifThereIsRoom(dial: DialAnswer, { room, job, nowMs }: DialFacts): DialAnswer {
  if (!room) return dial;
  const isUrgent = job.Overrides?.Constraints?.DisableJitter === true;
  const { calls, then } = placesIn(room, isUrgent ? room.cap.full : room.cap.ramped, nowMs);
  return calls > 0 ? dial : { kind: 'held_back', reason: then };
}

/** Why a job waits, by the answer about it: one that is to be dialled or settled waits for the dispatcher only. */
export const waitingFor = (answer: DialAnswer): WaitingReason =>
  answer.kind === 'wait' || answer.kind === 'held_back' ? answer.reason : 'dispatch';

// What the constraints say ----------------------------------------------------------------------------------------

function byConstraints(
  rules: DialRules,
  facts: Pick<DialFacts, 'job' | 'number' | 'nowMs'>,
): Wait | Extract<DialAnswer, { kind: 'failed' }> | { kind: 'allowed'; untilMs: number } {
  const { job, number, nowMs } = facts;
  const constraints = rules.constraintsFor(job);
  const attempts = countedAttempts(job);
  const spent = spentBy(job, attempts, constraints);
  const doubtedUntilMs = job.LastAttempt?.DoubtedUntil?.getTime() ?? -Infinity;
  if (spent)
    return doubtedUntilMs > nowMs && !isExpired(doubtedUntilMs, constraints)
      ? { kind: 'wait', untilMs: doubtedUntilMs, reason: 'provider_verdict' }
      : { kind: 'failed', reason: spent };
  // The job waits for the gate that opens last. Every row of an import runs this code, so it makes no functions.
  let gate = later({ untilMs: nowMs }, notBeforeMs(constraints), 'not_before');
  gate = later(gate, job.CreatedAt.getTime() + creationDelayMs(constraints), 'creation_delay');
  if (job.LastAttempt) {
    const endedAtMs = job.LastAttempt.EndedAt.getTime();
    gate = later(gate, retryFromMs({ endedAtMs, attempts }, constraints), 'retry');
  }
  // A wait for the pace, or for a provider that was out, stays. All other reasons are rules, which are evaluated again.
  const stands = job.DeferredBy === 'pace' || job.DeferredBy === 'global_pause';
  // So does the wait after an attempt that turned out not to count: nothing else is known of it.
  const isUncounted = job.DeferredBy === 'retry' && !job.LastAttempt;
  if (job.DueAt && job.DeferredBy && (stands || isUncounted))
    gate = later(gate, job.DueAt.getTime(), job.DeferredBy);
  const first = allowedFrom(rules, { constraints, number, contact: job, nowMs }, gate);
  if (isExpired(first.untilMs, constraints)) return { kind: 'failed', reason: 'expired' };
  const gap = withoutConsent(constraints, job.ContactPhoneNumber, first.untilMs);
  // Another version may state the consent: until then the job waits, and expires only when its time is over.
  if (gap && gap.fromMs <= first.untilMs && first.untilMs < FAR_FUTURE_MS)
    return { kind: 'wait', untilMs: Math.min(gap.untilMs, FAR_FUTURE_MS), reason: 'consent_not_stated' };
  if (first.reason) return { kind: 'wait', untilMs: first.untilMs, reason: first.reason };
  const closesMs = Math.min(first.closesMs ?? Infinity, gap?.fromMs ?? Infinity);
  return { kind: 'allowed', untilMs: Math.min(closesMs, notAfterMs(constraints)) };
}

/** The attempts that the rules count. */
export const countedAttempts = ({
  Attempts,
  UncountedAttempts = 0,
}: Pick<JobFacts, 'Attempts' | 'UncountedAttempts'>): number => Attempts - UncountedAttempts;

/**
 * Why the job has no further attempt, if it has none: its last one was in doubt, or the owner has changed the rules
 * since.
 */
function spentBy(
  { LastAttempt }: JobFacts,
  attempts: number,
  constraints: Constraints,
): 'outcome' | 'max_attempts' | undefined {
  if (LastAttempt && !isRetriedAfter(LastAttempt.Outcome, constraints)) return 'outcome';
  return attempts >= maxAttempts(constraints) ? 'max_attempts' : undefined;
}

/** The time that a job waits for, and the reason, if it waits. */
interface Gate {
  untilMs: number;
  reason?: WaitingReason;
  /** When the window that is open at that time closes. */
  closesMs?: number;
}

const later = (gate: Gate, untilMs: number, reason: WaitingReason): Gate =>
  untilMs > gate.untilMs ? { untilMs, reason } : gate;

/**
 * A later time may be at night, and the next morning under another limit. Each round moves past a closed window, a
 * limit on dials or the quiet after a conversation. With a hundred dials and a few limits it ends after two or three
 * rounds.
 */
const MOST_ROUNDS = 20;

function allowedFrom(
  rules: DialRules,
  {
    constraints,
    number,
    contact,
    nowMs,
  }: { constraints: Constraints; number: NumberFacts | undefined; contact: ContactPlace; nowMs: number },
  start: Gate,
): Gate {
  const { ContactPhoneNumber: phoneNumber } = contact;
  const hours = rules.hours(constraints, phoneNumber);
  const dials = number?.Dials ?? [];
  const talkedAt = lastTalkedAt(number, nowMs);
  let gate = start;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    // Without rules in local time the callee's zones do not matter.
    const opening =
      hours.clocks.length === 0
        ? undefined
        : openingAt(hours, calleeZones(constraints, contact, gate.untilMs).zones, gate.untilMs);
    if (opening?.open === false) gate = { untilMs: opening.opensAtMs, reason: opening.reason };
    if (gate.untilMs >= FAR_FUTURE_MS) return gate;
    const limitedUntilMs = withinLimitsFrom(constraints, phoneNumber, dials, gate.untilMs);
    const quietUntilMs = talkedAt ? quietUntil(constraints, phoneNumber, talkedAt, gate.untilMs) : -Infinity;
    if (limitedUntilMs <= gate.untilMs && quietUntilMs <= gate.untilMs)
      return opening?.open ? { ...gate, closesMs: opening.untilMs } : gate;
    gate =
      quietUntilMs > limitedUntilMs
        ? { untilMs: quietUntilMs, reason: 'after_conversation' }
        : { untilMs: limitedUntilMs, reason: 'attempts_per_number' };
  }
  return { untilMs: FAR_FUTURE_MS, reason: 'attempts_per_number' };
}

/** A dial counts for its limit's whole period, to the last millisecond, as in `holdNumber`. */
function withinLimitsFrom(
  constraints: Constraints,
  phoneNumber: string,
  dials: readonly { At: Date }[],
  atMs: number,
): number {
  if (dials.length === 0) return atMs;
  return dialLimits(constraints, phoneNumber, atMs).reduce((ms, { count, periodMs }) => {
    // Once this dial no longer counts, fewer than `count` do.
    const decisive = dials[dials.length - count];
    return decisive === undefined ? ms : Math.max(ms, decisive.At.getTime() + periodMs + 1);
  }, atMs);
}

/**
 * When the contact has talked last, as far as is known: a call that never gave the line back counts as a conversation
 * until its time was over, as in `holdNumber`.
 */
function lastTalkedAt(number: NumberFacts | undefined, nowMs: number): Date | undefined {
  const { ConversationAt: known, OnCall } = number ?? {};
  if (!OnCall || OnCall.Until.getTime() > nowMs) return known;
  return known && known > OnCall.Until ? known : OnCall.Until;
}

/** The quiet after a conversation, to the last millisecond, as in `holdNumber`. */
function quietUntil(constraints: Constraints, phoneNumber: string, talkedAt: Date, atMs: number): number {
  const quietMs = quietAfterConversationMs(constraints, phoneNumber, atMs);
  return quietMs === 0 ? -Infinity : talkedAt.getTime() + quietMs + 1;
}

/**
 * When a new job falls due, and why not at once. A job that can never be dialled in time is due at once, to be failed.
 */
export function firstDue(rules: DialRules, job: JobFacts): { dueAt: Date; deferredBy?: WaitingReason } {
  const answer = byConstraints(rules, { nowMs: job.CreatedAt.getTime(), job });
  return answer.kind === 'wait'
    ? { dueAt: new Date(answer.untilMs), deferredBy: answer.reason }
    : { dueAt: job.CreatedAt };
}

// The number's line -----------------------------------------------------------------------------------------------

/**
 * A job looks again after this at a line that another of the organisation's calls is about to take. A second call to
 * the same callee may come a few seconds later than possible.
 */
const BUSY_LINE_PAUSE_MS = 5_000;
/**
 * When a call frees its line, one waiting job of each campaign is woken. Jobs that were not woken, or not because the
 * worker died, look again after this: thousands of jobs of one number then cost a few looks a second.
 */
const BUSY_LINE_LOOK_MS = 5 * 60_000;

/** When a number's line is free at the latest (Unix ms); a time in the past: it is free now. */
export const lineTakenUntil = (number: NumberFacts | undefined): number =>
  Math.max(
    number?.OnCall?.Until.getTime() ?? 0,
    ...(number?.InboundCalls ?? []).map(({ Until }) => Until.getTime()),
  );

/** Another call has the number's line until `takenUntilMs`, if that is known, or is about to take it. */
export const lineIsBusy = (nowMs: number, takenUntilMs = nowMs): Wait => ({
  kind: 'wait',
  untilMs: Math.min(Math.max(takenUntilMs, nowMs + BUSY_LINE_PAUSE_MS), nowMs + BUSY_LINE_LOOK_MS),
  reason: 'number_busy',
});
