/**
 * May this job be dialled now? The one place that answers: the claim, the pre-dial check, the preflight and a job's
 * `WaitingFor` all ask here, so that they cannot disagree. Every gate between a waiting job and its dial stands in one order:
 * what holds back its whole campaign, the job's own rules, the number's line, and room for one more call.
 */
import { openingAt } from './call-windows';
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
  type WaitingReason,
} from './dial-rules';
import { type FailureReason } from '../jobs/job';
import { zonesOf } from '../numbers/number-zones';
import { type Outcome } from '../calls/outcome';
import { isRetriedAfter, retryFromMs } from './retry';

/** What the rules look at of a job. */
export interface JobFacts {
  /** E.164. */
  ContactPhoneNumber: string;
  CallerID?: string | undefined;
  Overrides?: JobOverrides | undefined;
  CreatedAt: Date;
  /** Dials made before the one in question. */
  Attempts: number;
  /** Those of them that do not count: the provider was out. */
  UncountedAttempts?: number | undefined;
  /** What the provider would not show, under the version that was published then. */
  RefusedCallerID?: string | undefined;
  InboundOnly?: boolean | undefined;
  /** The latest attempt that counts, which its retry waits after. */
  LastAttempt?: { Outcome: Outcome; EndedAt: Date; DoubtedUntil?: Date | undefined } | undefined;
  /** Not dialled before this time, as was said when the rules were last asked. */
  DueAt?: Date | undefined;
  /** What said so; absent: nothing. */
  DeferredBy?: WaitingReason | undefined;
}

/** What the organisation knows of the job's number. */
export interface NumberFacts {
  OptOut?: unknown;
  OnCall?: { Until: Date };
  InboundCalls?: { Until: Date }[];
  /** When the whole organisation dialled it, oldest first; the latest hundred are enough. */
  Dials?: { At: Date }[];
}

export interface DialFacts {
  nowMs: number;
  job: JobFacts;
  /** Undefined: the organisation knows nothing of it. */
  number?: NumberFacts | undefined;
  /** Absent: asked as if nothing held the campaign back. */
  conditions?: CampaignConditions | undefined;
  /** Absent: asked as if there were room, or where a place is taken already. */
  room?: Room | undefined;
}

export type DialAnswer =
  /** From this caller ID. Until `untilMs`, which is too late already; absent: nothing that is known ends it. */
  | { kind: 'dial'; from: string; untilMs?: number }
  /** `untilMs` is the first time at which it may be, as far as is known now. */
  | { kind: 'wait'; untilMs: number; reason: WaitingReason }
  /** The job is as it should be, and stays; so does every other one of its campaign that must wait for the same. */
  | { kind: 'held_back'; reason: Hold | 'pace' | 'slot' }
  /** `expired`: NotAfter comes first. `max_attempts`, `outcome`: MaxAttempts or RetryOn leave it no further attempt. */
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
  // A job that is never dialled waits for nothing that a start would end.
  if (hold && !(facts.job.InboundOnly && hold !== 'campaign_ended'))
    return { kind: 'held_back', reason: hold };
  const answer = byItsRules(rules, facts);
  return answer.kind === 'dial' ? ifThereIsRoom(answer, facts) : answer;
}

/** Everything but the campaign's conditions and its room. */
function byItsRules(rules: DialRules, { job, number, nowMs }: DialFacts): OwnAnswer {
  if (job.InboundOnly) return { kind: 'wait', untilMs: FAR_FUTURE_MS, reason: 'inbound_only' };
  if (number?.OptOut) return { kind: 'opted_out' };
  const answer = byConstraints(rules, { job, number, nowMs });
  if (answer.kind !== 'allowed') return answer;
  const from = rules.callerIdFor(job);
  // Until a version with a caller ID that may be used is published: all that waits is asked about anew then.
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

/** Why a job waits, given the answer about it: what is called or settled waits for the dispatcher alone. */
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
  // The gate that opens last is the one it waits for. Every row of an import comes through here.
  let gate: Gate = { untilMs: nowMs };
  const close = (untilMs: number, reason: WaitingReason): void => {
    if (untilMs > gate.untilMs) gate = { untilMs, reason };
  };
  if (constraints.NotBefore !== undefined) close(notBeforeMs(constraints), 'not_before');
  close(job.CreatedAt.getTime() + creationDelayMs(constraints), 'creation_delay');
  if (job.LastAttempt)
    close(retryFromMs({ endedAtMs: job.LastAttempt.EndedAt.getTime(), attempts }, constraints), 'retry');
  // A wait for the pace, or for a provider that was away, stands. All other reasons are rules, which are asked again.
  if (job.DueAt && (job.DeferredBy === 'pace' || job.DeferredBy === 'global_pause'))
    close(job.DueAt.getTime(), job.DeferredBy);
  const first = allowedFrom(rules, { constraints, number, phoneNumber: job.ContactPhoneNumber }, gate);
  if (isExpired(first.untilMs, constraints)) return { kind: 'failed', reason: 'expired' };
  if (first.reason) return { kind: 'wait', untilMs: first.untilMs, reason: first.reason };
  return { kind: 'allowed', untilMs: Math.min(first.closesMs ?? Infinity, notAfterMs(constraints)) };
}

/** The attempts that the rules count. */
export const countedAttempts = ({
  Attempts,
  UncountedAttempts = 0,
}: Pick<JobFacts, 'Attempts' | 'UncountedAttempts'>): number => Attempts - UncountedAttempts;

/** What leaves the job no further attempt, if anything does: its last one was in doubt, or the owner has changed the rules since. */
function spentBy(
  { LastAttempt }: JobFacts,
  attempts: number,
  constraints: Constraints,
): 'outcome' | 'max_attempts' | undefined {
  if (LastAttempt && !isRetriedAfter(LastAttempt.Outcome, constraints)) return 'outcome';
  return attempts >= maxAttempts(constraints) ? 'max_attempts' : undefined;
}

/** The time something waits for, and what makes it wait, if anything does. */
interface Gate {
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

function allowedFrom(
  rules: DialRules,
  {
    constraints,
    number,
    phoneNumber,
  }: { constraints: Constraints; number: NumberFacts | undefined; phoneNumber: string },
  start: Gate,
): Gate {
  const hours = rules.hours(constraints, phoneNumber);
  const dials = number?.Dials ?? [];
  let gate = start;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    // Without rules in local time the number's zones do not matter.
    const opening =
      hours.clocks.length === 0 ? undefined : openingAt(hours, zonesOf(phoneNumber), gate.untilMs);
    if (opening?.open === false) gate = { untilMs: opening.opensAtMs, reason: opening.reason };
    if (gate.untilMs >= FAR_FUTURE_MS) return gate;
    const limitedUntilMs = withinLimitsFrom(constraints, phoneNumber, dials, gate.untilMs);
    if (limitedUntilMs <= gate.untilMs) return opening?.open ? { ...gate, closesMs: opening.untilMs } : gate;
    gate = { untilMs: limitedUntilMs, reason: 'attempts_per_number' };
  }
  return { untilMs: FAR_FUTURE_MS, reason: 'attempts_per_number' };
}

/** A dial counts for as long as its limit's period, to the last millisecond, as `holdNumber` counts it. */
function withinLimitsFrom(
  constraints: Constraints,
  phoneNumber: string,
  dials: readonly { At: Date }[],
  atMs: number,
): number {
  if (dials.length === 0) return atMs;
  return dialLimits(constraints, phoneNumber, atMs).reduce((ms, { count, periodMs }) => {
    // Once this one is old, fewer than `count` are left.
    const decisive = dials[dials.length - count];
    return decisive === undefined ? ms : Math.max(ms, decisive.At.getTime() + periodMs + 1);
  }, atMs);
}

/** When a new job falls due, and why not at once. One that can never be dialled in time is due at once, to be told so. */
export function firstDue(
  rules: DialRules,
  job: Pick<JobFacts, 'ContactPhoneNumber' | 'Overrides' | 'CreatedAt'>,
): { dueAt: Date; deferredBy?: WaitingReason } {
  const answer = byConstraints(rules, {
    nowMs: job.CreatedAt.getTime(),
    job: { ...job, Attempts: 0 },
    number: undefined,
  });
  return answer.kind === 'wait'
    ? { dueAt: new Date(answer.untilMs), deferredBy: answer.reason }
    : { dueAt: job.CreatedAt };
}

// The number's line -----------------------------------------------------------------------------------------------

/**
 * A line that is about to be busy with another of our calls is looked at again after this: a second call to the same person a
 * few seconds later than possible hurts no one.
 */
const BUSY_LINE_PAUSE_MS = 5_000;
/**
 * One that is busy wakes a job that waits for it when it is free. Jobs that it did not wake, or that a dead worker did not, look
 * again after this: thousands of jobs of one number then cost a few looks a second.
 */
const BUSY_LINE_LOOK_MS = 5 * 60_000;

/** When a number's line is free at the latest (Unix ms); in the past: it is free. */
export const lineTakenUntil = (number: NumberFacts | undefined): number =>
  Math.max(
    number?.OnCall?.Until.getTime() ?? 0,
    ...(number?.InboundCalls ?? []).map(({ Until }) => Until.getTime()),
  );

/** Another of our calls is on the number's line until `takenUntilMs`, if that is known, or is about to be. */
export const lineIsBusy = (nowMs: number, takenUntilMs = nowMs): Wait => ({
  kind: 'wait',
  untilMs: Math.min(Math.max(takenUntilMs, nowMs + BUSY_LINE_PAUSE_MS), nowMs + BUSY_LINE_LOOK_MS),
  reason: 'number_busy',
});
