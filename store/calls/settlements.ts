/** Settles jobs after a call's end and after its analysis. Every write names the states it may leave. */
import { type Document, type Filter } from 'mongodb';
import { type StoredAnswer } from '../../domain/calls/call';
import { type CallEnd } from '../../domain/calls/call-end';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { type Outcome } from '../../domain/calls/outcome';
import { type Settlement } from '../../domain/dialling/settlement';
import { waitingStates } from '../../domain/jobs/job';
import { isToBeCanceled } from '../dialling/claims';
import { type CallDocument, type CampaignDocument, type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { answerIn } from './answers';

/**
 * Records how a call ended. The first end stays: a repeated one changes nothing, so usage counts once. Times are by the
 * provider's clock, which may be wrong: none is stored as before the dial, and the answer not as after the end.
 */
export async function recordCallEnd(store: Store, callId: string, end: CallEnd): Promise<void> {
  await store.calls.updateOne({ _id: callId, EndedAt: { $exists: false } }, [
    {
      $set: {
        EndedAt: { $max: [end.endedAt, '$DialledAt'] },
        Outcome: end.outcome,
        ...(end.endReason === undefined ? {} : { EndReason: end.endReason }),
        ...(end.hangUpCause === undefined ? {} : { HangUpCause: end.hangUpCause }),
        ...(end.answeredBy === undefined ? {} : { AnsweredBy: end.answeredBy }),
        ...(end.conversationSeconds === undefined ? {} : { ConversationSeconds: end.conversationSeconds }),
        ...(end.answeredAt === undefined ? {} : { AnsweredAt: { $max: [end.answeredAt, '$DialledAt'] } }),
      },
    },
    // Also of an answer that was stored after the end was decided. Where there is none, none is added.
    {
      $set: {
        AnsweredAt: { $cond: [{ $gt: ['$AnsweredAt', '$EndedAt'] }, '$EndedAt', '$AnsweredAt'] },
      },
    },
  ]);
}

/** The rules of the version under which a call was placed; undefined `version`: the present one's. */
export async function dataOfVersion(
  store: Store,
  campaign: CampaignDocument,
  version: number | undefined,
): Promise<CampaignData> {
  if (version === undefined || version === campaign.Version) return campaign.Data;
  const published = await store.campaignVersions.findOne({ _id: `${campaign._id}:${version}` });
  return published?.Data ?? campaign.Data;
}

interface JobWithCampaign {
  job: JobDocument;
  campaign: CampaignDocument;
}

/** The job whose slot this call has, with its campaign and the answer in the call's record, in one read. */
export const findCallingJob = (
  store: Store,
  jobId: string,
  callId: string,
): Promise<(JobWithCampaign & { answer?: StoredAnswer | undefined }) | null> =>
  findJobWithCampaign(store, { _id: jobId, State: 'calling', 'Slot.CallID': callId }, [
    { $lookup: { from: 'calls', localField: 'Slot.CallID', foreignField: '_id', as: 'Call' } },
  ]);

async function findJobWithCampaign(
  store: Store,
  match: Filter<JobDocument>,
  more: Document[] = [],
): Promise<(JobWithCampaign & { answer?: StoredAnswer | undefined }) | null> {
  const found = await store.jobs
    .aggregate<JobDocument & { Campaign: CampaignDocument[]; Call?: CallDocument[] }>([
      { $match: match },
      { $lookup: { from: 'campaigns', localField: 'CampaignID', foreignField: '_id', as: 'Campaign' } },
      ...more,
    ])
    .next();
  const campaign = found?.Campaign[0];
  if (!found || !campaign) return null;
  const [call] = found.Call ?? [];
  return { job: found, campaign, answer: call && answerIn(call) };
}

const fieldsOf = (settlement: Settlement): Partial<JobDocument> => {
  switch (settlement.state) {
    case 'as_before':
      return { State: settlement.before.State, DueAt: settlement.before.DueAt };
    case 'failed':
      return { State: 'failed', FailureReason: settlement.failureReason, ...outcomeIn(settlement) };
    case 'canceled':
      return {
        State: 'canceled',
        ...(settlement.cancelReason ? { CancelReason: settlement.cancelReason } : {}),
        ...outcomeIn(settlement),
      };
    case 'scheduled':
      return {
        State: 'scheduled',
        DueAt: settlement.dueAt,
        DeferredBy: settlement.reason,
        Outcome: settlement.outcome,
        LastAttempt: {
          Outcome: settlement.outcome,
          EndedAt: settlement.endedAt,
          ...(settlement.doubtedUntil ? { DoubtedUntil: settlement.doubtedUntil } : {}),
        },
      };
    case 'completed':
    case 'analyzing':
      return { State: settlement.state, Outcome: settlement.outcome };
  }
};
const outcomeIn = ({ outcome }: { outcome?: Outcome }): Pick<JobDocument, 'Outcome'> =>
  outcome === undefined ? {} : { Outcome: outcome };

/**
 * Moves a job on from its call and frees the slot, if that call still has it. A job whose cancellation was requested
 * does not wait again, even if the request came after `settlement` was decided.
 * @returns whether it did; false: the job has left `calling` some other way.
 */
export async function settleAttempt(
  store: Store,
  {
    jobId,
    callId,
    settlement,
    now,
    undialled,
  }: {
    jobId: string;
    callId: string;
    settlement: Settlement;
    now: Date;
    undialled?: { runId: string; until: Date };
  },
): Promise<boolean> {
  const permission = undialled
    ? {
        'Slot.Stage': 'dialling' as const,
        'Slot.DialledBy': undialled.runId,
        'Slot.DialUntil': undialled.until,
      }
    : {};
  const analyzed =
    settlement.state === 'analyzing' ? { AnalyzedCallID: callId, AnalyzedInbound: '$Slot.Inbound' } : {};
  const settled = await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId, ...permission },
    [
      {
        $set: {
          ...settledFields(settlement, now),
          ...analyzed,
          ...(undialled ? { Attempts: { $subtract: ['$Attempts', 1] } } : {}),
        },
      },
      // Once an attempt counts, the times that the provider was away no longer do.
      { $unset: ['Slot', 'ProviderAway'] },
    ],
  );
  return settled.matchedCount === 1;
}

/** Moves a job on from the analysis of this call. @returns whether it did. */
export async function settleAnalysis(
  store: Store,
  { jobId, callId, settlement, now }: { jobId: string; callId: string; settlement: Settlement; now: Date },
): Promise<boolean> {
  const settled = await store.jobs.updateOne({ _id: jobId, State: 'analyzing', AnalyzedCallID: callId }, [
    { $set: settledFields(settlement, now) },
    { $unset: ['AnalyzedCallID', 'AnalyzedInbound', 'AnalysisSeenAt'] },
  ]);
  return settled.matchedCount === 1;
}

function settledFields(settlement: Settlement, now: Date): Document {
  const fields = fieldsOf(settlement);
  const waits = waitingStates.some((state) => state === fields.State);
  return {
    ...fields,
    ...(waits ? { State: { $cond: [isToBeCanceled, 'canceled', fields.State] } } : {}),
    UpdatedAt: now,
  };
}

/**
 * Jobs of a campaign that have been `analyzing` since before `since`, and that the reconciler has not checked since.
 */
export const listLongAnalyses = (
  store: Store,
  { campaignId, since, limit }: { campaignId: string; since: Date; limit: number },
): Promise<JobDocument[]> =>
  store.jobs
    .find({
      CampaignID: campaignId,
      State: 'analyzing',
      UpdatedAt: { $lt: since },
      AnalysisSeenAt: { $not: { $gte: since } },
    })
    .limit(limit)
    .toArray();

/** Records that an analysis is still running, so that the reconciler checks others first. */
export async function noteAnalysisRuns(store: Store, jobId: string, now: Date): Promise<void> {
  await store.jobs.updateOne({ _id: jobId, State: 'analyzing' }, { $set: { AnalysisSeenAt: now } });
}

/** A job that is being analysed because of this call, with its campaign. */
export const findAnalyzedJob = (
  store: Store,
  jobId: string,
  callId: string,
): Promise<{ job: JobDocument; campaign: CampaignDocument } | null> =>
  findJobWithCampaign(store, { _id: jobId, State: 'analyzing', AnalyzedCallID: callId });
