/** What holds back all jobs of a campaign, and how much room there is for their calls, as the dispatcher sees it. */
import { type Room, type CampaignConditions } from '../../domain/dialling/dial-gates';
import { ANALYST, isAnyOut, providersOf } from '../../domain/providers/providers';
import { concurrencyCapOf } from '../../domain/dialling/concurrency-cap';
import { type CampaignDocument, type ProviderDocument } from '../../store/mongodb/documents';
import { countActiveCalls } from '../../store/jobs/jobs';
import { loadOrganisation } from '../../store/organisations/organisations';
import { paceOf } from '../../store/dialling/call-rates';
import { listProviders } from '../../store/providers/providers';
import { type ApiDependencies } from '../http/dependencies';

export interface CampaignFacts {
  nowMs: number;
  conditions: CampaignConditions;
  room: Room;
  /** The voice provider's stored state; undefined when it was never paused. */
  voice: ProviderDocument | undefined;
  /** The analyst is out: no campaign's conversations are analysed at the moment. */
  isAnalystOut: boolean;
}

/** The first provider places all campaigns' calls; any other only reports on them. */
export const voiceProviderOf = (providers: ApiDependencies['providers']): string =>
  Object.values(providers)[0]?.name ?? '';

export async function campaignFacts(
  { store, clock, providers }: Pick<ApiDependencies, 'store' | 'clock' | 'providers'>,
  campaign: CampaignDocument,
): Promise<CampaignFacts> {
  const voiceProvider = voiceProviderOf(providers);
  const [organisation, activeCalls, known, pace] = await Promise.all([
    loadOrganisation(store, campaign.OrgID),
    countActiveCalls(store, campaign._id),
    listProviders(store),
    paceOf(store, campaign, clock.date()),
  ]);
  const nowMs = clock.now();
  return {
    nowMs,
    conditions: {
      campaignState: campaign.State,
      schedulingEnabled: organisation?.SchedulingEnabled !== false,
      globalPause: isAnyOut(known, providersOf(campaign.Data, voiceProvider)),
    },
    room: {
      cap: concurrencyCapOf({ campaign, providers: known, voiceProvider, nowMs }),
      activeCalls,
      pace,
    },
    voice: known.find(({ _id }) => _id === voiceProvider),
    isAnalystOut: isAnyOut(known, [ANALYST]),
  };
}

// Whether a provider that a campaign uses is out, shown to the campaign's owner.

/** Says which of a campaign's providers are out, and why; undefined when none is. */
export type GlobalPauses = (campaign: Pick<CampaignDocument, 'Data'>) => string | undefined;

/** Reads the state of all providers once, for any number of campaigns. */
export async function globalPauses({
  store,
  providers,
}: Pick<ApiDependencies, 'store' | 'providers'>): Promise<GlobalPauses> {
  // The first provider places all campaigns' calls; any other only reports on them.
  const [voice] = Object.values(providers);
  const out = (await listProviders(store)).filter(({ GlobalPause }) => GlobalPause);
  return ({ Data }) => reasonFor(providersOf(Data, voice?.name ?? ''), out);
}

function reasonFor(used: string[], out: ProviderDocument[]): string | undefined {
  const reasons = out.filter(({ _id }) => used.includes(_id)).map(({ _id, Reason }) => `${_id}: ${Reason}`);
  return reasons.length === 0 ? undefined : reasons.join('; ');
}
