/** Re-evaluates jobs that the rules deferred, after a new version is published. */
import { waitingStates } from '../../domain/jobs/job';
import { type Store } from '../mongodb/mongo';

// Jobs re-evaluated in one step: under a second of work, so a heartbeat between steps is never late.
const STEP = 5_000;

/**
 * Makes every job due that the rules of an older version deferred, and records that this is done for `version`.
 * The next claim evaluates the rules again. If interrupted, the next run does the rest.
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
    // Fewer than a step: these were all. No loop until none is left: the new rules go on deferring jobs whose calls
    // end.
    if (deferred.length < STEP) break;
  }
  await store.campaigns.updateOne({ _id: campaignId }, { $max: { ReevaluatedVersion: version } });
}

/** Makes those of the jobs due that the rules deferred. */
export async function reevaluate(store: Store, jobIds: string[], now: Date): Promise<void> {
  await store.jobs.updateMany(
    { _id: { $in: jobIds }, State: { $in: [...waitingStates] }, DeferredBy: { $exists: true } },
    { $set: { DueAt: now }, $unset: { DeferredBy: '', RefusedCallerID: '' } },
  );
}

/**
 * For jobs that were just stored, or deferred, under the rules of `version`: publishing first writes the version and
 * then looks for such jobs; this reads the version after the jobs are written. So one of the two sees the other.
 */
export async function reevaluateIfPublished(
  store: Store,
  { campaignId, version, now }: { campaignId: string; version: number; now: Date },
  jobIds: string[],
): Promise<void> {
  const campaign = await store.campaigns.findOne({ _id: campaignId }, { projection: { Version: 1 } });
  if (campaign && campaign.Version !== version) await reevaluate(store, jobIds, now);
}
