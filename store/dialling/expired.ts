/** Waiting jobs that can no longer be dialled before their NotAfter. */
import { waitingStates } from '../../domain/jobs/job';
import { type DueJob, dueJobFields } from './claims';
import { type Store } from '../mongodb/mongo';
import { allOf } from '../mongodb/one-by-one';

/**
 * Waiting jobs of the campaign whose own NotAfter has passed, and, if `campaignsToo`, those that have none of their own. A job that
 * a call to us created is left out: it waits for nothing. Of the jobs that wait the first kind reads its own index alone;
 * the second passes over those with a later end of their own.
 */
export async function listExpiredJobs(
  store: Store,
  {
    campaignId,
    campaignsToo,
    limit,
    now,
  }: { campaignId: string; campaignsToo: boolean; limit: number; now: Date },
): Promise<DueJob[]> {
  const waiting = {
    CampaignID: campaignId,
    State: { $in: [...waitingStates] },
    InboundOnly: { $ne: true },
  };
  const own = await allOf(
    store.jobs
      .find(
        { ...waiting, ExpiresAt: { $lte: now } },
        { projection: dueJobFields, hint: { CampaignID: 1, State: 1, ExpiresAt: 1 } },
      )
      .limit(limit),
  );
  if (!campaignsToo || own.length === limit) return own;
  const campaigns = await allOf(
    store.jobs
      .find({ ...waiting, ExpiresAt: { $exists: false } }, { projection: dueJobFields })
      .limit(limit - own.length),
  );
  return [...own, ...campaigns];
}
