/** The claim: how a dispatcher gets the right to start calls, and what keeps the cap. */
import { type AnyBulkWriteOperation, type Document, type FindCursor, MongoBulkWriteError } from 'mongodb';
import { type Judgement, lineIsBusy } from '../../domain/dialling/dial-eligibility';
import { callId, waitingStates } from '../../domain/jobs/job';
import { freeCalls, type ConcurrencyCap } from '../../domain/dialling/concurrency-cap';
import {
  type CampaignDocument,
  type JobDocument,
  type NumberDocument,
  type Slot,
} from '../mongodb/documents';
import { DUPLICATE_KEY, newId, type Store } from '../mongodb/mongo';
import { awaitLines, wakeNext } from '../numbers/line-waits';
import { loadNumbers } from '../numbers/numbers';
import { allOf, oneByOne } from '../mongodb/one-by-one';

export interface ClaimedCall {
  JobID: string;
  Attempt: number;
}

export type Claim =
  /** The campaign is not started, or another epoch's dispatcher is in charge: this one has nothing left to do. */
  | { kind: 'fenced' }
  | {
      kind: 'claimed';
      calls: ClaimedCall[];
      campaign: CampaignDocument;
      /** The rules sent so many due jobs away that slots are left for others, which are due as well. */
      more: boolean;
      /** When the next job falls due, if a slot is left for it and it is known. */
      nextDueAt?: Date;
    };

export interface ClaimRequest {
  campaignId: string;
  epoch: number;
  /** Given what is published and how long the campaign has been started. */
  width(campaign: CampaignDocument): ConcurrencyCap;
  /** A job as the rules count it: what was in doubt may be decided by now. */
  asCounted(job: DueJob): DueJob;
  /** What the rules say of a due job; `number` is what the organisation knows of its number. */
  judge(campaign: CampaignDocument, job: DueJob, number: NumberDocument | undefined): Judgement;
  /** Of so many jobs that may be dialled, how many are claimed now: the calls per second are shared with all campaigns. */
  turns(campaign: CampaignDocument, wants: number): Promise<number>;
  /** Most jobs claimed in one step: bounds the batch. */
  maxClaims(campaign: CampaignDocument): number | Promise<number>;
  /** Least jobs looked at: more than there are slots when the rules have just sent many away. */
  look: number;
  leaseMs: number;
  now: Date;
}

/** What is read of a job to judge it. */
export type DueJob = Pick<
  JobDocument,
  | '_id'
  | 'Attempts'
  | 'UncountedAttempts'
  | 'RefusedCallerID'
  | 'DueAt'
  | 'ContactPhoneNumber'
  | 'CallerID'
  | 'Overrides'
  | 'CreatedAt'
  | 'InboundOnly'
  | 'LastAttempt'
  | 'DeferredBy'
>;

/** The same, for MongoDB. */
export const judgedFields = {
  Attempts: 1,
  UncountedAttempts: 1,
  RefusedCallerID: 1,
  DueAt: 1,
  ContactPhoneNumber: 1,
  CallerID: 1,
  Overrides: 1,
  CreatedAt: 1,
  InboundOnly: 1,
  LastAttempt: 1,
  DeferredBy: 1,
} as const satisfies Record<Exclude<keyof DueJob, '_id'>, 1>;

/**
 * Claims due jobs: each moves from waiting to `calling` and holds a slot. A due job that the rules forbid to dial now is
 * sent away until they allow it, or settled if they never will.
 *
 * A slot is a number below the cap, and a unique index lets one job of a campaign hold a number. So each claim is one
 * atomic update of one document, and however many dispatchers overlap, neither can the cap be exceeded nor a job be
 * claimed twice. No transaction: one left open by a killed process would block every claim, and every pause, for the
 * minute that MongoDB keeps it.
 *
 * The campaign is read again after the claim: what was claimed while it was being paused is given back. A claim alone
 * dials nobody; the permission to dial (`grantDial`) looks at the campaign once more.
 */
export async function claimDueJobs(store: Store, request: ClaimRequest): Promise<Claim> {
  const { campaignId, epoch, now } = request;
  const [campaign, taken] = await Promise.all([
    store.campaigns.findOne({ _id: campaignId, State: 'started', Epoch: epoch }),
    takenSlots(store, campaignId),
  ]);
  if (!campaign) return { kind: 'fenced' };
  const { ramped, full } = request.width(campaign);
  const maxClaims = await request.maxClaims(campaign);
  let free = freeSlots(taken, ramped, maxClaims);
  let urgent = false;
  if (free.length === 0 && ramped < full) {
    free = freeSlots(taken, full, maxClaims);
    urgent = true;
  }
  if (free.length === 0) return { kind: 'claimed', calls: [], campaign, more: false };

  const limit = Math.max(free.length, request.look);
  const waiting = await allOf(firstWaiting(store, campaignId, limit, urgent));
  const due = waiting.filter((job) => job.DueAt <= now).map((job) => request.asCounted(job));
  const next = waiting.at(due.length);
  const nextDueAt = next ? { nextDueAt: next.DueAt } : {};
  if (due.length === 0) return { kind: 'claimed', calls: [], campaign, more: false, ...nextDueAt };

  const { allowed, verdicts, busyNumbers, freeNumbers } = await judgeDue(
    store,
    request,
    campaign,
    due,
    free.length,
  );
  const turns = allowed.length === 0 ? 0 : await request.turns(campaign, allowed.length);
  const claimId = newId();
  const calls = await claim(store, request, campaign, allowed.slice(0, turns), free, claimId, verdicts);
  await awaitLines(store, { orgId: campaign.OrgID, phoneNumbers: busyNumbers, now });
  await wakeNext(store, { orgId: campaign.OrgID, phoneNumbers: freeNumbers, now });
  const stillOurs = await store.campaigns.findOne(
    { _id: campaignId, State: 'started', Epoch: epoch },
    { projection: { _id: 1 } },
  );
  if (stillOurs) {
    const more = due.length === limit && allowed.length < free.length;
    return { kind: 'claimed', calls, campaign, more, ...nextDueAt };
  }
  await store.jobs.updateMany({ ...heldBy(campaignId, claimId), 'Slot.Stage': 'claimed' }, unclaim);
  return { kind: 'fenced' };
}

/** The jobs that fall due first, whether they are due yet or not; `urgent` ones do not wait for the ramp. */
const firstWaiting = (store: Store, campaignId: string, limit: number, urgent: boolean): FindCursor<DueJob> =>
  store.jobs
    .find(
      {
        CampaignID: campaignId,
        State: { $in: [...waitingStates] },
        ...(urgent ? { 'Overrides.Constraints.DisableJitter': true } : {}),
      },
      { projection: judgedFields, ...(urgent ? { hint: { CampaignID: 1, State: 1, DueAt: 1 } } : {}) },
    )
    .sort({ DueAt: 1 })
    .limit(limit);

/** Slot numbers in use, read from their index alone: as many keys as there are active calls. */
async function takenSlots(store: Store, campaignId: string): Promise<Set<number>> {
  const held = await store.jobs
    .find({ CampaignID: campaignId, 'Slot.Number': { $exists: true } })
    .project<{ Slot: { Number: number } }>({ 'Slot.Number': 1, _id: 0 })
    .toArray();
  return new Set(held.map(({ Slot }) => Slot.Number));
}

/** Slots that calls of ours hold; calls to us wait for no cap. */
export const countOutboundSlots = (store: Store, campaignId: string): Promise<number> =>
  store.jobs.countDocuments({
    CampaignID: campaignId,
    'Slot.Number': { $exists: true },
    'Slot.Inbound': { $exists: false },
  });

/** The lowest free numbers below `allowed`. */
function freeSlots(taken: Set<number>, allowed: number, most: number): number[] {
  const free: number[] = [];
  const wanted = Math.min(freeCalls(allowed, taken.size), most);
  for (let number = 0; number < allowed && free.length < wanted; number += 1)
    if (!taken.has(number)) free.push(number);
  return free;
}

type JobWrite = AnyBulkWriteOperation<JobDocument>;

/** Asks the rules about each due job, until there are as many as slots. Of two jobs for one number only one is allowed. */
async function judgeDue(
  store: Store,
  request: ClaimRequest,
  campaign: CampaignDocument,
  due: DueJob[],
  most: number,
): Promise<{ allowed: DueJob[]; verdicts: JobWrite[]; busyNumbers: string[]; freeNumbers: string[] }> {
  const numbers = await loadNumbers(store, campaign.OrgID, [
    ...new Set(due.map((job) => job.ContactPhoneNumber)),
  ]);
  const allowed: DueJob[] = [];
  const verdicts: JobWrite[] = [];
  const called = new Set<string>();
  const busy = new Set<string>();
  const free = new Set<string>();
  for await (const job of oneByOne(due)) {
    if (allowed.length === most) break;
    const judgement = request.judge(campaign, job, numbers.get(job.ContactPhoneNumber));
    if (judgement.kind === 'wait' && judgement.reason === 'number_busy') busy.add(job.ContactPhoneNumber);
    else if (judgement.kind !== 'dial' && job.DeferredBy === 'number_busy') free.add(job.ContactPhoneNumber);
    if (judgement.kind !== 'dial') verdicts.push(sendAway(job, judgement, request.now));
    else if (called.has(job.ContactPhoneNumber))
      verdicts.push(sendAway(job, lineIsBusy(request.now.getTime()), request.now));
    else {
      called.add(job.ContactPhoneNumber);
      allowed.push(job);
    }
  }
  return { allowed, verdicts, busyNumbers: [...busy], freeNumbers: [...free] };
}

/** What becomes of a waiting job that the rules do not let be dialled now. */
function sendAway(job: DueJob, judgement: Exclude<Judgement, { kind: 'dial' }>, now: Date): JobWrite {
  const $set = (): Partial<JobDocument> => {
    switch (judgement.kind) {
      case 'wait':
        return { DueAt: new Date(judgement.untilMs), DeferredBy: judgement.reason };
      case 'failed':
        return { State: 'failed', FailureReason: judgement.reason, UpdatedAt: now };
      case 'opted_out':
        return { State: 'canceled', CancelReason: 'opted_out', UpdatedAt: now };
    }
  };
  return {
    updateOne: {
      filter: { _id: job._id, State: { $in: [...waitingStates] }, Attempts: job.Attempts, DueAt: job.DueAt },
      update: { $set: $set() },
    },
  };
}

/** A waiting job that is to be called next, in a slot of its own. */
function claimOf(
  { _id, Attempts, UncountedAttempts, LastAttempt }: DueJob,
  slot: Pick<Slot, 'Number' | 'ClaimID' | 'ClaimedAt' | 'ClaimedVersion' | 'LeaseUntil'>,
): JobWrite {
  const Attempt = Attempts + 1;
  return {
    updateOne: {
      filter: { _id, State: { $in: [...waitingStates] }, Attempts },
      update: {
        $set: {
          State: 'calling',
          Attempts: Attempt,
          // With the attempt that is forgiven: it is not forgiven again.
          ...(UncountedAttempts === undefined ? {} : { UncountedAttempts }),
          UpdatedAt: slot.ClaimedAt,
          Slot: { ...slot, CallID: callId({ JobID: _id, Attempt }), Stage: 'claimed', LeaseRenewals: 0 },
        },
        $unset: { DeferredBy: '', ...(LastAttempt ? {} : { LastAttempt: '' }) },
      },
    },
  };
}

async function claim(
  store: Store,
  { leaseMs, now }: ClaimRequest,
  campaign: CampaignDocument,
  allowed: DueJob[],
  free: number[],
  claimId: string,
  verdicts: JobWrite[],
): Promise<ClaimedCall[]> {
  const calls = allowed.map((job) => ({ JobID: job._id, Attempt: job.Attempts + 1 }));
  const slot = {
    ClaimID: claimId,
    ClaimedAt: now,
    ClaimedVersion: campaign.Version,
    LeaseUntil: new Date(now.getTime() + leaseMs),
  };
  const claims = allowed.map((job, i) => claimOf(job, { ...slot, Number: free[i] ?? 0 }));
  const writes = [...claims, ...verdicts];
  if (writes.length === 0) return [];
  try {
    const { matchedCount } = await store.jobs.bulkWrite(writes, { ordered: false });
    if (matchedCount === writes.length) return calls;
  } catch (error) {
    // Another dispatcher was quicker with a number: that claim failed, the others stand.
    if (!(error instanceof MongoBulkWriteError && error.code === DUPLICATE_KEY)) throw error;
  }
  const claimed = await store.jobs
    .find(heldBy(campaign._id, claimId))
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const ids = new Set(claimed.map(({ _id }) => _id));
  return calls.filter(({ JobID }) => ids.has(JobID));
}

const heldBy = (campaignId: string, claimId: string) => ({
  CampaignID: campaignId,
  State: 'calling' as const,
  'Slot.ClaimID': claimId,
});

/** In a pipeline: somebody has asked for the job's cancellation, so it does not wait again. */
export const isToBeCanceled: Document = { $ne: [{ $type: '$CancelRequestedAt' }, 'missing'] };

/** In a pipeline: the state of a job whose claim is given back, `Attempts` still counting it. */
export const stateUnclaimed: Document = {
  $switch: {
    branches: [
      { case: isToBeCanceled, then: 'canceled' },
      { case: { $lte: ['$Attempts', 1] }, then: 'created' },
    ],
    default: 'scheduled',
  },
};

/**
 * A claim given back: the job waits again as if this attempt had never been numbered, since nothing had left for the
 * provider. A job that was to be cancelled meanwhile is cancelled.
 */
export const unclaim: Document[] = [
  { $set: { State: stateUnclaimed, Attempts: { $subtract: ['$Attempts', 1] } } },
  { $unset: 'Slot' },
];

/**
 * Gives back every claim of a campaign that has not begun to dial. Called by a pause.
 * @returns the calls of these claims, some of which may have begun to dial instead.
 */
export async function releaseUndialledClaims(store: Store, campaignId: string): Promise<string[]> {
  const undialled = { CampaignID: campaignId, State: 'calling', 'Slot.Stage': 'claimed' } as const;
  const claims = await store.jobs.find(undialled).project<{ Slot: { CallID: string } }>(callOnly).toArray();
  await store.jobs.updateMany(undialled, unclaim);
  return claims.map(({ Slot }) => Slot.CallID);
}
const callOnly = { 'Slot.CallID': 1, _id: 0 } as const;

/** Claims older than `claimedBefore` whose call workflow has not asked to dial: it may never have been started. */
export async function listUnstartedClaims(
  store: Store,
  { campaignId, claimedBefore, limit }: { campaignId: string; claimedBefore: Date; limit: number },
): Promise<ClaimedCall[]> {
  const jobs = await store.jobs
    .find({
      CampaignID: campaignId,
      State: 'calling',
      'Slot.Stage': 'claimed',
      'Slot.ClaimedAt': { $lt: claimedBefore },
    })
    .project<{ _id: string; Attempts: number }>({ Attempts: 1 })
    .limit(limit)
    .toArray();
  return jobs.map((job) => ({ JobID: job._id, Attempt: job.Attempts }));
}

/** Jobs of a campaign whose slot's lease has run out. */
export const listExpiredSlots = (
  store: Store,
  { campaignId, now, limit }: { campaignId: string; now: Date; limit: number },
): Promise<JobDocument[]> =>
  store.jobs
    .find({ CampaignID: campaignId, State: 'calling', 'Slot.LeaseUntil': { $lt: now } })
    .limit(limit)
    .toArray();

/** The job if this very claim still holds it and its lease has run out: looked at again just before acting on it. */
export const findExpiredSlot = (
  store: Store,
  { jobId, claimId, now }: { jobId: string; claimId: string; now: Date },
): Promise<JobDocument | null> =>
  store.jobs.findOne({
    _id: jobId,
    State: 'calling',
    'Slot.ClaimID': claimId,
    'Slot.LeaseUntil': { $lt: now },
  });

/** Extends a lease because its call workflow is alive. */
export async function renewLease(
  store: Store,
  { jobId, callId, until }: { jobId: string; callId: string; until: Date },
): Promise<void> {
  await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId },
    { $set: { 'Slot.LeaseUntil': until }, $inc: { 'Slot.LeaseRenewals': 1 } },
  );
}
