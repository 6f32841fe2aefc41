/** What becomes of a job, and of its call's record, once the call has ended or its conversation has been analysed. */
import { wantsObjective } from '../../domain/analysis/analysis';
import { type CampaignData, effectiveConstraints } from '../../domain/campaigns/campaign-data';
import { type FailureReason } from '../../domain/jobs/job';
import { countedAttempts } from '../../domain/dialling/may-dial';
import { hangUpIsOptOut, type NextStep, nextStep } from '../../domain/dialling/next-step';
import { type Outcome } from '../../domain/calls/outcome';
import { type CampaignDocument, type JobBefore, type JobDocument } from '../../store/mongodb/documents';
import { type CallEnd, type Settlement } from '../../store/calls/settlements';
import { type EndedCall } from '../../workflows/contract';

/**
 * Outcomes after which there is something to analyse: also where we ended the conversation because it took too long. Of
 * somebody who wants no more calls nothing more is to be known.
 */
export const hasConversation = (outcome: Outcome): boolean =>
  outcome === 'completed' || outcome === 'hung_up' || outcome === 'time_limit';

interface SettledFacts {
  outcome: Outcome;
  job: JobDocument;
  campaign: CampaignDocument;
  /** Of the version under which the call was placed. */
  data: CampaignData;
  /** What the job was, if the contact called us. */
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
    wantsObjective: wantsObjective(data),
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

const mayWait = ({ InboundOnly, CancelRequestedAt }: JobDocument, { State }: CampaignDocument): boolean =>
  !InboundOnly && !CancelRequestedAt && State !== 'ended';

export function endOf(
  { Progress, HangUpCause: hangUpCause }: Pick<EndedCall, 'Progress' | 'HangUpCause'>,
  outcome: Outcome,
  now: Date,
): CallEnd {
  const { end, answeredAtMs, answeredBy } = Progress;
  return {
    // A provider's clock is not ours: what it tells us has happened, whatever time it gives.
    endedAt: new Date(Math.min(end?.atMs ?? Infinity, now.getTime())),
    outcome,
    ...(end ? { endReason: end.reason } : {}),
    ...(hangUpCause === undefined ? {} : { hangUpCause }),
    ...(answeredAtMs === undefined ? {} : { answeredAt: new Date(Math.min(answeredAtMs, now.getTime())) }),
    ...(answeredBy === undefined ? {} : { answeredBy }),
    // A call that nobody answered has no conversation, rather than one of zero seconds.
    ...(end && (answeredAtMs !== undefined || end.conversationSeconds > 0)
      ? { conversationSeconds: end.conversationSeconds }
      : {}),
  };
}
