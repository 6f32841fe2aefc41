/** Claims: how a dispatcher gets the right to start calls, and what enforces the cap. */
import { type AnyBulkWriteOperation, type Document, MongoBulkWriteError } from 'mongodb';
import { type JobFacts, type NotDialled } from '../../domain/dialling/may-dial';
import { callId, waitingStates } from '../../domain/jobs/job';
import { type CampaignDocument, type JobDocument, type Slot } from '../mongodb/documents';
import { DUPLICATE_KEY, type Store } from '../mongodb/mongo';
import { allOf } from '../mongodb/one-by-one';

export interface ClaimedCall {
  JobID: string;
  Attempt: number;
}

/** The fields of a job that say whether it may be dialled: all that the rules read. */
export type DueJob = Pick<JobDocument, '_id' | keyof JobFacts>;

/** The same, as a projection. */
export const dueJobFields = {
  Attempts: 1,
  UncountedAttempts: 1,
  RefusedCallerID: 1,
  DueAt: 1,
  ContactPhoneNumber: 1,
  ContactTimeZone: 1,
  ContactPostalCode: 1,
  ContactCountry: 1,
  CallerID: 1,
  Overrides: 1,
  CreatedAt: 1,
  InboundOnly: 1,
  LastAttempt: 1,
  DeferredBy: 1,
} as const satisfies Record<Exclude<keyof DueJob, '_id'>, 1>;

/** The campaign, if this epoch's dispatcher is in charge of it. */
export const findDispatchedCampaign = (
  store: Store,
  { campaignId, epoch }: { campaignId: string; epoch: number },
): Promise<CampaignDocument | null> =>
  store.campaigns.findOne({ _id: campaignId, State: 'started', Epoch: epoch });

/** The same question without the campaign's data, which may be large. */
export const isDispatched = async (
  store: Store,
  { campaignId, epoch }: { campaignId: string; epoch: number },
): Promise<boolean> => {
  const inCharge = { _id: campaignId, State: 'started', Epoch: epoch } as const;
  return (await store.campaigns.findOne(inCharge, { projection: { _id: 1 } })) !== null;
};

/** The jobs that fall due first, due already or not; `urgent`: only those that do not wait for the ramp. */
export const firstWaitingJobs = (
  store: Store,
  { campaignId, limit, urgent }: { campaignId: string; limit: number; urgent: boolean },
): Promise<DueJob[]> =>
  allOf(
    store.jobs
      .find<DueJob>(
        {
          CampaignID: campaignId,
          State: { $in: [...waitingStates] },
          ...(urgent ? { 'Overrides.Constraints.DisableJitter': true } : {}),
        },
        { projection: dueJobFields, ...(urgent ? { hint: { CampaignID: 1, State: 1, DueAt: 1 } } : {}) },
      )
      .sort({ DueAt: 1 })
      .limit(limit),
  );

/** Slot numbers in use, read from their index only: one key per active call. */
export async function takenSlots(store: Store, campaignId: string): Promise<Set<number>> {
  const held = await store.jobs
    .find({ CampaignID: campaignId, 'Slot.Number': { $exists: true } })
    .project<{ Slot: { Number: number } }>({ 'Slot.Number': 1, _id: 0 })
    .toArray();
  return new Set(held.map(({ Slot }) => Slot.Number));
}

/** Slots taken by outbound calls; the cap does not apply to inbound calls. */
export const countOutboundSlots = (store: Store, campaignId: string): Promise<number> =>
  store.jobs.countDocuments({
    CampaignID: campaignId,
    'Slot.Number': { $exists: true },
    'Slot.Inbound': { $exists: false },
  });

export interface ClaimWrites {
  campaign: Pick<CampaignDocument, '_id' | 'Version'>;
  claimId: string;
  /** Each with the number of the slot that it is to take. */
  claims: { job: DueJob; slotNumber: number }[];
  /** Due jobs that may not be dialled now. */
  notDialled: { job: DueJob; answer: NotDialled }[];
  leaseMs: number;
  now: Date;
}

type JobWrite = AnyBulkWriteOperation<JobDocument>;

/**
 * Claims jobs: each moves from waiting to `calling` and takes a slot. A job that may not be dialled is deferred until
 * the rules allow it, or settled if they never will. A job that changed since it was read stays as it is.
 *
 * A slot is a number below the cap, and a unique index lets only one job of a campaign take a number. So each claim is
 * one atomic update of one document: however many dispatchers overlap, they cannot exceed the cap or claim a job twice.
 * No transaction: one left open by a killed process would block every claim, and every pause, for the minute that
 * MongoDB keeps it.
 *
 * @returns the calls whose jobs and slots were claimed.
 */
export async function writeClaims(
  store: Store,
  { campaign, claimId, claims, notDialled, leaseMs, now }: ClaimWrites,
): Promise<ClaimedCall[]> {
  const slot = {
    ClaimID: claimId,
    ClaimedAt: now,
    ClaimedVersion: campaign.Version,
    LeaseUntil: new Date(now.getTime() + leaseMs),
  };
  const writes = [
    ...claims.map(({ job, slotNumber }) => claimOf(job, { ...slot, Number: slotNumber })),
    ...notDialled.map(({ job, answer }) => sendAway(job, answer, now)),
  ];
  if (writes.length === 0) return [];
  const calls = claims.map(({ job }) => ({ JobID: job._id, Attempt: job.Attempts + 1 }));
  try {
    const { matchedCount } = await store.jobs.bulkWrite(writes, { ordered: false });
    if (matchedCount === writes.length) return calls;
  } catch (error) {
    // Another dispatcher took a slot number first: that claim failed, the others succeeded.
    if (!(error instanceof MongoBulkWriteError && error.code === DUPLICATE_KEY)) throw error;
  }
  const claimed = await store.jobs
    .find(claimedAs(campaign._id, claimId))
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const ids = new Set(claimed.map(({ _id }) => _id));
  return calls.filter(({ JobID }) => ids.has(JobID));
}

/** Gives back the claims under this id that have not begun to dial. */
export async function giveBackClaims(
  store: Store,
  { campaignId, claimId }: { campaignId: string; claimId: string },
): Promise<void> {
  await store.jobs.updateMany({ ...claimedAs(campaignId, claimId), 'Slot.Stage': 'claimed' }, unclaim);
}

/** Defers or settles a waiting job that may not be dialled now. */
function sendAway(job: DueJob, answer: NotDialled, now: Date): JobWrite {
  const $set = (): Partial<JobDocument> => {
    switch (answer.kind) {
      case 'wait':
        return { DueAt: new Date(answer.untilMs), DeferredBy: answer.reason };
      case 'failed':
        return { State: 'failed', FailureReason: answer.reason, UpdatedAt: now };
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

/** Claims a waiting job, in a slot of its own. */
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
          // Stores the uncounted attempt with the claim, so that it is subtracted only once.
          ...(UncountedAttempts === undefined ? {} : { UncountedAttempts }),
          UpdatedAt: slot.ClaimedAt,
          Slot: { ...slot, CallID: callId({ JobID: _id, Attempt }), Stage: 'claimed', LeaseRenewals: 0 },
        },
        $unset: { DeferredBy: '', ...(LastAttempt ? {} : { LastAttempt: '' }) },
      },
    },
  };
}

const claimedAs = (campaignId: string, claimId: string) => ({
  CampaignID: campaignId,
  State: 'calling' as const,
  'Slot.ClaimID': claimId,
});

/** In a pipeline: the job's cancellation was requested, so it does not wait again. */
export const isToBeCanceled: Document = { $ne: [{ $type: '$CancelRequestedAt' }, 'missing'] };

/** In a pipeline: the state of a job whose claim is given back, while `Attempts` still counts it. */
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
 * Gives back a claim: the job waits again as if this attempt had never been numbered, since no placement was sent. A
 * job whose cancellation was requested meanwhile becomes canceled.
 */
export const unclaim: Document[] = [
  { $set: { State: stateUnclaimed, Attempts: { $subtract: ['$Attempts', 1] } } },
  { $unset: 'Slot' },
];

/**
 * Gives back every claim of a campaign that has not begun to dial. A pause calls this.
 * @returns the calls of these claims; some may have begun to dial meanwhile.
 */
export async function releaseUndialledClaims(store: Store, campaignId: string): Promise<string[]> {
  const undialled = { CampaignID: campaignId, State: 'calling', 'Slot.Stage': 'claimed' } as const;
  const claims = await store.jobs.find(undialled).project<{ Slot: { CallID: string } }>(callOnly).toArray();
  await store.jobs.updateMany(undialled, unclaim);
  return claims.map(({ Slot }) => Slot.CallID);
}
const callOnly = { 'Slot.CallID': 1, _id: 0 } as const;

/** Claims older than `claimedBefore` whose call workflow has not asked for a permit: it may never have been started. */
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

/** Jobs of a campaign whose slot's lease has expired, the longest expired first: none waits behind those that go on. */
export const listExpiredSlots = (
  store: Store,
  { campaignId, now, limit }: { campaignId: string; now: Date; limit: number },
): Promise<JobDocument[]> =>
  store.jobs
    .find({ CampaignID: campaignId, State: 'calling', 'Slot.LeaseUntil': { $lt: now } })
    .sort({ 'Slot.LeaseUntil': 1 })
    .limit(limit)
    .toArray();

/** The job, if it still belongs to this claim and its lease has expired: read again just before acting on it. */
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

/** Extends a lease whose call workflow is alive. */
export async function renewLease(
  store: Store,
  { jobId, callId, until }: { jobId: string; callId: string; until: Date },
): Promise<void> {
  await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId },
    { $set: { 'Slot.LeaseUntil': until }, $inc: { 'Slot.LeaseRenewals': 1 } },
  );
}
