/** What becomes of a contact's word about being called again, whatever the workflow of the call does. */
import { type InCallOptOut, isNewsAfter } from '../../domain/calls/in-call-opt-out';
import { hangUpIsOptOut } from '../../domain/dialling/next-step';
import { loadAnalyzedCall } from './analyses';
import { type CallOwner, findCallOwner } from './calls';
import { type Store } from '../mongodb/mongo';
import { optOut } from '../numbers/numbers';
import { failAnalyzedJob } from '../numbers/opted-out-calls';
import { cancelJobsOfNumber } from '../numbers/opt-outs';

export type Hearing =
  /** It is no wish for no more calls, it is known already, or the call is nobody's. */
  | { kind: 'nothing' }
  /** It may be one: that shows when the call is on record as over. */
  | { kind: 'too_early' }
  /** The number is on the list and its jobs are canceled. These calls to it are still to be hung up. */
  | { kind: 'honoured'; callsToHangUp: string[] };

/** Again it changes nothing. */
export async function honourInCallOptOut(
  store: Store,
  callId: string,
  word: InCallOptOut,
  now: Date,
): Promise<Hearing> {
  const owner = await findCallOwner(store, callId);
  if (!owner) return { kind: 'nothing' };
  if (word.said === 'opted_out') return honour(store, callId, owner, now);
  const analyzed = await loadAnalyzedCall(store, callId);
  // A call may be without its record for a moment.
  if (!analyzed) return { kind: owner.Slot?.CallID === callId ? 'too_early' : 'nothing' };
  const { call, job, data } = analyzed;
  if (!hangUpIsOptOut(job, data, call.Direction === 'inbound')) return { kind: 'nothing' };
  if (!call.Outcome) return { kind: 'too_early' };
  return isNewsAfter(call.Outcome, word) ? honour(store, callId, job, now) : { kind: 'nothing' };
}

async function honour(
  store: Store,
  callId: string,
  { _id: jobId, OrgID: orgId, ContactPhoneNumber: phoneNumber, Slot }: Omit<CallOwner, 'AnalyzedCallID'>,
  now: Date,
): Promise<Hearing> {
  await optOut(store, { orgId, phoneNumber, source: 'call', now });
  await failAnalyzedJob(store, { jobId, callId, now });
  // The job that this call still holds is settled by its workflow.
  const exceptJobId = Slot?.CallID === callId ? jobId : undefined;
  const { callsToHangUp } = await cancelJobsOfNumber(store, { orgId, phoneNumber, exceptJobId, now });
  return { kind: 'honoured', callsToHangUp };
}
