/** Settling: from a call's end to what becomes of its job. */
import { type CallProgress } from '../domain/call';
import { effectiveConstraints } from '../domain/campaign-data';
import { type CallRef, callId } from '../domain/job';
import { nextStep } from '../domain/next-step';
import { type HangUpCause, type Outcome, outcomeOf } from '../domain/outcome';
import {
  type CallEnd,
  findCallingJob,
  recordCallEnd,
  releaseClaim,
  type Settlement,
  settleAttempt,
} from '../store/attempts';
import { type CampaignDocument, type JobDocument } from '../store/documents';
import { type ActivityDeps } from './deps';

export interface EndedCall extends CallRef {
  /** What the provider told us, as far as it did. */
  progress: CallProgress;
  hangUpCause?: HangUpCause;
  /** The provider refused the placement: there was no call to hear about. */
  refused?: Outcome;
}

/**
 * Records a call's end and moves its job on. Safe to repeat: the job moves only while this call holds its slot, and
 * the first recorded end stays, so nothing is counted twice.
 *
 * The job comes first: should we die between the two, the repetition finds the job moved and still records the end.
 */
export async function settleCall(
  { store, wakeups }: Pick<ActivityDeps, 'store' | 'wakeups'>,
  ended: EndedCall,
): Promise<Outcome | 'not_dialled'> {
  const id = callId(ended);
  const now = new Date();
  const held = await findCallingJob(store, ended.JobID, id);
  if (held?.job.Slot?.Stage === 'claimed' && (await releaseClaim(store, ended.JobID, id)))
    return 'not_dialled';
  const outcome =
    ended.refused ??
    (ended.progress.end ? outcomeOf(ended.progress.end.reason, ended.hangUpCause) : 'unknown');
  if (held) {
    const settlement = settlementOf(outcome, held.job, held.campaign, now);
    if (await settleAttempt(store, { jobId: ended.JobID, callId: id, settlement, now }))
      wakeups.slotFreed(ended.CampaignID, id);
  }
  await recordCallEnd(store, id, endOf(ended, outcome, now));
  return outcome;
}

function settlementOf(outcome: Outcome, job: JobDocument, campaign: CampaignDocument, now: Date): Settlement {
  const step = nextStep({
    outcome,
    attempt: job.Attempts,
    constraints: effectiveConstraints(campaign.Data.Constraints, job.Overrides),
    hangUpIsOptOut: job.Overrides?.HangUpIsOptOut ?? campaign.Data.HangUpIsOptOut ?? false,
    nowMs: now.getTime(),
  });
  switch (step.kind) {
    case 'completed':
      return { state: 'completed', outcome };
    case 'failed':
      return { state: 'failed', outcome, failureReason: step.reason };
    case 'canceled':
    case 'retry':
      // Nothing of an ended campaign waits or is merely cancelled: its incomplete jobs have failed.
      if (campaign.State === 'ended') return { state: 'failed', outcome, failureReason: 'campaign_ended' };
      if (step.kind === 'canceled' || job.CancelRequestedAt) return { state: 'canceled', outcome };
      return { state: 'scheduled', outcome, dueAt: new Date(step.notBeforeMs) };
  }
}

function endOf({ progress, hangUpCause }: EndedCall, outcome: Outcome, now: Date): CallEnd {
  const { end, answeredAtMs, answeredBy } = progress;
  return {
    endedAt: end ? new Date(end.atMs) : now,
    outcome,
    ...(end ? { endReason: end.reason } : {}),
    ...(hangUpCause === undefined ? {} : { hangUpCause }),
    ...(answeredAtMs === undefined ? {} : { answeredAt: new Date(answeredAtMs) }),
    ...(answeredBy === undefined ? {} : { answeredBy }),
    // A call that nobody answered has no conversation, rather than one of zero seconds.
    ...(end && (answeredAtMs !== undefined || end.conversationSeconds > 0)
      ? { conversationSeconds: end.conversationSeconds }
      : {}),
  };
}
