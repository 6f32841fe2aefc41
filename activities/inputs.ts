/**
 * Checks each activity's input before it runs. A client that may start workflows and activities can send anything, and
 * an object where an id belongs would be a query to MongoDB. Unknown fields are ignored: an older or newer version may
 * have sent them.
 */
import { z } from 'zod';
import { answeredBy, conversationResults, isProviderCallId } from '../domain/calls/call';
import { campaignCommands, campaignStates } from '../domain/campaigns/campaign';
import { circuitStates } from '../domain/providers/circuit';
import { isInRange } from '../domain/time/instants';
import { isInboundName } from '../domain/jobs/job';
import { endReasons, outcomes } from '../domain/calls/outcome';
import { invalidInput } from '../workflows/contract';
import { type createAnalyzingActivities } from './analysis/analyzing';
import { type createCallActivities } from './calls/calls';
import { type createCircuitActivities } from './providers/circuit';
import { type createCommandActivities } from './campaigns/commands';
import { type createControlActivities } from './campaigns/control';
import { type createInCallOptOutActivities } from './calls/in-call-opt-outs';
import { type createDispatchActivities } from './dialling/dispatch';
import { type createReconcileActivities } from './recovery/reconcile';

type Activities = ReturnType<typeof createAnalyzingActivities> &
  ReturnType<typeof createCallActivities> &
  ReturnType<typeof createCircuitActivities> &
  ReturnType<typeof createCommandActivities> &
  ReturnType<typeof createControlActivities> &
  ReturnType<typeof createInCallOptOutActivities> &
  ReturnType<typeof createDispatchActivities> &
  ReturnType<typeof createReconcileActivities>;
type Name = keyof Activities;
type Input<N extends Name> = Parameters<Activities[N]>;

// As many faults as a person reads.
const MOST_TOLD = 5;
// Our names have some thirty characters. Temporal allows ids of a thousand, and joins them.
const name = z.string().min(1).max(200);
const id = name.regex(/^[^:]*$/, { error: 'must have no colon' });
// A command's id names a workflow and its run.
const commandId = z.string().min(1).max(2_000);
// Texts for people. Those from outside have been cut already.
const words = z.string().max(10_000);
// Any moment that can be a date: a call must be settled even if its provider reports nonsense.
const moment = z.number().min(-8.64e15).max(8.64e15);

const callRef = z.object({
  CampaignID: id,
  JobID: id,
  Attempt: z.int().min(0),
  Inbound: z.string().refine(isInboundName).optional(),
});
const hangUpCause = z.enum(['ring_limit', 'talk_limit', 'canceled', 'campaign_ended']);
const progress = z.object({
  providerCallId: z.string().refine(isProviderCallId).exactOptional(),
  answeredAtMs: moment.exactOptional(),
  answeredBy: z.enum(answeredBy).exactOptional(),
  conversation: z.object({ atMs: moment, result: z.enum(conversationResults) }).exactOptional(),
  end: z
    .object({ atMs: moment, reason: z.enum(endReasons), conversationSeconds: z.number().min(0) })
    .exactOptional(),
});

const inputs = {
  recordCampaignState: z.tuple([
    z.object({ CampaignID: id, State: z.enum(campaignStates), Epoch: z.int().min(0) }),
  ]),
  awaitDialsInFlight: z.tuple([z.object({ CampaignID: id })]),
  endCampaign: z.tuple([z.object({ CampaignID: id })]),
  sendCommand: z.tuple([id, z.enum(campaignCommands), commandId]),
  dispatchCalls: z.tuple([z.object({ CampaignID: id, OrgID: id, Epoch: z.int().min(0) })]),
  reconcileCampaigns: z.tuple([]),
  placeCall: z.tuple([callRef]),
  withdrawDial: z.tuple([callRef.extend({ HangUpCause: hangUpCause.exactOptional() })]),
  hangUpCall: z.tuple([callRef]),
  findAnswer: z.tuple([callRef]),
  lookUpCall: z.tuple([callRef.extend({ Routine: z.literal(true).exactOptional() })]),
  settleCall: z.tuple([
    callRef.extend({
      Progress: progress,
      HangUpCause: hangUpCause.exactOptional(),
      Refused: z.enum(outcomes).exactOptional(),
    }),
  ]),
  analyzeCall: z.tuple([callRef]),
  honourInCallOptOut: z.tuple([
    name,
    z.object({ told: z.enum(['conversation', 'ended']), said: z.enum(['opted_out', 'hung_up']) }),
  ]),
  loadCircuit: z.tuple([id]),
  recordCircuit: z.tuple([
    id,
    z.object({
      state: z.enum(circuitStates),
      reason: words,
      sinceMs: z.number().refine(isInRange),
      epoch: z.int().min(0),
    }),
  ]),
  probeProvider: z.tuple([id]),
} satisfies { [N in Name]: z.ZodType<Input<N>> };

/** The reverse check: the schema allows every input that the activity takes. */
type AllowWhatIsTaken = { [N in Name]: Input<N> extends z.output<(typeof inputs)[N]> ? unknown : never };

/** The same activities, each of which refuses invalid input. Retries do not help. */
export function checked<Group extends Partial<Activities>>(group: Group): Group {
  const guard = ([name, run]: [string, (...input: never[]) => unknown]) => [
    name,
    async (...input: never[]) => {
      const { error } = (inputs satisfies AllowWhatIsTaken)[name as Name].safeParse(input);
      if (error) throw invalidInput(faultOf(name, error));
      return run(...input);
    },
  ];
  return Object.fromEntries(Object.entries(group).map(guard as never)) as Group;
}

/** Says where the fault is and what is allowed. Leaves out what was given: it may be personal. */
function faultOf(name: string, { issues }: z.ZodError): string {
  const told = issues.slice(0, MOST_TOLD).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return `The activity ${name} cannot have been meant to be given this. ${told.join('; ')}`;
}
