/** One attempt, from the permission to dial to its settling. Every write names the states it may leave. */
import { type FailureReason } from '../domain/job';
import { type EndReason, type HangUpCause, type Outcome } from '../domain/outcome';
import { type AnsweredBy } from '../domain/call';
import { unclaim } from './claims';
import { type CallDocument, type CampaignDocument, type JobDocument } from './documents';
import { type Store } from './mongo';

export type DialPermit =
  | { kind: 'granted'; job: JobDocument }
  /** This very run has had the permission before: its placement may have left. Only the provider can say. */
  | { kind: 'granted_before'; job: JobDocument }
  /** The job is settled, given back, or another run's. */
  | { kind: 'gone' };

/**
 * Lets the workflow run `runId` send one placement until `until`.
 *
 * Together with `recordCampaignState` + `isDialling` this is a flag protocol: here the flag is raised *before* the
 * caller reads the campaign's state; a pause writes the state *before* it looks for flags. So either the caller sees
 * the pause, or the pause sees the flag and waits for it.
 */
export async function grantDial(
  store: Store,
  dial: { jobId: string; callId: string; runId: string; until: Date; now: Date },
): Promise<DialPermit> {
  const { jobId, callId, runId, until, now } = dial;
  const granted = await store.jobs.findOneAndUpdate(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId, 'Slot.Stage': 'claimed' },
    {
      $set: { 'Slot.Stage': 'dialling', 'Slot.DialledBy': runId, 'Slot.DialUntil': until, UpdatedAt: now },
    },
    { returnDocument: 'after' },
  );
  if (granted) return { kind: 'granted', job: granted };
  const job = await store.jobs.findOne({
    _id: jobId,
    State: 'calling',
    'Slot.CallID': callId,
    'Slot.DialledBy': runId,
  });
  return job ? { kind: 'granted_before', job } : { kind: 'gone' };
}

/**
 * Lets a run dial once more after the provider said that it never got the first placement.
 * @returns the job as it then is, or null when it is no longer this run's to dial.
 */
export const grantRedial = (
  store: Store,
  { jobId, callId, runId, until }: { jobId: string; callId: string; runId: string; until: Date },
): Promise<JobDocument | null> =>
  store.jobs.findOneAndUpdate(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId, 'Slot.DialledBy': runId },
    { $set: { 'Slot.Stage': 'dialling', 'Slot.DialUntil': until } },
    { returnDocument: 'after' },
  );

/**
 * Gives back a permission that was not used: nothing has left for the provider. The job then waits, until `dueAt` if
 * given. `until` names the very permission: a late caller cannot give back a later one.
 * @returns whether it did.
 */
export async function returnDial(
  store: Store,
  dial: { jobId: string; callId: string; runId: string; until: Date; dueAt?: Date },
): Promise<boolean> {
  const { jobId, callId, runId, until, dueAt } = dial;
  const returned = await store.jobs.updateOne(
    {
      _id: jobId,
      State: 'calling',
      'Slot.CallID': callId,
      'Slot.Stage': 'dialling',
      'Slot.DialledBy': runId,
      'Slot.DialUntil': until,
    },
    dueAt ? [...unclaim, { $set: { DueAt: dueAt } }] : unclaim,
  );
  return returned.matchedCount === 1;
}

/** Records that a call is about to be dialled. The same call again changes nothing. */
export async function recordDial(store: Store, call: CallDocument): Promise<void> {
  const { _id, ...fields } = call;
  await store.calls.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
}

/** Takes back a record of a call that never left: the provider would not listen to us at all. */
export async function forgetDial(store: Store, callId: string): Promise<void> {
  await store.calls.deleteOne({ _id: callId, EndedAt: { $exists: false } });
}

/** The provider has answered: the placement is no longer on its way, and a pause need not wait for it. */
export async function recordPlaced(
  store: Store,
  { jobId, callId, runId, leaseUntil }: { jobId: string; callId: string; runId: string; leaseUntil: Date },
): Promise<void> {
  await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId, 'Slot.DialledBy': runId },
    { $set: { 'Slot.Stage': 'placed', 'Slot.LeaseUntil': leaseUntil }, $unset: { 'Slot.DialUntil': '' } },
  );
}

export interface CallEnd {
  endedAt: Date;
  outcome: Outcome;
  endReason?: EndReason;
  hangUpCause?: HangUpCause;
  answeredAt?: Date;
  answeredBy?: AnsweredBy;
  conversationSeconds?: number;
}

/** Records how a call ended. The first end stays: a repeated one changes nothing, so usage counts once. */
export async function recordCallEnd(store: Store, callId: string, end: CallEnd): Promise<void> {
  await store.calls.updateOne(
    { _id: callId, EndedAt: { $exists: false } },
    {
      $set: {
        EndedAt: end.endedAt,
        Outcome: end.outcome,
        ...(end.endReason === undefined ? {} : { EndReason: end.endReason }),
        ...(end.hangUpCause === undefined ? {} : { HangUpCause: end.hangUpCause }),
        ...(end.answeredAt === undefined ? {} : { AnsweredAt: end.answeredAt }),
        ...(end.answeredBy === undefined ? {} : { AnsweredBy: end.answeredBy }),
        ...(end.conversationSeconds === undefined ? {} : { ConversationSeconds: end.conversationSeconds }),
      },
    },
  );
}

/** The job whose slot this call holds, with its campaign, in one read. */
export async function findCallingJob(
  store: Store,
  jobId: string,
  callId: string,
): Promise<{ job: JobDocument; campaign: CampaignDocument } | null> {
  const found = await store.jobs
    .aggregate<JobDocument & { Campaign: CampaignDocument[] }>([
      { $match: { _id: jobId, State: 'calling', 'Slot.CallID': callId } },
      { $lookup: { from: 'campaigns', localField: 'CampaignID', foreignField: '_id', as: 'Campaign' } },
    ])
    .next();
  const campaign = found?.Campaign[0];
  return found && campaign ? { job: found, campaign } : null;
}

export type Settlement =
  | { state: 'completed' | 'canceled'; outcome: Outcome }
  | { state: 'failed'; outcome?: Outcome; failureReason: FailureReason }
  | { state: 'scheduled'; outcome: Outcome; dueAt: Date };

/**
 * Moves a job on from its call and frees the slot, if that call still holds it.
 * @returns whether it did: false means that the job has left `calling` some other way.
 */
export async function settleAttempt(
  store: Store,
  { jobId, callId, settlement, now }: { jobId: string; callId: string; settlement: Settlement; now: Date },
): Promise<boolean> {
  const settled = await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId },
    {
      $set: {
        State: settlement.state,
        ...(settlement.outcome === undefined ? {} : { Outcome: settlement.outcome }),
        UpdatedAt: now,
        ...(settlement.state === 'failed' ? { FailureReason: settlement.failureReason } : {}),
        ...(settlement.state === 'scheduled' ? { DueAt: settlement.dueAt } : {}),
      },
      $unset: { Slot: '' },
    },
  );
  return settled.matchedCount === 1;
}

/** Gives back a claim of this call that never began to dial. */
export async function releaseClaim(store: Store, jobId: string, callId: string): Promise<boolean> {
  const released = await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId, 'Slot.Stage': 'claimed' },
    unclaim,
  );
  return released.matchedCount === 1;
}
