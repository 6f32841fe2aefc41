/**
 * Wakes started campaigns that have work and no dispatcher. The process that brought the work died before it announced
 * it, or a dispatcher that was thought dead took the mark away which its successor had made.
 */
import { holdOf } from '../../domain/dialling/dial-gates';
import { isAnyOut, providersOf } from '../../domain/providers/providers';
import { paceOf } from '../../store/dialling/call-rates';
import { findDueJob } from '../../store/jobs/jobs';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { loadOrganisation } from '../../store/organisations/organisations';
import { listProviders } from '../../store/providers/providers';
import { tellOfWork } from '../campaigns/wake-campaigns';
import { type ActivityDeps } from '../ports/deps';

/** @param campaign without a dispatcher. To one that has just got its dispatcher a signal more does no harm. */
export async function wakeIfWorkWasMissed(deps: ActivityDeps, campaign: CampaignDocument): Promise<void> {
  if (campaign.State === 'started' && (await hasWork(deps, campaign))) await tellOfWork(deps, campaign._id);
}

async function hasWork(deps: ActivityDeps, campaign: CampaignDocument): Promise<boolean> {
  if (campaign.ReevaluatedVersion < campaign.Version) return true;
  // No job can be called, however many are due, until a version is published.
  if (campaign.Data.MaxActiveCalls === 0) return false;
  const now = deps.clock.date();
  if (!(await findDueJob(deps.store, campaign._id, now))) return false;
  const pace = await paceOf(deps.store, campaign, now);
  if (pace && pace.nextAtMs > now.getTime()) return false;
  return !(await isHeld(deps, campaign));
}

async function isHeld({ store, provider }: ActivityDeps, campaign: CampaignDocument): Promise<boolean> {
  const [organisation, providers] = await Promise.all([
    loadOrganisation(store, campaign.OrgID),
    listProviders(store),
  ]);
  const hold = holdOf({
    campaignState: campaign.State,
    schedulingEnabled: organisation?.SchedulingEnabled !== false,
    globalPause: isAnyOut(providers, providersOf(campaign.Data, provider.name)),
  });
  return hold !== undefined;
}
