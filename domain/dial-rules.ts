/**
 * When a job may be dialled, and why it waits. The one place for these rules: import, claim, the last look before
 * dialling and the API's `WaitingFor` all ask here, so they cannot disagree.
 */
import { type CampaignState } from './campaign';
import { type Constraints } from './campaign-data';
import { durationOf } from './duration';

/** The default the API documents: a third dial still reaches people, a fourth mostly annoys them. */
export const DEFAULT_MAX_ATTEMPTS = 3;

/** Why a waiting job waits. */
export const waitingReasons = [
  'campaign_ended',
  'campaign_paused',
  'scheduling_disabled', // for the whole organisation
  'global_pause', // a provider the campaign uses is out
  'not_before', // the owner's NotBefore
  'creation_delay', // MinCreationDelay
  'retry', // the wait after an attempt
  'slot', // as many calls are active as may be now
  'dispatch', // nothing stands in its way: it is the dispatcher's next
] as const;
export type WaitingReason = (typeof waitingReasons)[number];

export interface DialFacts {
  nowMs: number;
  job: {
    createdAtMs: number;
    /** Dials made before the one in question. */
    attempts: number;
    /** No dial before this time, as the last attempt's next step said. */
    retryNotBeforeMs?: number | undefined;
  };
  /** The job's effective constraints. */
  constraints: Constraints;
}

export type DialDecision =
  | { kind: 'dial' }
  | { kind: 'wait'; untilMs: number; reason: WaitingReason }
  /** It can no longer be dialled before NotAfter. */
  | { kind: 'expired' }
  /** The owner has lowered MaxAttempts since the last attempt. */
  | { kind: 'exhausted' };

/** May this job be dialled at `nowMs`? */
export function mayDial({ nowMs, job, constraints }: DialFacts): DialDecision {
  if (job.attempts >= maxAttempts(constraints)) return { kind: 'exhausted' };
  const gates = [
    { reason: 'not_before' as const, untilMs: notBeforeMs(constraints) },
    { reason: 'creation_delay' as const, untilMs: job.createdAtMs + creationDelayMs(constraints) },
    { reason: 'retry' as const, untilMs: job.retryNotBeforeMs ?? -Infinity },
  ];
  // The gate that opens last is the one it waits for.
  const last = gates.reduce((a, b) => (b.untilMs > a.untilMs ? b : a));
  if (isExpired(Math.max(nowMs, last.untilMs), constraints)) return { kind: 'expired' };
  return nowMs < last.untilMs ? { kind: 'wait', ...last } : { kind: 'dial' };
}

/** When a new job falls due. */
export const firstDueAt = (createdAtMs: number, constraints: Constraints): number =>
  Math.max(createdAtMs + creationDelayMs(constraints), notBeforeMs(constraints));

/** A call at `atMs` would be too late. NotAfter itself is too late already. */
export const isExpired = (atMs: number, { NotAfter }: Constraints): boolean =>
  NotAfter !== undefined && atMs >= timeOf('NotAfter', NotAfter);

export const maxAttempts = ({ MaxAttempts }: Constraints): number => MaxAttempts ?? DEFAULT_MAX_ATTEMPTS;

export interface WaitingFacts extends DialFacts {
  campaignState: CampaignState;
  schedulingEnabled: boolean;
  globalPause: boolean;
  activeCalls: number;
  /** What `ramp.ts` allows now. */
  allowedActiveCalls: number;
}

/** Why a waiting job waits: of several reasons the one that lasts when the others are gone, in the order of the list. */
export function waitingFor(facts: WaitingFacts): WaitingReason {
  if (facts.campaignState === 'ended') return 'campaign_ended';
  if (facts.campaignState === 'paused') return 'campaign_paused';
  if (!facts.schedulingEnabled) return 'scheduling_disabled';
  if (facts.globalPause) return 'global_pause';
  const decision = mayDial(facts);
  if (decision.kind === 'wait') return decision.reason;
  // Settling a job that can no longer be dialled takes a dispatcher's visit, but no slot.
  if (decision.kind === 'dial' && facts.activeCalls >= facts.allowedActiveCalls) return 'slot';
  return 'dispatch';
}

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
