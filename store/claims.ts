/** The claim: how a dispatcher gets the right to start calls, and what keeps the cap. */
import { MongoBulkWriteError } from 'mongodb';
import { callId, waitingStates } from '../domain/job';
import { type CampaignDocument, type JobDocument } from './documents';
import { newId, type Store } from './mongo';

// The server's code for a violated unique index.
const DUPLICATE_KEY = 11000;

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
      /** When the next job falls due, if a slot is left for it and it is known. */
      nextDueAt?: Date;
    };

export interface ClaimRequest {
  campaignId: string;
  epoch: number;
  /** How many calls may be active, given what is published and how long the campaign has been started. */
  allowedActiveCalls(campaign: CampaignDocument): number;
  /** Most jobs claimed in one step: bounds the batch. */
  maxClaims: number;
  leaseMs: number;
  now: Date;
}

/**
 * Claims due jobs: each moves from waiting to `calling` and holds a slot.
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
  const { campaignId, epoch, maxClaims, now } = request;
  const [campaign, taken] = await Promise.all([
    store.campaigns.findOne({ _id: campaignId, State: 'started', Epoch: epoch }),
    takenSlots(store, campaignId),
  ]);
  if (!campaign) return { kind: 'fenced' };
  const free = freeSlots(taken, request.allowedActiveCalls(campaign), maxClaims);
  if (free.length === 0) return { kind: 'claimed', calls: [] };
  const waiting = await firstWaiting(store, campaignId, free.length);
  const due = waiting.filter((job) => job.DueAt <= now);
  const next = waiting.at(due.length);
  if (due.length === 0) return { kind: 'claimed', calls: [], ...(next ? { nextDueAt: next.DueAt } : {}) };

  const claimId = newId();
  const calls = await claim(store, request, due, free, claimId);
  const stillOurs = await store.campaigns.findOne(
    { _id: campaignId, State: 'started', Epoch: epoch },
    { projection: { _id: 1 } },
  );
  if (stillOurs) return { kind: 'claimed', calls, ...(next ? { nextDueAt: next.DueAt } : {}) };
  await store.jobs.updateMany({ ...heldBy(campaignId, claimId), 'Slot.Stage': 'claimed' }, unclaim);
  return { kind: 'fenced' };
}

/** The jobs that fall due first, whether they are due yet or not. */
const firstWaiting = (
  store: Store,
  campaignId: string,
  limit: number,
): Promise<Pick<JobDocument, '_id' | 'Attempts' | 'DueAt'>[]> =>
  store.jobs
    .find(
      { CampaignID: campaignId, State: { $in: [...waitingStates] } },
      { projection: { Attempts: 1, DueAt: 1 } },
    )
    .sort({ DueAt: 1 })
    .limit(limit)
    .toArray();

/** Slot numbers in use, read from their index alone: as many keys as there are active calls. */
async function takenSlots(store: Store, campaignId: string): Promise<Set<number>> {
  const held = await store.jobs
    .find({ CampaignID: campaignId, 'Slot.Number': { $exists: true } })
    .project<{ Slot: { Number: number } }>({ 'Slot.Number': 1, _id: 0 })
    .toArray();
  return new Set(held.map(({ Slot }) => Slot.Number));
}

/** The lowest free numbers below `allowed`; none while more are taken than are allowed (the cap was lowered). */
function freeSlots(taken: Set<number>, allowed: number, most: number): number[] {
  const free: number[] = [];
  const wanted = Math.min(allowed - taken.size, most);
  for (let number = 0; number < allowed && free.length < wanted; number += 1)
    if (!taken.has(number)) free.push(number);
  return free;
}

async function claim(
  store: Store,
  { campaignId, leaseMs, now }: ClaimRequest,
  due: Pick<JobDocument, '_id' | 'Attempts'>[],
  free: number[],
  claimId: string,
): Promise<ClaimedCall[]> {
  if (due.length === 0) return [];
  const calls = due.map((job) => ({ JobID: job._id, Attempt: job.Attempts + 1 }));
  const LeaseUntil = new Date(now.getTime() + leaseMs);
  const claims = calls.map(({ JobID, Attempt }, i) => ({
    updateOne: {
      filter: { _id: JobID, State: { $in: [...waitingStates] }, Attempts: Attempt - 1 },
      update: {
        $set: {
          State: 'calling' as const,
          Attempts: Attempt,
          UpdatedAt: now,
          Slot: {
            Number: free[i] ?? 0,
            ClaimID: claimId,
            CallID: callId({ JobID, Attempt }),
            Stage: 'claimed' as const,
            ClaimedAt: now,
            LeaseUntil,
            LeaseRenewals: 0,
          },
        },
      },
    },
  }));
  try {
    const { matchedCount } = await store.jobs.bulkWrite(claims, { ordered: false });
    if (matchedCount === calls.length) return calls;
  } catch (error) {
    // Another dispatcher was quicker with a number: that claim failed, the others stand.
    if (!(error instanceof MongoBulkWriteError && error.code === DUPLICATE_KEY)) throw error;
  }
  const claimed = await store.jobs
    .find(heldBy(campaignId, claimId))
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

/**
 * A claim given back: the job waits again as if this attempt had never been numbered, since nothing had left for the
 * provider. A job that was to be cancelled meanwhile is cancelled.
 */
export const unclaim = [
  {
    $set: {
      State: {
        $switch: {
          branches: [
            { case: { $ne: [{ $type: '$CancelRequestedAt' }, 'missing'] }, then: 'canceled' },
            { case: { $lte: ['$Attempts', 1] }, then: 'created' },
          ],
          default: 'scheduled',
        },
      },
      Attempts: { $subtract: ['$Attempts', 1] },
    },
  },
  { $unset: 'Slot' },
];

/** Gives back every claim of a campaign that has not begun to dial. Called by a pause. */
export async function releaseUndialledClaims(store: Store, campaignId: string): Promise<void> {
  await store.jobs.updateMany({ CampaignID: campaignId, State: 'calling', 'Slot.Stage': 'claimed' }, unclaim);
}

/** True while a placement of the campaign may still be on its way to the provider. */
export async function isDialling(store: Store, campaignId: string, now: Date): Promise<boolean> {
  const job = await store.jobs.findOne(
    { CampaignID: campaignId, State: 'calling', 'Slot.Stage': 'dialling', 'Slot.DialUntil': { $gt: now } },
    { projection: { _id: 1 } },
  );
  return job !== null;
}

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
