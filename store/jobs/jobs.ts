import { type Filter, MongoBulkWriteError, type WriteError } from 'mongodb';
import { type FailureReason, incompleteStates, type JobState, waitingStates } from '../../domain/jobs/job';
import { type CallDocument, type JobDocument } from '../mongodb/documents';
import { DUPLICATE_KEY, isDuplicate, type Store } from '../mongodb/mongo';
import { allOf } from '../mongodb/one-by-one';

/** Ids of jobs that were not stored just now. */
export interface NotInserted {
  /** An earlier attempt of the same request, or of the same import, stored them. */
  storedBefore: Set<string>;
  /** Another job of the campaign has the same ExternalID. */
  duplicates: Set<string>;
}

/** Stores jobs whose ids say which request or row they come from, so that none is stored twice. */
export async function insertJobs(store: Store, jobs: JobDocument[]): Promise<NotInserted> {
  const [job, ...others] = jobs;
  try {
    // One alone is written as one: a client waits for it, and is told in time when MongoDB is silent (`impatient`).
    if (job && others.length === 0) await store.jobs.insertOne(job);
    else if (job) await store.jobs.insertMany(jobs, { ordered: false });
    return { storedBefore: new Set(), duplicates: new Set() };
  } catch (error) {
    const refused = refusedIn(error);
    if (!refused) throw error;
    // A job that is there under its own id is this one; any other refusal is about the ExternalID.
    const ids = refused.map((index) => jobs[index]?._id ?? '');
    const known = await allOf(store.jobs.find({ _id: { $in: ids } }).project<{ _id: string }>({ _id: 1 }));
    const storedBefore = new Set(known.map(({ _id }) => _id));
    return { storedBefore, duplicates: new Set(ids.filter((id) => !storedBefore.has(id))) };
  }
}

/** The places of the jobs that a unique index refused, or undefined when anything else went wrong. */
function refusedIn(error: unknown): number[] | undefined {
  if (!(error instanceof MongoBulkWriteError)) return isDuplicate(error) ? [0] : undefined;
  const refusals: WriteError[] = [error.writeErrors].flat();
  if (refusals.length === 0 || refusals.some(({ code }) => code !== DUPLICATE_KEY)) return undefined;
  return refusals.map(({ index }) => index);
}

export const hasJobs = async (store: Store, campaignId: string): Promise<boolean> =>
  (await store.jobs.findOne({ CampaignID: campaignId }, { projection: { _id: 1 } })) !== null;

/** Those of the numbers that have a job of the campaign which is not of this import. */
export async function numbersWithJobs(
  store: Store,
  {
    campaignId,
    phoneNumbers,
    exceptImport,
  }: { campaignId: string; phoneNumbers: string[]; exceptImport: string },
): Promise<Set<string>> {
  const found = store.jobs.aggregate<{ _id: string }>([
    {
      $match: {
        ContactPhoneNumber: { $in: phoneNumbers },
        CampaignID: campaignId,
        _id: { $not: new RegExp(`^${exceptImport}-`) },
        // What was undone is to be replaced.
        CancelReason: { $ne: 'import_undone' },
      },
    },
    { $group: { _id: '$ContactPhoneNumber' } },
  ]);
  return new Set((await found.toArray()).map(({ _id }) => _id));
}

/** Those of the ids that jobs of the campaign have. */
export async function takenExternalIds(
  store: Store,
  campaignId: string,
  externalIds: string[],
): Promise<Set<string>> {
  const found = store.jobs.find(
    { CampaignID: campaignId, ExternalID: { $in: externalIds } },
    { projection: { ExternalID: 1 } },
  );
  return new Set((await found.toArray()).map(({ ExternalID = '' }) => ExternalID));
}

/** Fails the given jobs if they still wait. @returns how many did. */
export async function failWaitingJobs(
  store: Store,
  jobIds: string[],
  { reason, now }: { reason: FailureReason; now: Date },
): Promise<number> {
  const { modifiedCount } = await store.jobs.updateMany(
    { _id: { $in: jobIds }, State: { $in: [...waitingStates] } },
    { $set: { State: 'failed', FailureReason: reason, UpdatedAt: now } },
  );
  return modifiedCount;
}

interface JobKey {
  orgId: string;
  campaignId: string;
  jobId: string;
}

export const findJob = (store: Store, { orgId, campaignId, jobId }: JobKey): Promise<JobDocument | null> =>
  store.jobs.findOne({ _id: jobId, CampaignID: campaignId, OrgID: orgId });

/** A job by its id only, for activities, whose input names it. */
export const loadJob = (store: Store, jobId: string): Promise<JobDocument | null> =>
  store.jobs.findOne({ _id: jobId });

/** The calls of a job, first attempt first. */
export const listCallsOfJob = (store: Store, jobId: string): Promise<CallDocument[]> =>
  store.calls.find({ JobID: jobId }).sort({ Attempt: 1 }).toArray();

/** How many calls of a campaign are active: each has a job in `calling`. */
export const countActiveCalls = (store: Store, campaignId: string): Promise<number> =>
  store.jobs.countDocuments({ CampaignID: campaignId, State: 'calling' });

export interface JobFilter {
  campaignId: string;
  State?: JobState | undefined;
  ContactPhoneNumber?: string | undefined;
  ExternalID?: string | undefined;
  TestJob?: boolean | undefined;
}

/** A place in a list of jobs. `dueAtMs` belongs to lists by state, whose index is in that order. */
export interface JobPlace {
  id: string;
  dueAtMs?: number | undefined;
}

/** Lists by state only follow the index of the claim; every other list is in order of id. */
const isByState = ({ State, ContactPhoneNumber, ExternalID }: JobFilter): boolean =>
  State !== undefined && ContactPhoneNumber === undefined && ExternalID === undefined;

export const placeOf = (filter: JobFilter, job: Pick<JobDocument, '_id' | 'DueAt'>): JobPlace =>
  isByState(filter) ? { id: job._id, dueAtMs: job.DueAt.getTime() } : { id: job._id };

/** The jobs that match, from after `after`. In the order of `orderOf` an index gives them. */
export function matching(filter: JobFilter, after?: JobPlace): Filter<JobDocument> {
  const { campaignId, State, ContactPhoneNumber, ExternalID, TestJob } = filter;
  const matches: Filter<JobDocument> = {
    CampaignID: campaignId,
    ...(State === undefined ? {} : { State }),
    ...(ContactPhoneNumber === undefined ? {} : { ContactPhoneNumber }),
    ...(ExternalID === undefined ? {} : { ExternalID }),
    ...(TestJob === undefined ? {} : { TestJob: TestJob ? true : { $ne: true } }),
  };
  if (!after) return matches;
  if (!isByState(filter)) return { ...matches, _id: { $gt: after.id } };
  const dueAt = new Date(after.dueAtMs ?? 0);
  return {
    // Two exact ranges of the index, merged: the jobs of one import share a DueAt, and none may be read twice.
    $or: [
      { ...matches, DueAt: dueAt, _id: { $gt: after.id } },
      { ...matches, DueAt: { $gt: dueAt } },
    ],
  };
}

export const orderOf = (filter: JobFilter): Record<string, 1> =>
  isByState(filter) ? { DueAt: 1, _id: 1 } : { _id: 1 };

/** Jobs that match, from after `after`, at most `limit`. */
export const listJobs = (
  store: Store,
  filter: JobFilter,
  { after, limit }: { after?: JobPlace | undefined; limit: number },
): Promise<JobDocument[]> =>
  allOf(store.jobs.find(matching(filter, after)).sort(orderOf(filter)).limit(limit));

/**
 * Cancels a job. In one step: a waiting job is canceled at once; for a job in a call or an analysis the request is
 * stored, and its settlement makes it canceled unless it fails; a settled job stays as it is.
 * @returns the updated job, or null when there is none.
 */
export async function cancelJob(
  store: Store,
  { orgId, campaignId, jobId }: JobKey,
  now: Date,
): Promise<JobDocument | null> {
  const key = { _id: jobId, CampaignID: campaignId, OrgID: orgId };
  const waits = { $in: ['$State', [...waitingStates]] };
  const canceled = await store.jobs.findOneAndUpdate(
    { ...key, State: { $in: [...incompleteStates] } },
    [
      {
        $set: {
          State: { $cond: [waits, 'canceled', '$State'] },
          CancelRequestedAt: {
            $cond: [waits, '$CancelRequestedAt', { $ifNull: ['$CancelRequestedAt', now] }],
          },
          UpdatedAt: now,
        },
      },
    ],
    { returnDocument: 'after' },
  );
  return canceled ?? store.jobs.findOne(key);
}

/** A waiting job of the campaign that is due, if it has any. */
export const findDueJob = (store: Store, campaignId: string, now: Date): Promise<{ _id: string } | null> =>
  store.jobs.findOne(
    { CampaignID: campaignId, State: { $in: [...waitingStates] }, DueAt: { $lte: now } },
    { projection: { _id: 1 } },
  );
