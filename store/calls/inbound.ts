/** Inbound calls: the campaigns and jobs they may be for, and how a job is attached to such a call and released. */
import { FAR_FUTURE_MS } from '../../domain/dialling/dial-rules';
import { inboundStates, type JobBefore } from '../../domain/jobs/inbound';
import { type JobState } from '../../domain/jobs/job';
import { announceWork } from '../campaigns/idle';
import { reevaluateIfPublished } from '../jobs/reevaluation';
import { type CallDocument, type CampaignDocument, type JobDocument, type Slot } from '../mongodb/documents';
import { isToBeCanceled } from '../dialling/claims';
import { isDuplicate, newId, type Store } from '../mongodb/mongo';

/** Started campaigns that a called number belongs to. */
export const listCampaignsOfNumber = (store: Store, phoneNumber: string): Promise<CampaignDocument[]> =>
  store.campaigns.find({ Numbers: phoneNumber, State: 'started' }).toArray();

export const isStarted = async (store: Store, campaignId: string): Promise<boolean> =>
  (await store.campaigns.findOne({ _id: campaignId, State: 'started' }, { projection: { _id: 1 } })) !== null;

export interface CallersJob {
  _id: string;
  CampaignID: string;
  State: JobState;
  UpdatedAt: Date;
  /** The call that has its slot. */
  CallID?: string;
}

/**
 * The jobs of these campaigns that a caller may be calling about: of each campaign the most recently updated one in
 * each state. A contact may have hundreds of jobs; the others are not needed.
 */
export const findCallersJobs = (
  store: Store,
  { campaignIds, phoneNumber }: { campaignIds: string[]; phoneNumber: string },
): Promise<CallersJob[]> =>
  store.jobs
    .aggregate<CallersJob>([
      {
        $match: {
          ContactPhoneNumber: phoneNumber,
          CampaignID: { $in: campaignIds },
          State: { $in: [...inboundStates] },
        },
      },
      { $project: { CampaignID: 1, State: 1, UpdatedAt: 1, CallID: '$Slot.CallID' } },
      { $sort: { UpdatedAt: -1, _id: -1 } },
      { $group: { _id: { c: '$CampaignID', s: '$State' }, job: { $first: '$$ROOT' } } },
      { $replaceRoot: { newRoot: '$job' } },
    ])
    .toArray();

/** The call that was recorded for an announcement, with its job and campaign. */
export async function findInboundCall(
  store: Store,
  providerCallId: string,
): Promise<{ call: CallDocument; job: JobDocument; campaign: CampaignDocument } | null> {
  const found = await store.calls
    .aggregate<CallDocument & { Job: JobDocument[]; Campaign: CampaignDocument[] }>([
      { $match: { ProviderCallID: providerCallId, Direction: 'inbound' } },
      { $lookup: { from: 'jobs', localField: 'JobID', foreignField: '_id', as: 'Job' } },
      { $lookup: { from: 'campaigns', localField: 'CampaignID', foreignField: '_id', as: 'Campaign' } },
    ])
    .next();
  const [job, campaign] = [found?.Job[0], found?.Campaign[0]];
  return found && job && campaign ? { call: found, job, campaign } : null;
}

/** What a job's slot stores of an inbound call. */
export interface InboundSlot {
  callId: string;
  version: number;
  leaseUntil: Date;
  now: Date;
}

/**
 * A slot number above every cap: the call counts as active, but no cap delays it. Two calls hardly ever draw the same
 * of two thousand million numbers; if they do, the unique index refuses the second.
 */
const ABOVE_EVERY_CAP = 1_000_000_000;
const slotOf = ({ callId, version, leaseUntil, now }: InboundSlot): Omit<Slot, 'Inbound'> => ({
  Number: ABOVE_EVERY_CAP + Math.floor(Math.random() * 2 ** 31),
  ClaimID: newId(),
  CallID: callId,
  // There is nothing to claim or dial: the caller is on the line already.
  Stage: 'placed',
  ClaimedAt: now,
  LeaseUntil: leaseUntil,
  LeaseRenewals: 0,
  Version: version,
});

/**
 * Attaches a job to its contact's inbound call, only from the state `from`. Null: the job has left that state
 * meanwhile.
 */
export function attachInbound(
  store: Store,
  {
    jobId,
    from,
    reevaluatedVersion,
    ...slot
  }: InboundSlot & {
    jobId: string;
    from: JobState;
    /** See `JobBefore.Version`. */ reevaluatedVersion: number;
  },
): Promise<JobDocument | null> {
  const { now } = slot;
  return store.jobs.findOneAndUpdate(
    { _id: jobId, State: from },
    [
      {
        $set: {
          Slot: {
            ...slotOf(slot),
            Inbound: {
              CallID: slot.callId,
              Before: { State: '$State', DueAt: '$DueAt', Version: reevaluatedVersion },
            },
          },
          State: 'calling',
          UpdatedAt: now,
        },
      },
    ],
    { returnDocument: 'after' },
  );
}

/** Stores a job that is created by an inbound call. It is on that call, and never dialled. */
export async function createInboundJob(
  store: Store,
  job: InboundSlot & { jobId: string; orgId: string; campaignId: string; phoneNumber: string },
): Promise<JobDocument> {
  const { now } = job;
  const DueAt = new Date(FAR_FUTURE_MS);
  const document: JobDocument = {
    _id: job.jobId,
    OrgID: job.orgId,
    CampaignID: job.campaignId,
    ContactPhoneNumber: job.phoneNumber,
    State: 'calling',
    DueAt,
    DeferredBy: 'inbound_only',
    Attempts: 0,
    InboundOnly: true,
    Slot: {
      ...slotOf(job),
      Inbound: { CallID: job.callId, Before: { State: 'created', DueAt, Version: job.version } },
    },
    CreatedAt: now,
    UpdatedAt: now,
  };
  await store.jobs.insertOne(document);
  return document;
}

/**
 * Releases a job from an inbound call that fails to start: the job is as before; one created for the call is deleted.
 */
export async function releaseInbound(store: Store, jobId: string, callId: string, now: Date): Promise<void> {
  const held = { _id: jobId, State: 'calling' as const, 'Slot.CallID': callId };
  const { deletedCount } = await store.jobs.deleteOne({
    ...held,
    InboundOnly: true,
    'Slot.Inbound.Before.State': 'created',
  });
  if (deletedCount === 0) {
    const job = await store.jobs.findOneAndUpdate(held, [
      {
        $set: {
          // If a client asked to cancel it meanwhile, it does not wait again.
          State: {
            $cond: [isToBeCanceled, 'canceled', '$Slot.Inbound.Before.State'],
          },
          DueAt: '$Slot.Inbound.Before.DueAt',
        },
      },
      { $unset: 'Slot' },
    ]);
    const before = job?.Slot?.Inbound?.Before;
    if (before) {
      await reevaluateRestored(store, job, before, now);
      await announceWork(store, { campaignIds: [job.CampaignID] });
    }
  }
  await store.calls.deleteOne({ _id: callId, EndedAt: { $exists: false } });
}

/**
 * Re-evaluates a job that is restored after an inbound call: a version that was published during the call skipped it
 * (see `reevaluateDeferredJobs`).
 */
export const reevaluateRestored = (
  store: Store,
  job: Pick<JobDocument, '_id' | 'CampaignID'>,
  { Version }: JobBefore,
  now: Date,
): Promise<void> =>
  reevaluateIfPublished(store, { campaignId: job.CampaignID, version: Version, now }, [job._id]);

/** Records an inbound call. @returns false when its announcement was recorded as another call already. */
export async function recordInboundCall(store: Store, call: CallDocument): Promise<boolean> {
  const { _id, ...fields } = call;
  try {
    await store.calls.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
