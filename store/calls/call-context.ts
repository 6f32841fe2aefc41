/** What a voice agent needs to know to hold the conversation of a call. */
import { callOwnerId } from '../../domain/jobs/job';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { loadCampaign } from '../campaigns/campaigns';
import { type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { dataOfVersion } from './settlements';

export interface CallContext {
  job: JobDocument;
  /** Of the version that the call was placed under; of one that is being placed, the present version. */
  data: CampaignData;
}

/** Null for a call that is not in progress: its contact's data is nobody's business any more. */
export async function findCallContext(store: Store, callId: string): Promise<CallContext | null> {
  const jobId = callOwnerId(callId);
  if (jobId === undefined) return null;
  const job = await store.jobs.findOne({ _id: jobId, State: 'calling', 'Slot.CallID': callId });
  const campaign = job && (await loadCampaign(store, job.CampaignID));
  return job && campaign ? { job, data: await dataOfVersion(store, campaign, job.Slot?.Version) } : null;
}
