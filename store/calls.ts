/** What a provider's own words add to the record of a call. */
import { callOwnerId } from '../domain/job';
import { type JobDocument } from './documents';
import { type Store } from './mongo';

/**
 * Notes the provider's own id of a call; the first one stays. A call whose record is still being written misses it, and
 * gets it with the next event.
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

export type CallOwner = Pick<
  JobDocument,
  '_id' | 'OrgID' | 'CampaignID' | 'ContactPhoneNumber' | 'AnalyzedCallID'
> & { Slot?: { CallID: string } };

/** Whose call it is: the id names the job. Null when there is no such job, or its personal data is gone or going. */
export async function findCallOwner(store: Store, callId: string): Promise<CallOwner | null> {
  const jobId = callOwnerId(callId);
  if (jobId === undefined) return null;
  return store.jobs.findOne<CallOwner>(
    { _id: jobId, State: { $nin: ['deleting', 'deleted'] } },
    { projection: { OrgID: 1, CampaignID: 1, ContactPhoneNumber: 1, 'Slot.CallID': 1, AnalyzedCallID: 1 } },
  );
}
