/** Jobs that the rules sent away until a later time: what a newly published version makes of them. */
import { waitingStates } from '../../domain/jobs/job';
import { type Store } from '../mongodb/mongo';

// Jobs judged anew in one step: under a second of work, so whoever heartbeats in between is never late.
const STEP = 5_000;

/**
 * Makes every job due that waits because an older version's rules said so, and notes that this was done for `version`.
 * The next claim asks the rules again. Cut anywhere and run again it does what is left.
 */
export async function reevaluateDeferredJobs(
  store: Store,
  { campaignId, version, now }: { campaignId: string; version: number; now: Date },
  onProgress: () => void,
): Promise<void> {
  for (;;) {
    onProgress();
    const deferred = await store.jobs
      .find({
        CampaignID: campaignId,
        State: { $in: [...waitingStates] },
        DueAt: { $gt: now },
        DeferredBy: { $exists: true },
      })
      .project<{ _id: string }>({ _id: 1 })
      .limit(STEP)
      .toArray();
    await reevaluate(
      store,
      deferred.map(({ _id }) => _id),
      now,
    );
    // Fewer than a step were all. Jobs whose calls end meanwhile were deferred by the new rules, and come without end.
    if (deferred.length < STEP) break;
  }
  await store.campaigns.updateOne({ _id: campaignId }, { $max: { JudgedVersion: version } });
}

/** Makes those of the jobs due that wait because rules said so. */
export async function reevaluate(store: Store, jobIds: string[], now: Date): Promise<void> {
  await store.jobs.updateMany(
    { _id: { $in: jobIds }, State: { $in: [...waitingStates] }, DeferredBy: { $exists: true } },
    { $set: { DueAt: now }, $unset: { DeferredBy: '', RefusedCallerID: '' } },
  );
}

/**
 * For jobs that were just stored, or sent away, under the rules of `version`: publishing first writes the version and then
 * looks for such jobs; this looks at the version after the jobs are written. One of the two sees the other.
 */
export async function reevaluateIfPublished(
  store: Store,
  { campaignId, version, now }: { campaignId: string; version: number; now: Date },
  jobIds: string[],
): Promise<void> {
  const campaign = await store.campaigns.findOne({ _id: campaignId }, { projection: { Version: 1 } });
  if (campaign && campaign.Version !== version) await reevaluate(store, jobIds, now);
}
