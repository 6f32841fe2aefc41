/**
 * Checks a workflow's input before anything else: a client that may start workflows can send anything, and a workflow
 * with another's input would do another's work. Unknown fields are ignored: an older or newer version may have sent
 * them.
 */
import { workflowInfo } from '@temporalio/workflow';
import { campaignCommands, campaignStates, isCampaignCommand } from '../domain/campaigns/campaign';
import { type Circuit, type CircuitLimits, circuitStates } from '../domain/providers/circuit';
import { type InCallOptOut, isInCallOptOut } from '../domain/calls/in-call-opt-out';
import { callId, callOwnerId, isInboundName } from '../domain/jobs/job';
import { id, listOf, object, oneOf, optional, refuse, that, time, whole, words } from './checks';
import {
  type CallInput,
  callTimeoutMs,
  type CampaignInput,
  campaignWorkflowId,
  type CarriedCampaign,
  type CarriedProvider,
  type CommandAnswer,
  inCallOptOutWorkflowId,
  invalidInput,
  type LogLine,
  type ProviderInput,
  type TalkLimits,
} from './contract';

/** A call or a circuit never waits longer than a call's workflow may live. */
const limit = that(
  (value) => Number.isFinite(value) && Number(value) > 0 && Number(value) <= callTimeoutMs,
  `a number above 0, at most ${callTimeoutMs}`,
);

const log = listOf(object<LogLine>({ AtMs: time, Text: words }));
const answer = object<CommandAnswer>({ State: oneOf(campaignStates), Epoch: whole(0) });

const campaign = object<CampaignInput>({
  CampaignID: id,
  OrgID: id,
  Carried: optional(
    object<CarriedCampaign>({
      State: oneOf(campaignStates),
      Epoch: whole(0),
      Answered: listOf(object<CarriedCampaign['Answered'][number]>({ UpdateID: words, Answer: answer })),
      Log: log,
    }),
  ),
  MaxHistoryEvents: optional(whole(1)),
});

const call = object<CallInput>({
  CampaignID: id,
  JobID: id,
  Attempt: whole(0),
  Inbound: optional(that(isInboundName, 'the name of an inbound call, such as in-0123456789abcdef')),
  InboundLimits: optional(
    object<TalkLimits>({
      TalkLimitMs: limit,
      EventGraceMs: limit,
      LookEveryMs: optional(limit),
      AwaitsConversation: optional(oneOf([true])),
    }),
  ),
});

const provider = object<ProviderInput>({
  Provider: id,
  Limits: optional(
    object<CircuitLimits>({
      windowOutcomes: limit,
      windowMs: limit,
      minFailures: limit,
      minFailuresWhileGrowing: limit,
      failureShare: limit,
      firstBackOffMs: limit,
      mostBackOffMs: limit,
      growthMs: limit,
    }),
  ),
  Carried: optional(
    object<CarriedProvider>({
      Circuit: object<Circuit>({
        state: oneOf(circuitStates),
        reason: words,
        sinceMs: time,
        epoch: whole(0),
        recent: listOf(
          object<Circuit['recent'][number]>({
            atMs: time,
            ok: whole(0),
            failed: whole(0),
          }),
        ),
        backOffMs: limit,
        nextProbeMs: optional(time),
        lastProbe: optional(
          object<NonNullable<Circuit['lastProbe']>>({
            atMs: time,
            answers: oneOf([true, false]),
            note: words,
          }),
        ),
      }),
      Written: whole(0),
      Log: log,
    }),
  ),
  MaxHistoryEvents: optional(whole(1)),
});

/** A workflow under another id is not the one that clients query and signal: it must not run beside that one. */
function checkOwnId(expected: string, isOwn = (own: string) => own === expected): void {
  const { workflowId } = workflowInfo();
  if (!isOwn(workflowId))
    throw invalidInput(`This workflow's id is not the one that its input names: start it as "${expected}"`);
}

export function checkCampaignInput(input: CampaignInput): void {
  campaign(input, 'The input');
  checkOwnId(campaignWorkflowId(input.CampaignID));
}

export function checkCallInput(input: CallInput): void {
  call(input, 'The input');
  const isInbound = input.Inbound !== undefined;
  if (isInbound ? input.Attempt !== 0 : input.Attempt === 0)
    refuse(
      'The input.Attempt',
      input.Attempt,
      'counted from 1, and 0 for an inbound call, which `Inbound` names',
    );
  if (isInbound !== (input.InboundLimits !== undefined))
    refuse(
      'The input.InboundLimits',
      input.InboundLimits,
      'there for an inbound call, which `Inbound` names, and for no other',
    );
  checkOwnId(callId(input));
}

export function checkProviderInput(input: ProviderInput): void {
  provider(input, 'The input');
  const own = `provider:${input.Provider}`;
  // Providers of another set of queues name their queue.
  checkOwnId(own, (workflowId) => workflowId === own || workflowId.startsWith(`${own}@`));
}

export function checkCommandInput(campaignId: string, command: string): void {
  id(campaignId, 'The first input, the id of the campaign,');
  if (!isCampaignCommand(command))
    refuse('The second input, the command,', command, `one of ${campaignCommands.join(', ')}`);
}

export function checkInCallOptOutInput(callId: string, word: InCallOptOut): void {
  that((value) => typeof value === 'string' && callOwnerId(value) !== undefined, 'the id of a call')(
    callId,
    'The first input, the call,',
  );
  that(isInCallOptOut, 'a word, such as {"told": "conversation", "said": "opted_out"}')(
    word,
    'The second input, the word,',
  );
  checkOwnId(inCallOptOutWorkflowId(callId, word));
}
