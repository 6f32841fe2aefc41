/** Calls to us: the campaigns and jobs they may be for, and a job's way into such a call and back. */
import { FAR_FUTURE_MS } from '../../domain/dialling/dial-rules';
import { inboundStates, type JobBefore } from '../../domain/jobs/inbound';
import { type JobState } from '../../domain/jobs/job';
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
  /** The call that holds its slot. */
  CallID?: string;
}

/**
 * The jobs of these campaigns that a caller may be there for: of each campaign the most recently updated one in each state.
 * A contact may have hundreds of jobs; nobody needs the others.
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

/** The call that an announcement was accepted as, with its job and campaign. */
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

/** What a job's slot says of a call to us, given the job's state before. */
export interface InboundSlot {
  callId: string;
  version: number;
  leaseUntil: Date;
  now: Date;
}

/**
 * A slot above every cap: the call counts as active, and no cap delays it. Two calls get the same of two thousand million
 * numbers hardly ever; the unique index then refuses the second.
 */
const ABOVE_EVERY_CAP = 1_000_000_000;
const slotOf = ({ callId, version, leaseUntil, now }: InboundSlot): Omit<Slot, 'Inbound'> => ({
  Number: ABOVE_EVERY_CAP + Math.floor(Math.random() * 2 ** 31),
  ClaimID: newId(),
  CallID: callId,
  // There is nothing to claim or to dial: it talks already.
  Stage: 'placed',
  ClaimedAt: now,
  LeaseUntil: leaseUntil,
  LeaseRenewals: 0,
  Version: version,
});

/** Takes a job into its contact's call to us, from exactly the state `from`. Null: it has left that state meanwhile. */
export function attachInbound(
  store: Store,
  {
    jobId,
    from,
    judgedVersion,
    ...slot
  }: InboundSlot & { jobId: string; from: JobState; /** See `JobBefore.Version`. */ judgedVersion: number },
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
              Before: { State: '$State', DueAt: '$DueAt', Version: judgedVersion },
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

/** Stores a job that exists because its contact calls us. It is on that call, and never dialled. */
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

/** Takes a job out of a call to us that does not come about: it is what it was, and one that was created for it is gone. */
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
          // Whoever asked for its cancellation meanwhile does not see it wait again.
          State: {
            $cond: [isToBeCanceled, 'canceled', '$Slot.Inbound.Before.State'],
          },
          DueAt: '$Slot.Inbound.Before.DueAt',
        },
      },
      { $unset: 'Slot' },
    ]);
    const before = job?.Slot?.Inbound?.Before;
    if (before) await reevaluateRestored(store, job, before, now);
  }
  await store.calls.deleteOne({ _id: callId, EndedAt: { $exists: false } });
}

/**
 * For a job that is again what it was before its contact called us: a version that was published during the call has passed
 * it over (see `reevaluateDeferredJobs`).
 */
export const reevaluateRestored = (
  store: Store,
  job: Pick<JobDocument, '_id' | 'CampaignID'>,
  { Version }: JobBefore,
  now: Date,
): Promise<void> =>
  reevaluateIfPublished(store, { campaignId: job.CampaignID, version: Version, now }, [job._id]);

/** Records a call to us. @returns false when its announcement was accepted as another call already. */
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
