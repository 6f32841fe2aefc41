/**
 * Adding jobs to a campaign, one that a client sends as well as those of a file: what keeps them out, and what is
 * looked at again once they are stored.
 */
import { loadCampaign } from '../../store/campaigns/campaigns';
import { failWaitingJobs, insertJobs } from '../../store/jobs/jobs';
import { reevaluate } from '../../store/jobs/reevaluation';
import { announceWork } from '../../store/campaigns/idle';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { cancelIfOptedOut, listOptedOut } from '../../store/numbers/opt-outs';
import { type ApiDependencies } from '../http/dependencies';

/** What became of a job; of a dry run what would, as far as that shows without storing it. */
export type Addition =
  | 'stored'
  /** By an earlier attempt of the same request, or of the same import. */
  | 'stored_before'
  /** Not stored: another job of the campaign has its ExternalID. */
  | 'duplicate'
  /** Not stored: its number is on the opt-out list. */
  | 'opted_out';

export interface AddedJobs {
  /** Of each job, in their order. */
  additions: Addition[];
  /** How many were stored and canceled at once: their numbers opted out meanwhile. */
  canceled: number;
  /** The campaign ended meanwhile, and what was stored has failed with it. */
  hasEnded: boolean;
}

/** @param jobs of this campaign. Their ids are the same when they are sent again: then none is stored twice. */
export async function addJobs(
  { store, clock }: Pick<ApiDependencies, 'store' | 'clock'>,
  campaign: CampaignDocument,
  jobs: JobDocument[],
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<AddedJobs> {
  const numbers = jobs.map(({ ContactPhoneNumber }) => ContactPhoneNumber);
  const optedOut = await listOptedOut(store, campaign.OrgID, numbers);
  const isOptedOut = (job: JobDocument): boolean => optedOut.has(job.ContactPhoneNumber);
  if (dryRun)
    return {
      additions: jobs.map((job) => (isOptedOut(job) ? 'opted_out' : 'stored')),
      canceled: 0,
      hasEnded: false,
    };
  const callable = jobs.filter((job) => !isOptedOut(job));
  const { storedBefore, duplicates } = await insertJobs(store, callable);
  const meanwhile = await lookAgain({ store, clock }, campaign, callable);
  const additionOf = (job: JobDocument): Addition => {
    if (isOptedOut(job)) return 'opted_out';
    if (duplicates.has(job._id)) return 'duplicate';
    return storedBefore.has(job._id) ? 'stored_before' : 'stored';
  };
  return { additions: jobs.map(additionOf), ...meanwhile };
}

/**
 * For jobs that were just stored. An opt-out, an ending and a publication each write first, and then look for jobs;
 * this looks at them after the jobs are written. One of the two sees the other, so no job waits that should not.
 */
async function lookAgain(
  { store, clock }: Pick<ApiDependencies, 'store' | 'clock'>,
  campaign: CampaignDocument,
  jobs: JobDocument[],
): Promise<Pick<AddedJobs, 'canceled' | 'hasEnded'>> {
  const [canceled, after] = await Promise.all([
    cancelIfOptedOut(store, { orgId: campaign.OrgID, jobs, now: clock.date() }),
    loadCampaign(store, campaign._id),
  ]);
  const ids = jobs.map(({ _id }) => _id);
  const hasEnded = after?.State === 'ended';
  if (hasEnded) await failWaitingJobs(store, ids, { reason: 'campaign_ended', now: clock.date() });
  // A job that was stored under the rules of an older version is re-evaluated.
  else if (after?.Version !== campaign.Version) await reevaluate(store, ids, clock.date());
  // A paused campaign gets a dispatcher when it is started.
  if (after?.State === 'started') await announceWork(store, { campaignIds: [campaign._id] });
  return { canceled, hasEnded };
}
