/** Failing the incomplete jobs of an ended campaign, in steps that can be cut anywhere and done again. */
import { incompleteStates } from '../domain/job';
import { type Store } from './mongo';

/** Ids of the calls that hold a slot of the campaign, at most `limit`. */
export async function listActiveCalls(store: Store, campaignId: string, limit: number): Promise<string[]> {
  const jobs = await store.jobs
    .find({ CampaignID: campaignId, State: 'calling' }, { projection: { Slot: 1 } })
    .limit(limit)
    .toArray();
  return jobs.flatMap((job) => (job.Slot ? [job.Slot.CallID] : []));
}

/**
 * Fails up to `limit` incomplete jobs of an ended campaign.
 * What is failed is no longer incomplete, so the next step starts where this one stopped, whoever takes it.
 * @returns how many there were; 0 means that none is left.
 */
export async function failIncompleteJobs(
  store: Store,
  { campaignId, limit, now }: { campaignId: string; limit: number; now: Date },
): Promise<number> {
  // The ids come from the index alone.
  const jobs = await store.jobs
    .find({ CampaignID: campaignId, State: { $in: [...incompleteStates] } })
    .project<{ _id: string }>({ _id: 1 })
    .hint({ CampaignID: 1, State: 1, DueAt: 1, _id: 1 })
    .limit(limit)
    .toArray();
  if (jobs.length === 0) return 0;
  await store.jobs.updateMany(
    { _id: { $in: jobs.map((job) => job._id) }, State: { $in: [...incompleteStates] } },
    { $set: { State: 'failed', FailureReason: 'campaign_ended', UpdatedAt: now }, $unset: { Slot: '' } },
  );
  return jobs.length;
}

/** Jobs of the campaign that are still incomplete. */
export const countIncompleteJobs = (store: Store, campaignId: string): Promise<number> =>
  store.jobs.countDocuments({ CampaignID: campaignId, State: { $in: [...incompleteStates] } });
