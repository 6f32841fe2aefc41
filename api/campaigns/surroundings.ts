/** What holds back all jobs of a campaign alike, and what room there is for their calls, as the dispatcher sees it. */
import { type Room, type Surroundings } from '../../domain/dialling/dial-gates';
import { ANALYST, isAnyOut, providersOf } from '../../domain/providers/providers';
import { widthOf } from '../../domain/dialling/concurrency-cap';
import { type CampaignDocument, type ProviderDocument } from '../../store/mongodb/documents';
import { countActiveCalls } from '../../store/jobs/jobs';
import { loadOrganisation } from '../../store/organisations/organisations';
import { paceOf } from '../../store/dialling/call-rates';
import { listProviders } from '../../store/providers/providers';
import { type ApiDependencies } from '../http/dependencies';

export interface CampaignFacts {
  nowMs: number;
  around: Surroundings;
  room: Room;
  /** Of the voice provider; undefined: nothing ever stood in its way. */
  voice: ProviderDocument | undefined;
  /** No conversation is analysed at the moment, of whichever campaign. */
  isAnalystOut: boolean;
}

/** The first places the calls of every campaign; another one only reports on them. */
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
    around: {
      campaignState: campaign.State,
      schedulingEnabled: organisation?.SchedulingEnabled !== false,
      globalPause: isAnyOut(known, providersOf(campaign.Data, voiceProvider)),
    },
    room: { width: widthOf({ campaign, providers: known, voiceProvider, nowMs }), activeCalls, pace },
    voice: known.find(({ _id }) => _id === voiceProvider),
    isAnalystOut: isAnyOut(known, [ANALYST]),
  };
}
