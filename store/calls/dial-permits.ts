/** One attempt, from the permit to dial to its placement. Every write names the states it may leave. */
import { type Document } from 'mongodb';
import { type WaitingReason } from '../../domain/dialling/dial-rules';
import { isToBeCanceled, stateUnclaimed, unclaim } from '../dialling/claims';
import { type CallDocument, type JobDocument } from '../mongodb/documents';
import { isDuplicate, type Store } from '../mongodb/mongo';

export type DialPermit =
  | { kind: 'granted'; job: JobDocument }
  /** This run has had the permit before: its placement may have been sent. Only the provider can say. */
  | { kind: 'granted_before'; job: JobDocument }
  /** The job is settled, given back, or belongs to another run. */
  | { kind: 'gone' };

/**
 * Lets the workflow run `runId` send one placement until `until`.
 *
 * Together with `recordCampaignState` and `listDialsInFlight` this is a flag protocol. Here the flag is raised *before*
 * the function's caller reads the campaign's state; a pause writes the state *before* it looks for flags. So either the
 * caller sees the pause, or the pause sees the flag and waits for it.
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
 * @returns the updated job, or null when this run may no longer dial it.
 */
export const grantRedial = (
  store: Store,
  { jobId, callId, runId, until }: { jobId: string; callId: string; runId: string; until: Date },
): Promise<JobDocument | null> =>
  store.jobs.findOneAndUpdate(
    {
      _id: jobId,
      State: 'calling',
      'Slot.CallID': callId,
      'Slot.Stage': 'dialling',
      'Slot.DialledBy': runId,
    },
    { $set: { 'Slot.DialUntil': until } },
    { returnDocument: 'after' },
  );

/** Until when, and why, a job waits after its claim is given back. */
export interface Deferral {
  dueAt: Date;
  reason: WaitingReason;
}

const defer = (deferral: Deferral | undefined): Document[] =>
  deferral ? [{ $set: { DueAt: deferral.dueAt, DeferredBy: deferral.reason } }] : [];

/**
 * Gives back a permit that was not used: nothing rings. The job then waits, as `deferral` says if given. `until`
 * identifies the permit, so a late caller cannot give back a later one.
 * @returns whether the permit was given back.
 */
export async function returnDial(
  store: Store,
  dial: {
    jobId: string;
    callId: string;
    runId: string;
    until: Date;
    deferral?: Deferral | undefined;
    /** The provider could not be used; the job counts how often. */
    away?: boolean;
    /** The provider refuses to show it: the job waits for another version. */
    refusedCallerId?: string;
  },
): Promise<boolean> {
  const { jobId, callId, runId, until, deferral, away = false, refusedCallerId } = dial;
  const returned = await store.jobs.updateOne(
    {
      _id: jobId,
      State: 'calling',
      'Slot.CallID': callId,
      'Slot.Stage': 'dialling',
      'Slot.DialledBy': runId,
      'Slot.DialUntil': until,
    },
    [
      ...unclaim,
      ...defer(deferral),
      ...(away ? [{ $set: { ProviderAway: { $add: [{ $ifNull: ['$ProviderAway', 0] }, 1] } } }] : []),
      ...(refusedCallerId === undefined
        ? []
        : [{ $set: { RefusedCallerID: { $literal: refusedCallerId } } }]),
    ],
  );
  return returned.matchedCount === 1;
}

/**
 * Records that a call is about to be dialled. If it is dialled once more, because the provider never got the first
 * placement, the later time counts. A call that has ended stays as it is.
 */
export async function recordDial(store: Store, call: CallDocument): Promise<void> {
  const { _id, DialledAt, CallerID, Version, ...fields } = call;
  try {
    await store.calls.updateOne(
      { _id, EndedAt: { $exists: false } },
      { $set: { DialledAt, CallerID, Version }, $setOnInsert: fields },
      { upsert: true },
    );
  } catch (error) {
    // It exists and did not match: it has ended.
    if (!isDuplicate(error)) throw error;
  }
}

/** Deletes the record of a call that was never sent, because the provider could not be reached at all. */
export async function forgetDial(store: Store, callId: string): Promise<void> {
  await store.calls.deleteOne({ _id: callId, EndedAt: { $exists: false } });
}

/** Records that the provider has answered the placement: a pause need no longer wait for it. */
export async function recordPlaced(
  store: Store,
  placed: { jobId: string; callId: string; runId: string; version: number; leaseUntil: Date },
): Promise<void> {
  await store.jobs.updateOne(
    { _id: placed.jobId, State: 'calling', 'Slot.CallID': placed.callId, 'Slot.DialledBy': placed.runId },
    {
      $set: {
        'Slot.Stage': 'placed',
        'Slot.LeaseUntil': placed.leaseUntil,
        'Slot.Version': placed.version,
      },
      // The lease is the call's own from here on.
      $unset: { 'Slot.DialUntil': '', 'Slot.HangUpFrom': '', ProviderAway: '' },
    },
  );
}

/** Gives back a claim of this call that never began to dial. */
export async function releaseClaim(
  store: Store,
  jobId: string,
  callId: string,
  deferral?: Deferral,
): Promise<boolean> {
  const released = await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId, 'Slot.Stage': 'claimed' },
    [...unclaim, ...defer(deferral)],
  );
  return released.matchedCount === 1;
}

type Withdrawal =
  /** No placement was sent, and none will be: the claim is given back. */
  | 'withdrawn'
  /** A placement may be on its way, or be answered: the call is to be hung up. */
  | 'dialling'
  /** The call no longer has the job. */
  | 'gone';

/**
 * For a call that is told to end before it is known to ring: gives its claim back if it has not begun to dial. In the
 * same step `cancel` stores the request to cancel, which the pre-dial check and the redial see. So afterwards only
 * placements that were permitted before are sent.
 */
export async function withdrawDial(
  store: Store,
  { jobId, callId, cancel, now }: { jobId: string; callId: string; cancel: boolean; now: Date },
): Promise<Withdrawal> {
  const undialled = { $eq: ['$Slot.Stage', 'claimed'] };
  const wish = cancel ? [{ $set: { CancelRequestedAt: { $ifNull: ['$CancelRequestedAt', now] } } }] : [];
  const left = await store.jobs.findOneAndUpdate(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId },
    [
      ...wish,
      {
        $set: {
          State: { $cond: [undialled, stateUnclaimed, '$State'] },
          Attempts: { $cond: [undialled, { $subtract: ['$Attempts', 1] }, '$Attempts'] },
          UpdatedAt: now,
          Slot: { $cond: [undialled, '$$REMOVE', '$Slot'] },
        },
      },
    ],
    { returnDocument: 'after', projection: { 'Slot.CallID': 1 } },
  );
  if (!left) return 'gone';
  return left.Slot ? 'dialling' : 'withdrawn';
}

/**
 * Lets a job wait again after an uncounted attempt, and frees its slot if that call still has it. A job whose
 * cancellation was requested becomes canceled instead.
 * @returns whether the call still had the slot.
 */
export async function uncountAttempt(
  store: Store,
  { jobId, callId, deferral, now }: { jobId: string; callId: string; deferral: Deferral; now: Date },
): Promise<boolean> {
  const uncounted = await store.jobs.updateOne({ _id: jobId, State: 'calling', 'Slot.CallID': callId }, [
    {
      $set: {
        State: { $cond: [isToBeCanceled, 'canceled', 'scheduled'] },
        Outcome: 'provider_failed',
        UncountedAttempts: { $add: [{ $ifNull: ['$UncountedAttempts', 0] }, 1] },
        UpdatedAt: now,
      },
    },
    ...defer(deferral),
    { $unset: 'Slot' },
  ]);
  return uncounted.matchedCount === 1;
}

/** The record of a call, if there is one, and its job. */
export async function findKnownCall(
  store: Store,
  jobId: string,
  callId: string,
): Promise<{ call: CallDocument | null; job: JobDocument | null }> {
  const [call, job] = await Promise.all([
    store.calls.findOne({ _id: callId }),
    store.jobs.findOne({ _id: jobId }),
  ]);
  return { call, job };
}
