/** Wakes idle campaigns that have work which was never announced: the process that brought it died in between. */
import { holdOf } from '../../domain/dialling/dial-gates';
import { isAnyOut, providersOf } from '../../domain/providers/providers';
import { announceWork } from '../../store/campaigns/idle';
import { findDueJob } from '../../store/jobs/jobs';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { loadOrganisation } from '../../store/organisations/organisations';
import { listProviders } from '../../store/providers/providers';
import { wakeCampaign } from '../campaigns/wake-campaigns';
import { type ActivityDeps } from '../ports/deps';

/** @returns whether it was woken. */
export async function wakeIfWorkWasMissed(deps: ActivityDeps, campaign: CampaignDocument): Promise<boolean> {
  if (campaign.State !== 'started' || !campaign.Idle || !(await hasMissedWork(deps, campaign))) return false;
  await announceWork(deps.store, { campaignIds: [campaign._id] });
  await wakeCampaign(deps, campaign._id);
  return true;
}

async function hasMissedWork(deps: ActivityDeps, campaign: CampaignDocument): Promise<boolean> {
  if (campaign.ReevaluatedVersion < campaign.Version) return true;
  // No job can be called, however many are due, until a version is published.
  if (campaign.Data.MaxActiveCalls === 0) return false;
  if (!(await findDueJob(deps.store, campaign._id, deps.clock.date()))) return false;
  return !campaign.Idle?.OnHold || !(await isHeld(deps, campaign));
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
