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

/** All that activities use, supplied by the process that hosts them. */
export interface ActivityDeps {
  store: Store;
  /** Every time that is stored, or compared with a stored one, comes from this clock. */
  clock: Clock;
  client: Client;
  /** The queues that its workers take from: what this process starts runs there. */
  taskQueues: TaskQueues;
  provider: VoiceProvider;
  providerStates: ProviderStates;
  publishedRules: PublishedRules;
  /** Undefined when none is configured: an analysis that a campaign wants then fails visibly. */
  analyst: Analyst | undefined;
  /** Hears of every answer of a provider, so that one that is out pauses the campaigns that use it. */
  health: ProviderHealth;
  slotNotifier: SlotNotifier;
  turns: ClaimTurns;
  logger: Logger;
  limits: CallLimits;
  /** Aborted when this process is about to stop: a dispatcher then hands over at once, not after the grace time. */
  stopping: AbortSignal;
}

export interface CallLimits {
  /** How long a call may ring when neither job nor provider says otherwise. */
  ringSeconds: number;
  /** How long a call may last when its job sets no limit. */
  callSeconds: number;
  /** How long an event may take to arrive: added to every limit before we act ourselves. */
  eventGraceMs: number;
  /** How often the provider is asked about a call in progress: its end event, or the whole call, may be lost. */
  lookEveryMs: number;
  /** How long the provider is asked about a placement or a call before its result counts as unknown. */
  lookUpForMs: number;
  /** First wait of a job whose provider was away; doubled each time. */
  providerAwayMs: number;
  /** How long an attempt that the provider failed stays open: if the provider goes out by then, it does not count. */
  providerVerdictMs: number;
  /** A claim whose call workflow has not asked for a permit after this is started again. */
  unstartedClaimMs: number;
  /** A campaign without an active call and a job to claim keeps its dispatcher for this long. */
  idleAfterMs: number;
}

export const defaultLimits: CallLimits = {
  // Telemarketing must let a call ring at least 15 s; voicemail commonly picks up at 25–30 s.
  ringSeconds: 30,
  // Much longer than a conversation, short enough that a stuck call is noticed within the hour.
  callSeconds: 1_800,
  // Webhooks normally arrive within a second; a provider's first retry comes within five.
  eventGraceMs: 5_000,
  // Most conversations end before, and cost no request. A slot whose call is gone is free again after this. For a call
  // of four hours the provider is asked 47 times: some 500 events of history.
  lookEveryMs: 5 * 60_000,
  // An outage of minutes must not lose a job's result; a provider that is away for longer has lost the call.
  lookUpForMs: 10 * 60_000,
  // An overloaded provider recovers in seconds.
  providerAwayMs: 5_000,
  // A failure counts for its circuit for a minute; the report of the latest one takes a second or two.
  providerVerdictMs: circuitLimits.windowMs + 5_000,
  // Starting a workflow and running its first step takes milliseconds, or seconds under load.
  unstartedClaimMs: 5_000,
  // Starting the next dispatcher costs about as much as a call, so a campaign that gets a job now and then keeps it.
  idleAfterMs: 5_000,
};
