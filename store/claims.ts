/** The claim: how a dispatcher gets the right to start calls, and what keeps the cap. */
import { type ClientSession } from 'mongodb';
import { waitingStates } from '../domain/job';
import { type CampaignDocument, type JobDocument } from './documents';
import { type Store } from './mongo';

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
      /** When the next waiting job falls due, if one waits and a slot is left for it. */
      nextDueAt?: Date;
    };

export interface ClaimRequest {
  campaignId: string;
  epoch: number;
  /** How many calls may be active, given what is published and how long the campaign has been started. */
  allowedActiveCalls(campaign: CampaignDocument): number;
  /** Most jobs claimed in one step: bounds the transaction. */
  maxClaims: number;
  leaseMs: number;
  now: Date;
}

/**
 * Claims due jobs: each moves from waiting to `calling` and holds a slot.
 *
 * All in one transaction that also writes the campaign, so it succeeds only if the campaign is started, the epoch is
 * the caller's, and there are fewer jobs in `calling` than allowed. Two claims at once conflict on the campaign, and
 * MongoDB makes one of them start over; a pause does too. A call that ends meanwhile only makes room.
 */
export async function claimDueJobs(store: Store, request: ClaimRequest): Promise<Claim> {
  const waiting = await peek(store, request);
  if (waiting.kind !== 'due') return waiting;
  return store.client.withSession((session) =>
    session.withTransaction(() => claimInTransaction(store, session, request), {
      readConcern: { level: 'snapshot' },
      // A claim is small; one that cannot commit within this is better abandoned and made again by the next tick.
      maxCommitTimeMS: 5_000,
    }),
  );
}

/** Looks without a transaction whether there is anything to claim: most ticks end here and write nothing. */
async function peek(store: Store, request: ClaimRequest): Promise<Claim | { kind: 'due' }> {
  const { campaignId, epoch, now } = request;
  const [campaign, next] = await Promise.all([
    store.campaigns.findOne({ _id: campaignId, State: 'started', Epoch: epoch }),
    store.jobs
      .find({ CampaignID: campaignId, State: { $in: [...waitingStates] } })
      .sort({ DueAt: 1 })
      .project<{ DueAt: Date }>({ DueAt: 1, _id: 0 })
      .limit(1)
      .next(),
  ]);
  if (!campaign) return { kind: 'fenced' };
  if (!next) return { kind: 'claimed', calls: [] };
  if (next.DueAt > now) return { kind: 'claimed', calls: [], nextDueAt: next.DueAt };
  const allowed = request.allowedActiveCalls(campaign);
  if ((await activeCalls(store, campaignId, allowed)) >= allowed) return { kind: 'claimed', calls: [] };
  return { kind: 'due' };
}

async function claimInTransaction(
  store: Store,
  session: ClientSession,
  { campaignId, epoch, allowedActiveCalls, maxClaims, leaseMs, now }: ClaimRequest,
): Promise<Claim> {
  const campaign = await store.campaigns.findOneAndUpdate(
    { _id: campaignId, State: 'started', Epoch: epoch },
    { $inc: { Claims: 1 } },
    { session, returnDocument: 'after' },
  );
  if (!campaign) return { kind: 'fenced' };
  const allowed = allowedActiveCalls(campaign);
  const free = Math.min(allowed - (await activeCalls(store, campaignId, allowed, session)), maxClaims);
  if (free <= 0) return { kind: 'claimed', calls: [] };
  const due = await store.jobs
    .find(
      { CampaignID: campaignId, State: { $in: [...waitingStates] }, DueAt: { $lte: now } },
      { session, projection: { Attempts: 1 } },
    )
    .sort({ DueAt: 1 })
    .limit(free)
    .toArray();
  if (due.length === 0) return { kind: 'claimed', calls: [] };
  await store.jobs.updateMany(
    { _id: { $in: due.map((job) => job._id) }, State: { $in: [...waitingStates] } },
    [
      {
        $set: {
          State: 'calling',
          Attempts: { $add: ['$Attempts', 1] },
          UpdatedAt: now,
          Slot: {
            CallID: { $concat: ['call:', '$_id', ':', { $toString: { $add: ['$Attempts', 1] } }] },
            Stage: 'claimed',
            ClaimedAt: now,
            LeaseUntil: new Date(now.getTime() + leaseMs),
            LeaseRenewals: 0,
          },
        },
      },
    ],
    { session },
  );
  return { kind: 'claimed', calls: due.map((job) => ({ JobID: job._id, Attempt: job.Attempts + 1 })) };
}

/** Jobs in `calling`, counted no further than `enough`: a cap of 10 needs 10 index keys, whatever the campaign's size. */
async function activeCalls(
  store: Store,
  campaignId: string,
  enough: number,
  session?: ClientSession,
): Promise<number> {
  if (enough <= 0) return 0;
  return store.jobs.countDocuments(
    { CampaignID: campaignId, State: 'calling' },
    { limit: enough, ...(session ? { session } : {}) },
  );
}

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
