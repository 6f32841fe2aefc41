/** What becomes of a contact's word about being called again, whatever the workflow of the call does. */
import { type InCallOptOut, isNewsAfter } from '../../domain/calls/in-call-opt-out';
import { hangUpIsOptOut } from '../../domain/dialling/next-step';
import { loadAnalyzedCall } from '../../store/calls/analyses';
import { type CallOwner, findCallOwner } from '../../store/calls/calls';
import { noteConversation } from '../../store/numbers/conversations';
import { stopCalls, type StopCallsDeps } from './stop-calls';

export type Hearing =
  /** It asks for nothing, it is known already, or no job has the call. */
  | { kind: 'nothing' }
  /** It may be one: that shows when the call is on record as over. */
  | { kind: 'too_early' }
  /** The number is on the list and its jobs are canceled. `isDone`: our other calls to it are told to hang up. */
  | { kind: 'honoured'; isDone: boolean };

/** Again it changes nothing. Whatever becomes of the word, who left the conversation or opted out in it has talked. */
export async function honourInCallOptOut(
  deps: StopCallsDeps,
  callId: string,
  word: InCallOptOut,
): Promise<Hearing> {
  const { store } = deps;
  if (word.told === 'conversation') await noteConversation(store, { callId, now: deps.clock.date() });
  const owner = await findCallOwner(store, callId);
  if (!owner) return { kind: 'nothing' };
  if (word.said === 'opted_out') return honour(deps, callId, owner);
  const analyzed = await loadAnalyzedCall(store, callId);
  // A call may be without its record for a moment.
  if (!analyzed) return { kind: owner.Slot?.CallID === callId ? 'too_early' : 'nothing' };
  const { call, job, data } = analyzed;
  if (!hangUpIsOptOut(job, data, call.Direction === 'inbound')) return { kind: 'nothing' };
  if (!call.Outcome) return { kind: 'too_early' };
  return isNewsAfter(call.Outcome, word) ? honour(deps, callId, job) : { kind: 'nothing' };
}

async function honour(
  deps: StopCallsDeps,
  callId: string,
  { _id: jobId, OrgID: orgId, ContactPhoneNumber, Slot }: Omit<CallOwner, 'AnalyzedCallID'>,
): Promise<Hearing> {
  const { isDone } = await stopCalls(
    deps,
    { orgId, phoneNumbers: [ContactPhoneNumber] },
    // The job that this call still holds is settled by its workflow.
    { source: 'call', callId, jobId, isToBeSettled: Slot?.CallID === callId },
  );
  return { kind: 'honoured', isDone };
}
