/** What the provider's events add to the record of a call. */
import { callOwnerId } from '../../domain/jobs/job';
import { type JobDocument, type TranscriptDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { loadCampaign } from '../campaigns/campaigns';
import { dataOfVersion } from './settlements';

/**
 * Stores the provider's id of a call; the first one stays. If the call's record is not written yet, the next event
 * brings the id again.
 */
export async function recordProviderCallId(
  store: Store,
  callId: string,
  providerCallId: string,
): Promise<void> {
  await store.calls.updateOne(
    { _id: callId, ProviderCallID: { $exists: false } },
    { $set: { ProviderCallID: providerCallId } },
  );
}

/** A number is one contact of a few campaigns: no more than these jobs and calls of it are searched. */
const MOST_JOBS = 100;
const MOST_CALLS = 500;

/**
 * The provider's ids of the latest calls with this job's number, without the call `callId`, as far as they are known.
 */
export async function otherProviderCallIds(
  store: Store,
  { OrgID, ContactPhoneNumber }: Pick<JobDocument, 'OrgID' | 'ContactPhoneNumber'>,
  callId: string,
): Promise<string[]> {
  const jobs = await store.jobs
    .find({ ContactPhoneNumber, OrgID }, { projection: { _id: 1 } })
    .sort({ UpdatedAt: -1 })
    .limit(MOST_JOBS)
    .toArray();
  const calls = await store.calls
    .find(
      { JobID: { $in: jobs.map(({ _id }) => _id) }, _id: { $ne: callId }, ProviderCallID: { $exists: true } },
      { projection: { ProviderCallID: 1 } },
    )
    .sort({ DialledAt: -1 })
    .limit(MOST_CALLS)
    .toArray();
  return calls.flatMap(({ ProviderCallID }) => ProviderCallID ?? []);
}

export type CallOwner = Pick<
  JobDocument,
  '_id' | 'OrgID' | 'CampaignID' | 'ContactPhoneNumber' | 'AnalyzedCallID'
> & { Slot?: { CallID: string } };

/**
 * The job of a call, which the call's id names. Null when there is none, or its personal data is deleted or being
 * deleted.
 */
export async function findCallOwner(store: Store, callId: string): Promise<CallOwner | null> {
  const jobId = callOwnerId(callId);
  if (jobId === undefined) return null;
  return store.jobs.findOne<CallOwner>(
    { _id: jobId, State: { $nin: ['deleting', 'deleted'] } },
    { projection: { OrgID: 1, CampaignID: 1, ContactPhoneNumber: 1, 'Slot.CallID': 1, AnalyzedCallID: 1 } },
  );
}

/** Stores what was said in a call. The first report stays: a repeated event changes nothing. */
export async function recordTranscript(store: Store, transcript: TranscriptDocument): Promise<void> {
  const { _id, ...fields } = transcript;
  await store.transcripts.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
}

export const loadTranscript = (store: Store, callId: string): Promise<TranscriptDocument | null> =>
  store.transcripts.findOne({ _id: callId });

// What a voice agent needs to know for the conversation of a call.

interface CallContext {
  job: JobDocument;
  /** Of the version that the call was placed under; while it is being placed, of the present version. */
  data: CampaignData;
}

/** Null for a call that is not in progress: the agent no longer needs its contact's data. */
export async function findCallContext(store: Store, callId: string): Promise<CallContext | null> {
  const jobId = callOwnerId(callId);
  if (jobId === undefined) return null;
  const job = await store.jobs.findOne({ _id: jobId, State: 'calling', 'Slot.CallID': callId });
  const campaign = job && (await loadCampaign(store, job.CampaignID));
  return job && campaign ? { job, data: await dataOfVersion(store, campaign, job.Slot?.Version) } : null;
}
