/** One step of a dispatcher: claims due jobs, as many as may be called now, and none while the campaign is held back. */
import { holdOf } from '../../domain/dialling/dial-gates';
import { afterVerdict } from '../../domain/dialling/uncounted-attempts';
import { judge } from '../../domain/dialling/dial-eligibility';
import { placementsBy } from '../../domain/dialling/call-rate';
import { ANALYST, isAnyOut, providersOf } from '../../domain/providers/providers';
import { type ConcurrencyCap, concurrencyCapOf } from '../../domain/dialling/concurrency-cap';
import { type Claim, claimDueJobs } from '../../store/dialling/claims';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { paceOf } from '../../store/dialling/call-rates';
import { type ActivityDeps } from '../ports/deps';
import { type VoiceProvider } from '../ports/voice-provider';

// Jobs claimed in one step: start-up of a wide campaign takes several, none of them long.
export const MAX_CLAIMS = 100;
// Of a campaign with a limit of calls per second no more is claimed than may be placed in this time.
const PACE_AHEAD_MS = 1_000;
// From the claim to the placement's answer a call may wait in a queue behind the calls-per-second limit.
const CLAIM_LEASE_MS = 10 * 60 * 1_000;

export interface ClaimStep {
  campaignId: string;
  epoch: number;
  isSchedulingEnabled: boolean;
  /** Least jobs looked at. */
  look: number;
  nowMs: number;
}

export async function claimNow(
  {
    store,
    clock,
    provider,
    providerStates,
    publishedData,
    turns,
  }: Pick<ActivityDeps, 'store' | 'clock' | 'providerStates' | 'publishedData' | 'turns'> & {
    provider: Pick<VoiceProvider, 'name'>;
  },
  { campaignId, epoch, isSchedulingEnabled, look, nowMs }: ClaimStep,
): Promise<Claim & { /** The campaign is narrower than its cap for the moment. */ ramping: boolean }> {
  const providers = await providerStates([provider.name, ANALYST]);
  let ramping = false;
  const claim = await claimDueJobs(store, {
    campaignId,
    epoch,
    width: (campaign) => {
      const around = {
        campaignState: campaign.State,
        schedulingEnabled: isSchedulingEnabled,
        globalPause: isAnyOut(providers, providersOf(campaign.Data, provider.name)),
      };
      const width = concurrencyCapOf({
        campaign,
        providers,
        voiceProvider: provider.name,
        nowMs: clock.now(),
      });
      ramping = width.ramped < campaign.Data.MaxActiveCalls;
      return holdOf(around) ? closed : width;
    },
    asCounted: (job) =>
      afterVerdict(
        job,
        providers.find(({ _id }) => _id === provider.name),
      ),
    judge: (campaign, job, number) => judge(publishedData.of(campaign), job, number, nowMs),
    turns: ({ _id, OrgID }, wants) => turns.take({ campaignId: _id, orgId: OrgID }, wants),
    maxClaims: (campaign) => mostClaims(store, campaign, clock.date()),
    look,
    leaseMs: CLAIM_LEASE_MS,
    now: new Date(nowMs),
  });
  return { ...claim, ramping };
}

const closed: ConcurrencyCap = { ramped: 0, full: 0 };

/** How many jobs may be claimed now: of a campaign with a limit of calls per second, those of the second to come. */
async function mostClaims(store: Store, campaign: CampaignDocument, now: Date): Promise<number> {
  const pace = await paceOf(store, campaign, now);
  return pace ? Math.min(placementsBy(now.getTime() + PACE_AHEAD_MS, pace), MAX_CLAIMS) : MAX_CLAIMS;
}
