import { type Logger } from 'pino';
import { type VoiceProvider } from '../activities/voice-provider';
import { type Store } from '../store/mongo';
import { type CampaignGateway } from './campaign-gateway';

/** What the API stands on. A test hands in its own. */
export interface ApiDependencies {
  store: Store;
  gateway: CampaignGateway;
  /** By the name in `/providers/:provider/events`. */
  providers: Record<string, VoiceProvider>;
  log: Logger;
}
