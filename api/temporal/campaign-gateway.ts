/** The API's only access to Temporal: each method returns its outcome as a value. */
import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { type CallEvent } from '../../domain/calls/call';
import { type CampaignCommand, type CampaignState } from '../../domain/campaigns/campaign';
import { type InCallOptOut } from '../../domain/calls/in-call-opt-out';
import { type CallRef, callId } from '../../domain/jobs/job';
import { type CampaignDocument } from '../../store/mongodb/documents';
import {
  callEventSignal,
  type CallInput,
  callTimeoutMs,
  campaignQuery,
  campaignStart,
  type CampaignView,
  campaignWorkflowId,
  type CarriedCampaign,
  commandUpdates,
  inCallOptOutWorkflowId,
  hangUpSignal,
  refusingState,
  searchAttributes,
  type TalkLimits,
  type TaskQueues,
  workflowTypes,
} from '../../workflows/contract';
import { isNamespaceUnprepared, isTemporalAway } from './campaign-gateway-outage';
import { ConcurrencyLimit } from '../turns/concurrency-limit';

export type CommandVerdict =
  | { kind: 'done'; state: CampaignState }
  | { kind: 'refused'; state: CampaignState }
  /** `outcomeUnknown`: the command was sent, and may still be carried out. */
  | { kind: 'unavailable'; outcomeUnknown: boolean };

export type SignalVerdict = 'signalled' | 'unknown_call' | 'unavailable';

/** `over`: the workflow ran before, and has ended. `away`: Temporal is away, and the workflow may still begin. */
export type Begun = 'begun' | 'over' | 'away';

export interface CampaignGateway {
  /** Starts the campaign's workflow. A repetition changes nothing. False: Temporal is away. */
  begin(campaign: CampaignDocument): Promise<boolean>;
  /** Returns the workflow's verdict. The same `id` again gets the first answer and is not carried out twice. */
  command(
    campaign: CampaignDocument,
    command: CampaignCommand,
    request: CommandRequest,
  ): Promise<CommandVerdict>;
  /** The workflow's view of itself, or undefined when it does not answer in time. */
  view(campaignId: string): Promise<CampaignView | undefined>;
  callEvent(callId: string, event: CallEvent): Promise<SignalVerdict>;
  /** Starts the workflow of an inbound call. A repetition changes nothing. */
  startInboundCall(call: InboundCallStart): Promise<Begun>;
  /** Asks a call to hang up; one that is over needs no telling. False: Temporal is away. */
  hangUp: (callId: string) => Promise<boolean>;
  /**
   * Starts a workflow that carries out an in-call opt-out as soon as possible, even if processes die. False: Temporal
   * is away.
   */
  startInCallOptOut(callId: string, word: InCallOptOut): Promise<boolean>;
  isReachable(timeoutMs: number): Promise<boolean>;
}

export interface InboundCallStart {
  ref: CallRef;
  orgId: string;
  limits: TalkLimits;
}

export interface CommandRequest {
  id: string;
  /** True when the client may have sent this same command before. */
  repeatable: boolean;
}

/** A 503 must come within 6 s; the rest of the request takes far less than the remaining second. */
const ANSWER_WITHIN_MS = 5_000;
/** The caller hears nothing meanwhile, and takes longer silence for a dead line. */
const CALLER_WAITS_MS = 2_000;
/** Providers give up on an answer after 5 s; the rest is for storing what the event carries. */
const EVENT_WITHIN_MS = 3_000;
/** Temporal has just answered a signal; a start takes as long. */
const KEEP_WITHIN_MS = 1_000;
/** A page can wait this long for the live state before it takes the stored one. */
const VIEW_WITHIN_MS = 2_000;
/** The server refuses the 11th update in flight per workflow, and the client then waits a second. */
const COMMANDS_AT_ONCE = 8;
/** Eight at a time, 10 ms each, these take about a second; a longer queue would only time out. */
const COMMANDS_WAITING = 500;

export interface CampaignGatewayOptions {
  client: Client;
  taskQueues: TaskQueues;
  /** Reads the campaign again, when the request's copy may be out of date. */
  reload: (campaignId: string) => Promise<CampaignDocument | null>;
}

export function createCampaignGateway({
  client,
  taskQueues,
  reload,
}: CampaignGatewayOptions): CampaignGateway {
  const limit = new ConcurrencyLimit({ width: COMMANDS_AT_ONCE, waiting: COMMANDS_WAITING });

  const startOptions = (campaign: CampaignDocument, carried?: CarriedCampaign) => ({
    ...campaignStart({ CampaignID: campaign._id, OrgID: campaign.OrgID }, taskQueues, carried),
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
  });

  /** Starts a terminated or lost workflow again from its stored state, and sends it the command. */
  const commandWithStart = (
    campaign: CampaignDocument,
    command: CampaignCommand,
    updateId: string,
  ): Promise<CommandVerdict> =>
    client.workflow
      .executeUpdateWithStart(commandUpdates[command], {
        updateId,
        startWorkflowOperation: new WithStartWorkflowOperation(workflowTypes.campaign, {
          ...startOptions(campaign, { State: campaign.State, Epoch: campaign.Epoch, Answered: [], Log: [] }),
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        }),
      })
      .then(({ State }) => ({ kind: 'done', state: State }));

  const command: CampaignGateway['command'] = async (campaign, name, { id, repeatable }) => {
    // Only a repeated request can have been carried out by a campaign that has ended since.
    if (campaign.State === 'ended' && !repeatable) return { kind: 'refused', state: 'ended' };
    const deadline = Date.now() + ANSWER_WITHIN_MS;
    const verdict = await limit.run(campaign._id, deadline, () =>
      client.withDeadline(deadline, async (): Promise<CommandVerdict> => {
        try {
          const handle = client.workflow.getHandle(campaignWorkflowId(campaign._id));
          const answer = await handle.executeUpdate(commandUpdates[name], { updateId: id });
          return { kind: 'done', state: answer.State };
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) return verdictOf(error);
        }
        const stored = await reload(campaign._id);
        if (!stored || stored.State === 'ended') return { kind: 'refused', state: 'ended' };
        return commandWithStart(stored, name, id).catch(verdictOf);
      }),
    );
    return verdict === 'full' ? { kind: 'unavailable', outcomeUnknown: false } : verdict;
  };

  const signal = async (withinMs: number, send: () => Promise<void>): Promise<SignalVerdict> => {
    try {
      await client.withDeadline(Date.now() + withinMs, send);
      return 'signalled';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'unknown_call';
      if (isTemporalAway(error)) return 'unavailable';
      throw error;
    }
  };

  const started = async (withinMs: number, start: () => Promise<unknown>): Promise<Begun> => {
    try {
      await client.withDeadline(Date.now() + withinMs, start);
      return 'begun';
    } catch (error) {
      // A repeated creation or announcement of what has ended since. While it still runs, there is no error.
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'over';
      if (isTemporalAway(error) || isNamespaceUnprepared(error)) return 'away';
      throw error;
    }
  };
  /** @returns whether the workflow runs, or ran. */
  const begun = async (withinMs: number, start: () => Promise<unknown>): Promise<boolean> =>
    (await started(withinMs, start)) !== 'away';

  return {
    command,

    begin: (campaign) =>
      begun(ANSWER_WITHIN_MS, () =>
        client.workflow.start(workflowTypes.campaign, {
          ...startOptions(campaign),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        }),
      ),

    async view(campaignId) {
      try {
        return await client.withDeadline(Date.now() + VIEW_WITHIN_MS, () =>
          client.workflow.getHandle(campaignWorkflowId(campaignId)).query(campaignQuery),
        );
      } catch {
        // Whatever the reason, the stored state is used instead.
        return undefined;
      }
    },

    startInboundCall: ({ ref, orgId, limits }) =>
      started(CALLER_WAITS_MS, () =>
        client.workflow.start(workflowTypes.call, {
          taskQueue: taskQueues.calls,
          workflowId: callId(ref),
          args: [{ ...ref, InboundLimits: limits }] as [CallInput],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowExecutionTimeout: callTimeoutMs,
          typedSearchAttributes: [
            { key: searchAttributes.CampaignID, value: ref.CampaignID },
            { key: searchAttributes.OrgID, value: orgId },
          ],
        }),
      ),

    startInCallOptOut: (callId, word) =>
      begun(KEEP_WITHIN_MS, () =>
        client.workflow.start(workflowTypes.inCallOptOut, {
          taskQueue: taskQueues.campaigns,
          workflowId: inCallOptOutWorkflowId(callId, word),
          args: [callId, word],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      ),

    callEvent: (callId, event) =>
      signal(EVENT_WITHIN_MS, () => client.workflow.getHandle(callId).signal(callEventSignal, event)),

    hangUp: async (callId) =>
      (await signal(ANSWER_WITHIN_MS, () =>
        client.workflow.getHandle(callId).signal(hangUpSignal, 'canceled'),
      )) !== 'unavailable',

    async isReachable(timeoutMs) {
      try {
        await client.withDeadline(Date.now() + timeoutMs, () =>
          client.workflowService.describeNamespace({ namespace: client.options.namespace }),
        );
        return true;
      } catch {
        return false;
      }
    },
  };
}

function verdictOf(error: unknown): CommandVerdict {
  const refusing = refusingState(error);
  if (refusing) return { kind: 'refused', state: refusing };
  const isUnknown =
    // An old worker without the handler, or a run that closed during the update.
    error instanceof WorkflowUpdateFailedError ||
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    isTemporalAway(error);
  if (isUnknown) return { kind: 'unavailable', outcomeUnknown: true };
  throw error;
}
