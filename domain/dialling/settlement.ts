/** What becomes of a job once its call has ended, or its conversation has been analysed. */
import { type CampaignState } from '../campaigns/campaign';
import { type CampaignData, effectiveConstraints, type JobOverrides } from '../campaigns/campaign-data';
import { type Outcome } from '../calls/outcome';
import { type JobBefore } from '../jobs/inbound';
import { type CancelReason, type FailureReason } from '../jobs/job';
import { countedAttempts } from './may-dial';
import { type WaitingReason } from './dial-rules';
import { hangUpIsOptOut, type NextStep, nextStep } from './next-step';

export type Settlement =
  | { state: 'completed'; outcome: Outcome }
  | { state: 'canceled'; outcome?: Outcome; cancelReason?: CancelReason }
  | { state: 'failed'; outcome?: Outcome; failureReason: FailureReason }
  | {
      state: 'scheduled';
      outcome: Outcome;
      dueAt: Date;
      reason: Extract<WaitingReason, 'retry' | 'provider_verdict'>;
      /** What its wait is counted from. */
      endedAt: Date;
      doubtedUntil?: Date | undefined;
    }
  /** The conversation is analysed first; then the job is settled. */
  | { state: 'analyzing'; outcome: Outcome }
  /** The contact called us, and the job is what it was before. */
  | { state: 'as_before'; before: JobBefore };

/** What settling looks at of a job. */
export interface SettledJob {
  /** Dials made. */
  Attempts: number;
  /** Those of them that do not count: the provider was out. */
  UncountedAttempts?: number | undefined;
  Overrides?: JobOverrides | undefined;
  /** Created by an inbound call. */
  InboundOnly?: boolean | undefined;
  /** It is to be canceled. */
  CancelRequestedAt?: Date | undefined;
}

/** What settling looks at of a campaign, as it is now. */
export interface SettledCampaign {
  State: CampaignState;
  Data: Pick<CampaignData, 'Constraints'>;
}

export interface SettledFacts {
  outcome: Outcome;
  job: SettledJob;
  campaign: SettledCampaign;
  /** The data of the version under which the call was placed. */
  data: Pick<CampaignData, 'HangUpIsOptOut'>;
  /** That version has an objective. */
  wantsObjective: boolean;
  /** The job's state before an inbound call. */
  before: JobBefore | undefined;
  objectiveMet?: boolean | undefined;
  /** Set when the provider failed the call, and may turn out to be to blame. */
  doubtedUntil?: Date | undefined;
  now: Date;
}

export function settlementOf(facts: SettledFacts): Settlement {
  const { outcome, job, campaign, data, before, doubtedUntil, now } = facts;
  const next = nextStep({
    outcome,
    attempt: countedAttempts(job),
    // The next attempt follows the rules as they are now.
    constraints: effectiveConstraints(campaign.Data.Constraints, job.Overrides),
    hangUpIsOptOut: hangUpIsOptOut(job, data, before !== undefined),
    wantsObjective: facts.wantsObjective,
    objectiveMet: facts.objectiveMet,
    nowMs: now.getTime(),
  });
  // An inbound caller who hangs up early has not been served, unless the objective was met: the call was in vain, and
  // the job goes on as before.
  const inVain = before && !job.InboundOnly && outcome === 'hung_up' && facts.objectiveMet !== true;
  const step: NextStep = next.kind === 'completed' && inVain ? { kind: 'canceled' } : next;
  if (step.kind === 'completed') return { state: 'completed', outcome };
  if (step.kind === 'failed' && step.reason === 'opted_out')
    return { state: 'failed', outcome, failureReason: 'opted_out' };
  // Jobs of an ended campaign do not wait and are not cancelled: its incomplete jobs have failed.
  if (campaign.State === 'ended' && step.kind !== 'failed')
    return { state: 'failed', outcome, failureReason: 'campaign_ended' };
  if (job.CancelRequestedAt && step.kind !== 'failed') return { state: 'canceled', outcome };
  if (before && !job.InboundOnly) return { state: 'as_before', before };
  // A job created by an inbound call is not dialled: it is over with its call.
  if (job.InboundOnly && step.kind !== 'failed')
    return { state: 'failed', outcome, failureReason: 'outcome' };
  const scheduled = { state: 'scheduled', outcome, endedAt: now, doubtedUntil } as const;
  switch (step.kind) {
    case 'failed':
      // If the attempt turns out not to count, the job has one left: whether it fails is decided later.
      if (doubtedUntil && isSpent(step.reason) && mayWait(job, campaign))
        return { ...scheduled, dueAt: doubtedUntil, reason: 'provider_verdict' };
      return { state: 'failed', outcome, failureReason: step.reason };
    case 'canceled':
      return { state: 'canceled', outcome };
    case 'retry':
      return { ...scheduled, dueAt: new Date(step.notBeforeMs), reason: 'retry' };
  }
}

const isSpent = (reason: FailureReason): boolean => reason === 'max_attempts' || reason === 'outcome';

const mayWait = ({ InboundOnly, CancelRequestedAt }: SettledJob, { State }: SettledCampaign): boolean =>
  !InboundOnly && !CancelRequestedAt && State !== 'ended';
