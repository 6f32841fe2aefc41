import { type PayloadCodec } from '@temporalio/common';
import { type Logger } from 'pino';
import { type CallLimits } from '../../activities/ports/deps';
import { type VoiceProvider } from '../../activities/ports/voice-provider';
import { type PublishedRules } from '../../domain/dialling/published-rules';
import { type Clock } from '../../store/mongodb/clock';
import { type Store } from '../../store/mongodb/mongo';
import { type CampaignGateway } from '../temporal/campaign-gateway';

/** What the API depends on. Tests pass in their own. */
export interface ApiDependencies {
  store: Store;
  /**
   * Every time that is stored, or compared with what others store, comes from this clock. Ages may be measured by any
   * clock.
   */
  clock: Clock;
  gateway: CampaignGateway;
  /** By the name in `/providers/:provider/events`. */
  providers: Record<string, VoiceProvider>;
  publishedRules: PublishedRules;
  /** For inbound calls; the defaults when absent. */
  callLimits?: Pick<CallLimits, 'callSeconds' | 'eventGraceMs' | 'lookEveryMs'>;
  /** Encrypts the payloads that Temporal stores; when absent they are not encrypted. */
  payloadCodec?: PayloadCodec | undefined;
  /** How long a body other than a file may take to arrive; the default when absent. */
  bodyWithinMs?: number | undefined;
  log: Logger;
}
