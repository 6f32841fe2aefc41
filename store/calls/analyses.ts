/** What the analysis of a call reads, and its results. */
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { dataOfVersion } from './settlements';
import {
  type AnalysisResult,
  type AnalysisSoFar,
  type CallDocument,
  type JobDocument,
} from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

export interface AnalyzedCall {
  call: CallDocument;
  job: JobDocument;
  /** Of the version that the call was placed under. */
  data: CampaignData;
}

/**
 * Undefined when there is no such call, or its job's personal data is being deleted: the conversation must not be read.
 */
export async function loadAnalyzedCall(store: Store, callId: string): Promise<AnalyzedCall | undefined> {
  const call = await store.calls.findOne({ _id: callId });
  if (!call) return undefined;
  const [job, campaign] = await Promise.all([
    store.jobs.findOne({ _id: call.JobID, State: { $nin: ['deleting', 'deleted'] } }),
    store.campaigns.findOne({ _id: call.CampaignID }),
  ]);
  return job && campaign
    ? { call, job, data: await dataOfVersion(store, campaign, call.Version) }
    : undefined;
}

/** Stores the partial results of an analysis, unless another analysis has ended meanwhile. */
export async function recordAnalysisSoFar(store: Store, callId: string, soFar: AnalysisSoFar): Promise<void> {
  await store.calls.updateOne(
    { _id: callId, Analysis: { $exists: false } },
    { $set: { AnalysisSoFar: soFar } },
  );
}

export async function loadAnalysisSoFar(store: Store, callId: string): Promise<AnalysisSoFar> {
  const call = await store.calls.findOne({ _id: callId }, { projection: { AnalysisSoFar: 1 } });
  return call?.AnalysisSoFar ?? {};
}

/** Stores the result of an analysis. The first result stays. @returns what is then stored. */
export async function recordAnalysis(
  store: Store,
  callId: string,
  analysis: AnalysisResult,
): Promise<AnalysisResult | undefined> {
  await store.calls.updateOne(
    { _id: callId, Analysis: { $exists: false } },
    { $set: { Analysis: analysis }, $unset: { AnalysisSoFar: '' } },
  );
  const call = await store.calls.findOne({ _id: callId }, { projection: { Analysis: 1 } });
  return call?.Analysis;
}
