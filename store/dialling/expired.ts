/** Waiting jobs that can no longer be dialled before their NotAfter. */
import { waitingStates } from '../../domain/jobs/job';
import { type DueJob, dueJobFields } from './claims';
import { type Store } from '../mongodb/mongo';
import { allOf } from '../mongodb/one-by-one';

/**
 * Waiting jobs of the campaign whose own NotAfter has passed, and, if `campaignsToo`, those without a NotAfter of their
 * own. Jobs created by inbound calls are left out: they wait for nothing. The first query reads only its own index; the
 * second skips jobs with a later NotAfter of their own.
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
