import { type PayloadCodec } from '@temporalio/common';
import { type Logger } from 'pino';
import { type CallLimits } from '../../activities/ports/deps';
import { type VoiceProvider } from '../../activities/ports/voice-provider';
import { type PublishedRules } from '../../domain/dialling/published-rules';
import { type Clock } from '../../store/mongodb/clock';
import { type Store } from '../../store/mongodb/mongo';
import { type CampaignGateway } from '../temporal/campaign-gateway';

/** What the API stands on. A test hands in its own. */
export interface ApiDependencies {
  store: Store;
  /** Whatever is stored and compared with what others store is of this clock. What only grows old may be of any. */
  clock: Clock;
  gateway: CampaignGateway;
  /** By the name in `/providers/:provider/events`. */
  providers: Record<string, VoiceProvider>;
  publishedRules: PublishedRules;
  /** Of inbound calls; the default ones when absent. */
  callLimits?: Pick<CallLimits, 'callSeconds' | 'eventGraceMs' | 'lookEveryMs'>;
  /** What encrypts the payloads that Temporal stores; absent: nothing does. */
  payloadCodec?: PayloadCodec | undefined;
  /** How long a body other than a file may take to arrive; the default when absent. */
  bodyWithinMs?: number | undefined;
  log: Logger;
}
