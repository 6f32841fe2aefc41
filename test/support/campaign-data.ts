/** What a test's campaigns are made of, unless it says otherwise. */
import { type CampaignData } from '../../domain/campaigns/campaign-data';

/** Its calls go out at any hour, as they must in a test: without rule sets, unless the test chooses some. */
export const campaignData = ({
  Constraints = { DisableJitter: true },
  ...changes
}: Partial<CampaignData> = {}): CampaignData => ({
  CallerID: '+12025550100',
  AvailableCallerIDs: {},
  InboundMode: 'reject',
  CallRejectionMessage: '',
  MaxActiveCalls: 10,
  AnalysisSchema: {},
  BotName: 'test',
  Constraints: { RuleSets: [], ...Constraints },
  ...changes,
});

/** The n-th of a thousand fictional numbers whose last two digits are `ending`, which decides the simulated outcome. */
export const numberEnding = (ending: string, n = 0): string =>
  `+1202555${String(1 + (n % 99)).padStart(2, '0')}${ending}`;
