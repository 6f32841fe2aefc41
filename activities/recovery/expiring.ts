/**
 * Fails jobs that can no longer be dialled in time. A dispatcher does so when it reaches a job, but it never reaches
 * those of a paused campaign.
 */
import { type DialRules, isExpired } from '../../domain/dialling/dial-rules';
import { afterVerdict } from '../../domain/dialling/uncounted-attempts';
import { type FailureReason } from '../../domain/jobs/job';
import { mayDial } from '../../domain/dialling/may-dial';
import { loadCampaign } from '../../store/campaigns/campaigns';
import { type DueJob } from '../../store/dialling/claims';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { listExpiredJobs } from '../../store/dialling/expired';
import { failWaitingJobs } from '../../store/jobs/jobs';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { type Store } from '../../store/mongodb/mongo';
import { type ActivityDeps } from '../ports/deps';
import { type VoiceProvider } from '../ports/voice-provider';

// Jobs failed in one step: well under a second of work, so a heartbeat is never late.
const STEP = 5_000;
// In one round of the reconciler: some ten seconds for one campaign. The rest is done a minute later.
const MOST_STEPS = 20;

/**
 * Fails the waiting jobs of a campaign whose NotAfter has passed, with the reason that the rules give. A job claimed
 * for a call meanwhile stays with its call. If it is killed at any point, the next run does what is left.
 * @returns how many failed.
 */
export async function failExpiredJobs(
  {
    store,
    clock,
    provider,
    providerStates,
    publishedRules,
  }: Pick<ActivityDeps, 'store' | 'clock' | 'providerStates' | 'publishedRules'> & {
    provider: Pick<VoiceProvider, 'name'>;
  },
  known: CampaignDocument,
  onProgress: () => void,
): Promise<number> {
  let failed = 0;
  let campaign: CampaignDocument | null = known;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    onProgress();
    const now = clock.date();
    const campaignsToo = isExpired(now.getTime(), campaign.Data.Constraints);
    const jobs = await listExpiredJobs(store, { campaignId: campaign._id, campaignsToo, limit: STEP, now });
    if (jobs.length === 0) break;
    // Evaluated by the version published now, whose NotAfter may be later.
    campaign = await loadCampaign(store, known._id);
    if (!campaign || campaign.State === 'ended') break;
    const [voice] = await providerStates([provider.name]);
    const counted = jobs.map((job) => afterVerdict(job, voice));
    failed += await failAnswered(store, publishedRules.of(campaign), counted, now);
    if (jobs.length < STEP) break;
  }
  return failed;
}

async function failAnswered(store: Store, rules: DialRules, jobs: DueJob[], now: Date): Promise<number> {
  const idsBy = new Map<FailureReason, string[]>();
  for await (const job of oneByOne(jobs)) {
    const answer = mayDial(rules, { job, nowMs: now.getTime() });
    if (answer.kind !== 'failed') continue;
    const ids = idsBy.get(answer.reason) ?? [];
    ids.push(job._id);
    idsBy.set(answer.reason, ids);
  }
  let failed = 0;
  for (const [reason, ids] of idsBy) failed += await failWaitingJobs(store, ids, { reason, now });
  return failed;
}
