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

/** A stretch of a campaign's jobs in the order of their ids; without `throughId` it goes to the end. */
export interface JobRange {
  afterId: string;
  throughId?: string;
}

/** The next `size` jobs after `afterId`, whatever their state. Reads the index alone. */
export async function nextJobRange(
  store: Store,
  { campaignId, afterId, size }: { campaignId: string; afterId: string; size: number },
): Promise<JobRange> {
  const last = await store.jobs
    .find({ CampaignID: campaignId, _id: { $gt: afterId } })
    .project<{ _id: string }>({ _id: 1 })
    .sort({ _id: 1 })
    .hint({ CampaignID: 1, _id: 1 })
    .skip(size - 1)
    .limit(1)
    .next();
  return last ? { afterId, throughId: last._id } : { afterId };
}

/**
 * Fails the incomplete jobs of an ended campaign in one range. Done again it changes nothing.
 * @returns how many it failed.
 */
export async function failIncompleteJobs(
  store: Store,
  { campaignId, range, now }: { campaignId: string; range: JobRange; now: Date },
): Promise<number> {
  const { afterId, throughId } = range;
  const failed = await store.jobs.updateMany(
    {
      CampaignID: campaignId,
      _id: { $gt: afterId, ...(throughId === undefined ? {} : { $lte: throughId }) },
      State: { $in: [...incompleteStates] },
    },
    { $set: { State: 'failed', FailureReason: 'campaign_ended', UpdatedAt: now }, $unset: { Slot: '' } },
    { hint: { CampaignID: 1, _id: 1 } },
  );
  return failed.modifiedCount;
}

/** Jobs of the campaign that are still incomplete. */
export const countIncompleteJobs = (store: Store, campaignId: string): Promise<number> =>
  store.jobs.countDocuments({ CampaignID: campaignId, State: { $in: [...incompleteStates] } });
