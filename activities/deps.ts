import { type Client } from '@temporalio/client';
import { type Logger } from 'pino';
import { type Store } from '../store/mongo';
import { type Wakeups } from './wakeups';
import { type VoiceProvider } from './voice-provider';

/** Everything activities touch, given by the process that hosts them. */
export interface ActivityDeps {
  store: Store;
  client: Client;
  provider: VoiceProvider;
  wakeups: Wakeups;
  logger: Logger;
  limits: CallLimits;
  /** Aborted when this process is about to stop: a dispatcher then hands over at once instead of after the grace time. */
  stopping: AbortSignal;
}

export interface CallLimits {
  /** How long a call may ring when neither job nor provider says otherwise. */
  ringSeconds: number;
  /** How long a call may last when its job does not say. */
  callSeconds: number;
  /** How long an event may be on its way: added to every limit before we act ourselves. */
  eventGraceMs: number;
  /** A claim whose call workflow has not asked to dial after this is started again. */
  unstartedClaimMs: number;
}

export const defaultLimits: CallLimits = {
  // Telemarketing must let a call ring at least 15 s; voicemail commonly picks up at 25–30 s.
  ringSeconds: 30,
  // Longer than a conversation by a wide margin, short enough that a stuck call is noticed the same hour.
  callSeconds: 1_800,
  // Webhooks normally arrive within a second; a provider's first retry comes within five.
  eventGraceMs: 5_000,
  // Starting and running a workflow's first step takes milliseconds, and seconds under load.
  unstartedClaimMs: 5_000,
};
