/** The list of numbers that an organisation must not call, and the cancellation of their jobs. */
import { type Filter, type UpdateFilter } from 'mongodb';
import { waitingStates } from '../../domain/jobs/job';
import { type JobDocument, type NumberDocument, type OptOutSource } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { identityOf, numberId } from './number-ids';

export type OptOutEntry = Required<Pick<NumberDocument, 'PhoneNumber' | 'OptOut'>>;

const entryOnly = { _id: 0, PhoneNumber: 1, OptOut: 1 } as const;
/** The filter of the list's index: a query must contain it to use the index. */
const onTheList = { OptOut: { $exists: true } };
const LIST_INDEX = { OrgID: 1, _id: 1 } as const;

export const findOptOut = (store: Store, orgId: string, phoneNumber: string): Promise<OptOutEntry | null> =>
  store.numbers.findOne<OptOutEntry>(
    { _id: numberId(orgId, phoneNumber), ...onTheList },
    { projection: entryOnly },
  );

/** The list in order of number, from after `after`, at most `limit`. */
export const listOptOuts = (
  store: Store,
  { orgId, after, limit }: { orgId: string; after?: string | undefined; limit: number },
): Promise<OptOutEntry[]> =>
  store.numbers
    .find(
      {
        OrgID: orgId,
        ...onTheList,
        ...(after === undefined ? {} : { _id: { $gt: `${orgId}:${after}` } }),
      },
      { projection: entryOnly, hint: LIST_INDEX },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray() as Promise<OptOutEntry[]>;

/** Those of the given numbers that are on the list, as given. Reads only the list's index, which is short. */
export async function listOptedOut(
  store: Store,
  orgId: string,
  phoneNumbers: string[],
): Promise<Set<string>> {
  if (phoneNumbers.length === 0) return new Set();
  // Many lists are empty, and an import asks about thousands of numbers at a time.
  const first = await store.numbers.findOne(
    { OrgID: orgId, ...onTheList },
    { projection: { _id: 1 }, hint: LIST_INDEX },
  );
  if (!first) return new Set();
  const asked = [...new Set(phoneNumbers)].map((number) => ({ number, id: numberId(orgId, number) }));
  const ids = asked.map(({ id }) => id);
  const entries = await store.numbers
    .find({ OrgID: orgId, _id: { $in: ids }, ...onTheList }, { projection: { _id: 1 }, hint: LIST_INDEX })
    .toArray();
  const listed = new Set(entries.map(({ _id }) => _id));
  return new Set(asked.flatMap(({ number, id }) => (listed.has(id) ? [number] : [])));
}

/** Puts numbers on the list. Earlier entries stay as they are. @returns how many are new. */
export async function optOut(
  store: Store,
  {
    orgId,
    phoneNumbers,
    source,
    now,
  }: { orgId: string; phoneNumbers: string[]; source: OptOutSource; now: Date },
): Promise<number> {
  const entries = phoneNumbers.map((number) => ({
    filter: { _id: numberId(orgId, number) },
    update: [
      {
        $set: {
          ...identityOf(orgId, number),
          OptOut: { $ifNull: ['$OptOut', { At: now, Source: source }] },
        },
      },
    ],
    upsert: true,
  }));
  const [entry, ...others] = entries;
  if (!entry) return 0;
  // One alone is written as one: a client waits for it, and is told in time when MongoDB is silent (`impatient`).
  const { upsertedCount, modifiedCount } =
    others.length === 0
      ? await store.numbers.updateOne(entry.filter, entry.update, { upsert: true })
      : await store.numbers.bulkWrite(
          entries.map((updateOne) => ({ updateOne })),
          { ordered: false },
        );
  return upsertedCount + modifiedCount;
}

/** Takes a number off the list. Canceled jobs stay canceled. @returns whether it was there. */
export async function removeOptOut(store: Store, orgId: string, phoneNumber: string): Promise<boolean> {
  const removed = await store.numbers.updateOne(
    { _id: numberId(orgId, phoneNumber), ...onTheList },
    { $unset: { OptOut: '' } },
  );
  return removed.modifiedCount === 1;
}

export interface CanceledJobs {
  canceled: number;
  /** Calls to be hung up. Their jobs become canceled when they end. */
  callsToHangUp: string[];
}

/**
 * Cancels the incomplete jobs of numbers that are on the list already, in all campaigns of the organisation.
 *
 * Jobs in a call first, then those that wait or are analysed: a job that a call's end moves there meanwhile is met by
 * the second step. A job that a dispatcher claims meanwhile is refused at the pre-dial check, since the
 * number is on the list before this begins. Done again it does what is left.
 */
export async function cancelJobsOfNumbers(
  store: Store,
  {
    orgId,
    phoneNumbers,
    exceptJobId,
    now,
  }: { orgId: string; phoneNumbers: string[]; exceptJobId?: string | undefined; now: Date },
): Promise<CanceledJobs> {
  const theirs: Filter<JobDocument> = {
    ContactPhoneNumber: { $in: phoneNumbers },
    OrgID: orgId,
    ...(exceptJobId === undefined ? {} : { _id: { $ne: exceptJobId } }),
  };
  await updateInSteps(
    store,
    { $and: [theirs, { State: 'calling', CancelRequestedAt: { $exists: false } }] },
    { $set: { CancelRequestedAt: now, CancelReason: 'opted_out', UpdatedAt: now } },
  );
  const canceled = await updateInSteps(
    store,
    { $and: [theirs, { $or: [...undialled, { State: 'analyzing' }] }] },
    cancelAtOnce(now),
  );
  // A contact who called is not cut off: they asked only for outbound calls to stop.
  const inCalls = await store.jobs
    .find({
      ...theirs,
      State: 'calling',
      CancelRequestedAt: { $exists: true },
      'Slot.Inbound': { $exists: false },
    })
    .project<{ Slot?: { CallID: string } }>({ 'Slot.CallID': 1, _id: 0 })
    .toArray();
  return { canceled, callsToHangUp: inCalls.flatMap(({ Slot }) => (Slot ? [Slot.CallID] : [])) };
}

/**
 * For jobs that were stored while their numbers may have opted out: cancels those that have and still wait. An opt-out
 * first writes its entry and then looks for jobs; code that stores a job calls this afterwards. One of the two sees the
 * other, so no such job is left waiting.
 */
export async function cancelIfOptedOut(
  store: Store,
  { orgId, jobs, now }: { orgId: string; jobs: JobDocument[]; now: Date },
): Promise<number> {
  const optedOut = await listOptedOut(
    store,
    orgId,
    jobs.map((job) => job.ContactPhoneNumber),
  );
  if (optedOut.size === 0) return 0;
  const ids = jobs.filter((job) => optedOut.has(job.ContactPhoneNumber)).map((job) => job._id);
  const { modifiedCount } = await store.jobs.updateMany(
    { $and: [{ _id: { $in: ids } }, { $or: undialled }] },
    cancelAtOnce(now),
  );
  return modifiedCount;
}

/** Jobs of which no placement was sent: a claim whose call has not begun to dial is as good as waiting. */
const undialled: Filter<JobDocument>[] = [
  { State: { $in: [...waitingStates] } },
  { State: 'calling', 'Slot.Stage': 'claimed', 'Slot.Inbound': { $exists: false } },
];

/** Cancels jobs without a call, because their number opted out. */
export const cancelAtOnce = (now: Date) => [
  {
    $set: {
      // An attempt that its claim numbered but that was never dialled does not count.
      Attempts: { $cond: [{ $eq: ['$State', 'calling'] }, { $subtract: ['$Attempts', 1] }, '$Attempts'] },
      State: 'canceled',
      CancelReason: 'opted_out',
      UpdatedAt: now,
    },
  },
  { $unset: 'Slot' },
];

/** Jobs changed in one operation: takes far less than the deadline of one. */
const STEP = 2_000;

/** Updates all that match. After the update a job must no longer match `filter`, so that the steps end. */
async function updateInSteps(
  store: Store,
  filter: Filter<JobDocument>,
  update: UpdateFilter<JobDocument> | Record<string, unknown>[],
): Promise<number> {
  let updated = 0;
  for (;;) {
    const step = await store.jobs.find(filter).project<{ _id: string }>({ _id: 1 }).limit(STEP).toArray();
    if (step.length === 0) return updated;
    const ids = step.map(({ _id }) => _id);
    updated += (await store.jobs.updateMany({ $and: [{ _id: { $in: ids } }, filter] }, update)).modifiedCount;
  }
}
