/** Opt-outs reported during a call; they take effect whatever the call's workflow does. */
import { type InCallOptOut, isNewsAfter } from '../../domain/calls/in-call-opt-out';
import { hangUpIsOptOut } from '../../domain/dialling/next-step';
import { loadAnalyzedCall } from './analyses';
import { type CallOwner, findCallOwner } from './calls';
import { type Store } from '../mongodb/mongo';
import { optOut } from '../numbers/numbers';
import { failAnalyzedJob } from '../numbers/opted-out-calls';
import { cancelJobsOfNumber } from '../numbers/opt-outs';

export type Hearing =
  /** It is no opt-out, it is known already, or the call has no job. */
  | { kind: 'nothing' }
  /** It may be an opt-out: that is known once the call's end is recorded. */
  | { kind: 'too_early' }
  /** The number is on the list and its jobs are canceled. These calls to it must still be hung up. */
  | { kind: 'honoured'; callsToHangUp: string[] };

/** A repetition changes nothing. */
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
  // A call's record may be missing for a moment.
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
  // If this call still has its job's slot, its workflow settles the job.
  const exceptJobId = Slot?.CallID === callId ? jobId : undefined;
  const { callsToHangUp } = await cancelJobsOfNumber(store, { orgId, phoneNumber, exceptJobId, now });
  return { kind: 'honoured', callsToHangUp };
}
