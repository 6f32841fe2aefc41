import { type Client } from '@temporalio/client';
import { type Logger } from 'pino';
import { circuitLimits } from '../../domain/providers/circuit';
import { type PublishedRules } from '../../domain/dialling/published-rules';
import { type Clock } from '../../store/mongodb/clock';
import { type Store } from '../../store/mongodb/mongo';
import { type TaskQueues } from '../../workflows/contract';
import { type Analyst } from './analyst';
import { type ClaimTurns } from './claim-turns';
import { type ProviderHealth } from './provider-health';
import { type ProviderStates } from './provider-states';
import { type SlotNotifier } from './slot-notifier';
import { type VoiceProvider } from './voice-provider';

/** Everything activities touch, given by the process that hosts them. */
export interface ActivityDeps {
  store: Store;
  /** Whatever is stored, or compared with what is stored, is of this clock. */
  clock: Clock;
  client: Client;
  /** Where what this process starts runs: the queues that its workers take from. */
  taskQueues: TaskQueues;
  provider: VoiceProvider;
  providerStates: ProviderStates;
  publishedRules: PublishedRules;
  /** Undefined: none is configured, so an analysis that a campaign wants fails visibly. */
  analyst: Analyst | undefined;
  /** Told of every answer of a provider, so that one that is out pauses the campaigns that use it. */
  health: ProviderHealth;
  slotNotifier: SlotNotifier;
  turns: ClaimTurns;
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
  /** How often the provider is asked about a call that goes on: its end may be lost, or the provider may have lost the call. */
  lookEveryMs: number;
  /** How long the provider is asked what became of a placement or a call before that counts as unknown. */
  lookUpForMs: number;
  /** First wait of a job that met a provider that was away; doubled each time. */
  providerAwayMs: number;
  /** How long an attempt that the provider failed is in doubt: if the provider goes out by then, the attempt does not count. */
  providerVerdictMs: number;
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
  // Most conversations are over before, and cost nothing. A slot that nobody is on the line for is free again after this, and a
  // call of four hours is asked about 47 times: some 500 events of history.
  lookEveryMs: 5 * 60_000,
  // An outage of minutes must not cost a job its answer; a provider that is away for longer has lost the call.
  lookUpForMs: 10 * 60_000,
  // A provider that is overloaded recovers in seconds.
  providerAwayMs: 5_000,
  // A failure counts for its circuit for a minute; word of the latest one takes a second or two.
  providerVerdictMs: circuitLimits.windowMs + 5_000,
  // Starting and running a workflow's first step takes milliseconds, and seconds under load.
  unstartedClaimMs: 5_000,
};
