/**
 * May this job be dialled now, all rules together? The dispatcher's claim, the last look before dialling, the preflight
 * and a job's `WaitingFor` (through `dial-gates.ts`) ask here, so that they cannot disagree.
 */
import { chooseCallerId } from '../calls/caller-id';
import { type CampaignData, effectiveConstraints, type JobOverrides } from '../campaigns/campaign-data';
import { FAR_FUTURE_MS, mayDial, type Standing, type WaitingReason } from './dial-rules';
import { type FailureReason } from '../jobs/job';
import { type Outcome } from '../calls/outcome';

/** What the rules look at of a job. */
export interface JudgedJob {
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

/** What the organisation knows of the job's number; undefined: nothing. */
export interface JudgedNumber {
  OptOut?: unknown;
  OnCall?: { Until: Date };
  InboundCalls?: { Until: Date }[];
  Dials?: { At: Date }[];
}

export type Judgement =
  /** Until `untilMs`, where the rules end it; absent: nothing that is known does. */
  | { kind: 'dial'; from: string; untilMs?: number }
  | { kind: 'wait'; untilMs: number; reason: WaitingReason }
  | { kind: 'failed'; reason: Extract<FailureReason, 'expired' | 'max_attempts' | 'outcome'> }
  /** The contact wants no calls. */
  | { kind: 'opted_out' };

/**
 * A line that is about to be busy with another of our calls is looked at again after this: a second call to the same person a
 * few seconds later than possible hurts nobody.
 */
const BUSY_LINE_PAUSE_MS = 5_000;
/**
 * One that is busy wakes a job that waits for it when it is free. Those that it did not wake, and those that nobody woke because
 * a worker died, look again after this: thousands of jobs of one number then cost a few looks a second.
 */
const BUSY_LINE_LOOK_MS = 5 * 60_000;

export function judge(
  data: CampaignData,
  job: JudgedJob,
  number: JudgedNumber | undefined,
  nowMs: number,
): Judgement {
  if (job.InboundOnly) return { kind: 'wait', untilMs: FAR_FUTURE_MS, reason: 'inbound_only' };
  if (number?.OptOut) return { kind: 'opted_out' };
  const decision = mayDial({
    nowMs,
    phoneNumber: job.ContactPhoneNumber,
    job: {
      createdAtMs: job.CreatedAt.getTime(),
      attempts: countedAttempts(job),
      lastAttempt: job.LastAttempt && {
        outcome: job.LastAttempt.Outcome,
        endedAtMs: job.LastAttempt.EndedAt.getTime(),
        doubtedUntilMs: job.LastAttempt.DoubtedUntil?.getTime(),
      },
      standing: standingWait(job),
    },
    constraints: effectiveConstraints(data.Constraints, job.Overrides),
    ...(number?.Dials ? { dials: number.Dials.map(({ At }) => At.getTime()) } : {}),
  });
  if (decision.kind === 'wait') return decision;
  if (decision.kind === 'expired') return { kind: 'failed', reason: 'expired' };
  if (decision.kind === 'exhausted') return { kind: 'failed', reason: 'max_attempts' };
  if (decision.kind === 'not_retried') return { kind: 'failed', reason: 'outcome' };
  const from = chooseCallerId(data, job);
  // Until somebody publishes a campaign with a caller ID that may be used: all that waits is judged anew then.
  if (from === undefined || from === job.RefusedCallerID)
    return { kind: 'wait', untilMs: FAR_FUTURE_MS, reason: 'caller_id' };
  const takenUntilMs = lineTakenUntil(number);
  if (takenUntilMs > nowMs) return lineIsBusy(nowMs, takenUntilMs);
  return { ...decision, from };
}

/**
 * A wait that stands, whatever the rules of now say: for the pace, and for a provider that was away. All other reasons are rules,
 * which are asked again.
 */
export const standingWait = ({ DueAt, DeferredBy }: JudgedJob): Standing | undefined =>
  DueAt && (DeferredBy === 'pace' || DeferredBy === 'global_pause')
    ? { untilMs: DueAt.getTime(), reason: DeferredBy }
    : undefined;

/** The attempts that the rules count. */
export const countedAttempts = ({
  Attempts,
  UncountedAttempts = 0,
}: Pick<JudgedJob, 'Attempts' | 'UncountedAttempts'>): number => Attempts - UncountedAttempts;

/** When a number's line is free at the latest (Unix ms); in the past: it is free. */
export const lineTakenUntil = (number: JudgedNumber | undefined): number =>
  Math.max(
    number?.OnCall?.Until.getTime() ?? 0,
    ...(number?.InboundCalls ?? []).map(({ Until }) => Until.getTime()),
  );

/** Another of our calls is on the number's line until `takenUntilMs`, if that is known, or is about to be. */
export const lineIsBusy = (nowMs: number, takenUntilMs = nowMs): Extract<Judgement, { kind: 'wait' }> => ({
  kind: 'wait',
  untilMs: Math.min(Math.max(takenUntilMs, nowMs + BUSY_LINE_PAUSE_MS), nowMs + BUSY_LINE_LOOK_MS),
  reason: 'number_busy',
});
