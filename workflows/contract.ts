/**
 * What other processes may know about the workflows: names, ids, task queues, messages and the types that travel. The
 * wire name of a message is the name of the constant's verb or noun. Everything here is plain JSON. Fields are in
 * PascalCase, as in the API and the database: people read them in Temporal's UI. A value that `domain/` defines keeps
 * the names that it has there.
 */
import { ApplicationFailure, defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { type AnsweredBy, type CallEvent, type CallProgress } from '../domain/calls/call';
import { type CampaignCommand, type CampaignState, campaignStates } from '../domain/campaigns/campaign';
import {
  type Circuit,
  type CircuitLimits,
  type CircuitState,
  type HealthReport,
} from '../domain/providers/circuit';
import { type InCallOptOut } from '../domain/calls/in-call-opt-out';
import { type CallRef } from '../domain/jobs/job';
import { type HangUpCause, type Outcome } from '../domain/calls/outcome';

/**
 * A task queue is a scaling unit.
 * - campaigns: campaign and command workflows, and control activities (ending, hang-up, look-up), which no rate
 *   limit may delay.
 * - dispatch: dispatchers, which wait on I/O for as long as a campaign is started; many slots, little work.
 * - analyses: each waits for an AI for up to a minute, and must not delay a hang-up or a command.
 * - calls: call workflows and placements; its activities have a server-side rate limit (calls per second).
 */
export interface TaskQueues {
  campaigns: string;
  dispatch: string;
  analyses: string;
  calls: string;
}

/**
 * Queues that work together end alike: in nothing, or in what keeps those of a test or of a tenant apart. So no input
 * names a queue: a worker is told its own, and a workflow knows them by the one that it runs on.
 */
export const taskQueuesEnding = (ending: string): TaskQueues => ({
  campaigns: `campaigns${ending}`,
  dispatch: `dispatch${ending}`,
  analyses: `campaigns-analyses${ending}`,
  calls: `calls${ending}`,
});
export const taskQueues = taskQueuesEnding('');

/** @param own a queue that workflows run on; any other name, as in a replay, counts as an ending. */
export const taskQueuesBeside = (own: string): TaskQueues =>
  taskQueuesEnding(own.replace(/^(campaigns|calls)/, ''));

export const workflowTypes = {
  campaign: 'campaignWorkflow',
  campaignCommand: 'campaignCommandWorkflow',
  call: 'callWorkflow',
  inCallOptOut: 'inCallOptOutWorkflow',
  reconcile: 'reconcileWorkflow',
  provider: 'providerWorkflow',
} as const;

/** The Schedule that starts the reconciler, and the prefix of its workflows' ids. */
export const RECONCILE_SCHEDULE_ID = 'ringmaster-reconcile';

export const campaignWorkflowId = (campaignId: string): string => `campaign:${campaignId}`;

/** Search attributes are never encrypted: ids and states only. */
export const searchAttributes = {
  CampaignID: defineSearchAttributeKey('CampaignID', 'KEYWORD'),
  OrgID: defineSearchAttributeKey('OrgID', 'KEYWORD'),
  CampaignState: defineSearchAttributeKey('CampaignState', 'KEYWORD'),
};

// Campaign ------------------------------------------------------------------------------------------------------

export interface CampaignInput {
  CampaignID: string;
  OrgID: string;
  /** What an earlier run handed over; absent in the first. */
  Carried?: CarriedCampaign;
  /** Continue as new above this many history events, besides Temporal's own suggestion. */
  MaxHistoryEvents?: number;
}

/**
 * How every process starts a campaign's workflow. Ids and states only: operators of Temporal need not know a campaign's
 * name, and it may be personal.
 */
export const campaignStart = (
  { CampaignID, OrgID }: { CampaignID: string; OrgID: string },
  queues: TaskQueues,
  carried?: CarriedCampaign,
) => ({
  workflowId: campaignWorkflowId(CampaignID),
  taskQueue: queues.campaigns,
  args: [{ CampaignID, OrgID, ...(carried ? { Carried: carried } : {}) }] as [CampaignInput],
  typedSearchAttributes: [
    { key: searchAttributes.CampaignID, value: CampaignID },
    { key: searchAttributes.OrgID, value: OrgID },
    { key: searchAttributes.CampaignState, value: carried?.State ?? 'paused' },
  ],
  // A worker that dies, or gets a task while it stops, delays the campaign's next command for this long: less than the
  // 5 s that the API waits for the answer. A step of a campaign takes milliseconds, and a long write renews its task.
  workflowTaskTimeout: '3s',
  staticSummary: `Campaign ${CampaignID}`,
});

/** Plain JSON that survives continue-as-new. */
export interface CarriedCampaign {
  State: CampaignState;
  /** Number of the latest transition that is stored. */
  Epoch: number;
  /** Answers to the latest updates by update id: an update delivered to two runs is obeyed once. */
  Answered: { UpdateID: string; Answer: CommandAnswer }[];
  /** The latest commands, newest last. */
  Log: LogLine[];
}

/** Shown to operators. */
export interface LogLine {
  /** Milliseconds since 1970. */
  AtMs: number;
  Text: string;
}

export interface CommandAnswer {
  State: CampaignState;
  Epoch: number;
}

// Our failures are created and recognised here, by their type: once sent, a failure no longer has its class.

/** Failure type of an update that the campaign's state does not allow; `details[0]` is the current state. */
const INVALID_TRANSITION = 'InvalidTransition';

export const invalidTransition = (message: string, state: CampaignState): ApplicationFailure =>
  ApplicationFailure.create({ type: INVALID_TRANSITION, message, nonRetryable: true, details: [state] });

/**
 * The state that refused an update, from the error that the client of the update gets; undefined for any other error.
 * Throws if a refusal names no state.
 */
export function refusingState(error: unknown): CampaignState | undefined {
  const failure = error instanceof Error ? error.cause : undefined;
  if (!(failure instanceof ApplicationFailure) || failure.type !== INVALID_TRANSITION) return undefined;
  const state = campaignStates.find((known) => known === failure.details?.[0]);
  if (!state) throw new Error(`An ${INVALID_TRANSITION} failure names no state of a campaign`);
  return state;
}

/** Failure type of a workflow or an activity with an invalid input: nothing is done, and no retry helps. */
export const INVALID_INPUT = 'InvalidInput';

export const invalidInput = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, INVALID_INPUT);

export const startUpdate = defineUpdate<CommandAnswer, []>('start');
export const pauseUpdate = defineUpdate<CommandAnswer, []>('pause');
export const endUpdate = defineUpdate<CommandAnswer, []>('end');
export const commandUpdates = { start: startUpdate, pause: pauseUpdate, end: endUpdate } as const;

export const startSignal = defineSignal('start');
export const pauseSignal = defineSignal('pause');
export const endSignal = defineSignal('end');
export const commandSignals = { start: startSignal, pause: pauseSignal, end: endSignal } as const;

export interface CampaignView {
  CampaignID: string;
  OrgID: string;
  State: CampaignState;
  Epoch: number;
  /** While an ended campaign still fails jobs and hangs up calls. */
  Ending?: { FailedJobs: number };
}
export const campaignQuery = defineQuery<CampaignView>('campaign');

/** What is stored after the attempt to store a transition. */
export interface RecordedState {
  State: CampaignState;
  Epoch: number;
  /** Placements that were permitted before are on their way: a pause is not answered before they have ended. */
  DialsInFlight?: true;
}

export interface DispatchInput {
  CampaignID: string;
  OrgID: string;
  Epoch: number;
}

/**
 * Why a dispatcher stopped. `fenced`: the stored campaign is not started, or in another epoch. `relieved`: another
 * takes over. `idle`: no job can be called for `RestMs` (absent: for ever), unless `wakeSignal` says so. A duration,
 * since the clocks of MongoDB and of Temporal need not agree.
 */
export type DispatchEnding = { Kind: 'fenced' | 'relieved' } | { Kind: 'idle'; RestMs?: number };

/** Work was announced for a campaign that has no dispatcher. To a campaign that has one it means nothing. */
export const wakeSignal = defineSignal('wake');

/** What a round of the reconciler found and mended. */
export interface Reconciliation {
  /** Campaigns compared. */
  Campaigns: number;
  /** Campaigns whose workflow was gone: paused, and running again. */
  Revived: string[];
  /** Jobs failed because they could no longer be called before their NotAfter. */
  ExpiredJobs: number;
  /** Jobs failed because an ended campaign still had them. */
  FailedJobs: number;
  /** About how many started campaigns wait for a worker with room for their dispatcher. */
  Undispatched: number;
}

// Command: started by a Temporal Schedule ------------------------------------------------------------------------

export interface CommandOutcome {
  CampaignID: string;
  Command: CampaignCommand;
  /** True when the campaign obeyed, or was already in the command's target state. */
  Accepted: boolean;
  State: CampaignState | 'unknown';
  Note: string;
}

// Call ----------------------------------------------------------------------------------------------------------

export interface CallInput extends CallRef {
  /** Only of an inbound call (see `CallRef.Inbound`), which is answered already. */
  InboundLimits?: TalkLimits;
}

/** How an answered call is followed. */
export interface TalkLimits {
  TalkLimitMs: number;
  /** How long an event may be on its way; the other limits include it. */
  EventGraceMs: number;
  /** How often a running call is looked up; absent: never. */
  LookEveryMs?: number;
  /** The conversation's result comes as a separate event: wait for it, for as long as an event may take. */
  AwaitsConversation?: true;
}

/**
 * Longest life of a call workflow: a call of at most 4 h, its ringing, and hours without a worker. An older workflow is
 * stuck; the expiry of its lease frees its slot.
 */
export const callTimeoutMs = 24 * 60 * 60 * 1_000;

export interface CallResult {
  /**
   * `not_dialled`: the rules or a pause prevented it, no placement was sent.
   * `analyzed`: the job was settled after its conversation was analysed.
   */
  Outcome: Outcome | 'not_dialled' | 'analyzed';
}

export const callEventSignal = defineSignal<[CallEvent]>('callEvent');
/** Asks the call to end; the reason is stored with the call. */
export const hangUpSignal = defineSignal<['canceled' | 'campaign_ended']>('hangUp');

/** A pause has given the call's claim back: a call that is not dialled yet leaves the queue; any other goes on. */
export const withdrawSignal = defineSignal('withdraw');

/** The result of a placement. */
export type PlacedCall =
  /** The provider has it. */
  | ({ Kind: 'placed'; RingLimitMs: number; Progress: CallProgress } & TalkLimits)
  | { Kind: 'refused'; Outcome: Outcome }
  /** The rules, a pause or another run prevented it: no placement was sent, and the job is taken care of. */
  | { Kind: 'not_dialled' }
  /** It is not known whether it was dialled. */
  | { Kind: 'unknown' };

/** An answer that the provider has reported, in the call's record. */
export interface HeardAnswer {
  /** By the provider's clock, in milliseconds since 1970. */
  AtMs: number;
  By: AnsweredBy;
  /** How long ago we were told, by our clock. */
  AgoMs: number;
}

/** What the provider says of a call, without personal data. */
export type LookedUp = { Kind: 'found'; Progress: CallProgress } | { Kind: 'not_found' | 'unavailable' };

/** `withdrawn`: nothing was dialled, and nothing will be. `dialling`: the call may ring, and must be hung up. */
export type Withdrawal = 'withdrawn' | 'dialling';

export interface EndedCall extends CallRef {
  /** What the provider has told us so far. */
  Progress: CallProgress;
  HangUpCause?: HangUpCause;
  /** The provider refused the placement: there was no call. */
  Refused?: Outcome;
}

/** `analyzing`: the conversation is to be analysed before the job is settled. */
export type SettledAs = Outcome | 'not_dialled' | 'analyzing';

/** Whether the report from a call was an opt-out. */
export interface HonouredWord {
  Honoured: boolean;
}

/** One for each report that a call can bring: a repeated report finds the running workflow. */
export const inCallOptOutWorkflowId = (callId: string, { told, said }: InCallOptOut): string =>
  `in-call-opt-out:${callId}:${told}:${said}`;

// Provider ------------------------------------------------------------------------------------------------------

/** The ids of providers of another set of queues name that queue. */
export const providerWorkflowId = (provider: string, queues: TaskQueues): string =>
  queues.campaigns === taskQueues.campaigns
    ? `provider:${provider}`
    : `provider:${provider}@${queues.campaigns}`;

/** Only `Provider` is required: an operator types it by hand. */
export interface ProviderInput {
  Provider: string;
  /** Absent: those of `domain/providers/circuit.ts`. */
  Limits?: CircuitLimits;
  /** What an earlier run handed over. The first run reads the database. */
  Carried?: CarriedProvider;
  /** Continue as new above this many history events, besides Temporal's own suggestion. */
  MaxHistoryEvents?: number;
}

/** Plain JSON that survives continue-as-new. */
export interface CarriedProvider {
  Circuit: Circuit;
  /** Number of the latest change that is stored. */
  Written: number;
  /** The latest changes, newest last. */
  Log: LogLine[];
}

/** What is stored of a circuit, for other processes. */
export type StoredCircuit = Pick<Circuit, 'state' | 'reason' | 'sinceMs' | 'epoch'>;

/** Whether a probed provider would take requests. */
export interface ProbeResult {
  Answers: boolean;
  Note: string;
}

/** What a worker has seen of the provider. */
export const reportSignal = defineSignal<[HealthReport]>('report');
/**
 * From an operator. The names differ from a campaign's, so that a signal to the wrong kind of workflow does nothing.
 */
export const pauseProviderSignal = defineSignal<[reason?: string]>('pauseProvider');
export const resumeProviderSignal = defineSignal('resumeProvider');

export interface ProviderView {
  Provider: string;
  State: CircuitState;
  /** No call goes out: the pause is stored, and all placements that were permitted before it are over. */
  GlobalPause: boolean;
  Reason: string;
  Since: string;
  Epoch: number;
  LastProbe?: { At: string; Answers: boolean; Note: string };
  NextProbe?: string;
}
export const providerQuery = defineQuery<ProviderView>('provider');
