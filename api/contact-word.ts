/** What a contact says in a call about being called again, as its provider tells us, and what it does at once. */
import { type CallEvent } from '../domain/call';
import { hangUpIsOptOut } from '../domain/next-step';
import { type Outcome } from '../domain/outcome';
import { loadAnalyzedCall } from '../store/analyses';
import { findCallOwner } from '../store/calls';
import { type JobDocument } from '../store/documents';
import { optOut } from '../store/numbers';
import { failAnalyzedJob } from '../store/opted-out-calls';
import { type ApiDependencies } from './dependencies';
import { hangUpCallsTo } from './end-calls-to';

type Honouring = Pick<ApiDependencies, 'store' | 'gateway'>;

/**
 * The contact's wish for no more calls, which holds whatever the call's workflow does: it may be over, and hear nothing.
 * @returns false when a call could not be told to end: done again, it is told again.
 */
export async function honourWish(deps: Honouring, callId: string, event: CallEvent): Promise<boolean> {
  if (saidIn(event) !== 'opted_out') return true;
  const job = await findCallOwner(deps.store, callId);
  return !job || honour(deps, callId, job);
}

/** Ends under which a call was settled without its being known that the contact left early. */
const unawares: Record<'conversation' | 'ended', Outcome[]> = {
  // A machine that was heard may have been a person: the agent's word counts.
  conversation: ['completed', 'voicemail', 'unknown'],
  // The first end that is told stays: another one says something only where nobody knew any.
  ended: ['unknown'],
};

/**
 * That the contact left early, told of a call that is over, where the version it was placed under, or its job, counts that as a
 * wish. As long as the call is not on record as over its workflow hears of it, and decides.
 * @returns as `honourWish`
 */
export async function honourLateHangUp(deps: Honouring, callId: string, event: CallEvent): Promise<boolean> {
  if (saidIn(event) !== 'hung_up' || (event.kind !== 'conversation' && event.kind !== 'ended')) return true;
  const over = await loadAnalyzedCall(deps.store, callId);
  if (!over?.call.Outcome || !unawares[event.kind].includes(over.call.Outcome)) return true;
  const { call, job, data } = over;
  if (!hangUpIsOptOut(job, data, call.Direction === 'inbound')) return true;
  return honour(deps, callId, job);
}

const saidIn = (event: CallEvent): string | undefined => {
  if (event.kind === 'conversation') return event.result;
  return event.kind === 'ended' ? event.reason : undefined;
};

async function honour(
  { store, gateway }: Honouring,
  callId: string,
  job: Pick<JobDocument, '_id' | 'OrgID' | 'ContactPhoneNumber'> & { Slot?: { CallID: string } },
): Promise<boolean> {
  const { OrgID: orgId, ContactPhoneNumber: phoneNumber } = job;
  const now = new Date();
  await optOut(store, { orgId, phoneNumber, source: 'call', now });
  await failAnalyzedJob(store, { jobId: job._id, callId, now });
  // The job that this call still holds is settled by its workflow.
  const isOn = job.Slot?.CallID === callId;
  return hangUpCallsTo(
    { store, gateway },
    { orgId, phoneNumbers: [phoneNumber], exceptJobId: isOn ? job._id : undefined },
  );
}
