/** Fails the incomplete jobs of an ended campaign, in steps that can be interrupted anywhere and repeated. */
import { incompleteStates } from '../../domain/jobs/job';
import { type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** Jobs of the campaign in a call, in the order of their ids, after `afterId`. */
export const listActiveCalls = (
  store: Store,
  { campaignId, afterId, limit }: { campaignId: string; afterId: string; limit: number },
): Promise<JobDocument[]> =>
  store.jobs
    // Every active call has a slot number, and this index holds only those.
    .find({
      CampaignID: campaignId,
      'Slot.Number': { $exists: true },
      State: 'calling',
      _id: { $gt: afterId },
    })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();

/** A range of a campaign's jobs in the order of their ids; without `throughId` it goes to the end. */
export interface JobRange {
  afterId: string;
  throughId?: string;
}

/** The next `size` jobs after `afterId`, in any state. Reads only the index. */
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
 * Fails the incomplete jobs of an ended campaign in one range. A repetition changes nothing.
 * @returns how many jobs of the range failed because the campaign ended, now or in an earlier try.
 */
export async function failIncompleteJobs(
  store: Store,
  { campaignId, range, size, now }: { campaignId: string; range: JobRange; size: number; now: Date },
): Promise<number> {
  const { afterId, throughId } = range;
  const inRange = {
    CampaignID: campaignId,
    _id: { $gt: afterId, ...(throughId === undefined ? {} : { $lte: throughId }) },
  };
  const { matchedCount } = await store.jobs.updateMany(
    { ...inRange, State: { $in: [...incompleteStates] } },
    { $set: { State: 'failed', FailureReason: 'campaign_ended', UpdatedAt: now }, $unset: { Slot: '' } },
    { hint: { CampaignID: 1, _id: 1 } },
  );
  // All of a full range: an earlier try cannot have failed others.
  if (matchedCount === size) return matchedCount;
  return store.jobs.countDocuments(
    { ...inRange, State: 'failed', FailureReason: 'campaign_ended' },
    { hint: { CampaignID: 1, _id: 1 } },
  );
}

/** Stores how many jobs failed because the campaign ended: Temporal deletes the history after a while. */
export async function recordEnding(store: Store, campaignId: string, failedJobs: number): Promise<void> {
  await store.campaigns.updateOne({ _id: campaignId, State: 'ended' }, { $set: { FailedJobs: failedJobs } });
}

/** Jobs of the campaign that are still incomplete. */
export const countIncompleteJobs = (store: Store, campaignId: string): Promise<number> =>
  store.jobs.countDocuments({ CampaignID: campaignId, State: { $in: [...incompleteStates] } });
