/** Reads the jobs of a campaign with their calls, to be taken out as a file. */
import { type Cut } from '../mongodb/cut';
import { type CallDocument, type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { nextBatchOf } from '../mongodb/one-by-one';
import { type JobFilter, type JobPlace, matching, orderOf, placeOf } from './jobs';

/** What the jobs have, as far as it decides which columns a table of them needs. */
export interface JobNames {
  jobs: number;
  /** One for each job that was not dialled, and one for each dial. Inbound calls are not among them. */
  lines: number;
  /** Names of members, those that come first in most jobs first. */
  Data: Set<string>;
  Metadata: Set<string>;
  Overrides: Set<string>;
  Constraints: Set<string>;
  hasVariants: boolean;
}

/**
 * So many jobs are looked at in one operation: seconds, even where each is as large as may be and the disk is slow. No
 * operation may take as long as a server that does not answer any more.
 */
const LOOKED_AT_TOGETHER = 20_000;

/** Jobs that have the same names in the same order. */
interface Alike {
  _id: Record<'Data' | 'Metadata' | 'Overrides' | 'Constraints', string[] | null> & { hasVariants: boolean };
  jobs: number;
  lines: number;
  last: { _id: string } | { DueAt: Date; _id: string };
}

const namesIn = (field: string) => ({
  $map: { input: { $objectToArray: field }, in: '$$this.k' },
});

/** @param most the look ends when it has found more names than this: there are too many for columns */
export async function namesOfJobs(
  store: Store,
  filter: JobFilter,
  { cut: { session } = {}, most = Infinity }: { cut?: Cut; most?: number } = {},
): Promise<JobNames> {
  const found: JobNames = {
    ...{ jobs: 0, lines: 0, hasVariants: false },
    ...{ Data: new Set(), Metadata: new Set(), Overrides: new Set(), Constraints: new Set() },
  };
  const isByDueAt = 'DueAt' in orderOf(filter);
  let after: JobPlace | undefined;
  for (;;) {
    const cursor = store.jobs.aggregate<Alike>(
      [
        { $match: matching(filter, after) },
        { $sort: orderOf(filter) },
        { $limit: LOOKED_AT_TOGETHER },
        {
          $group: {
            _id: {
              Data: namesIn('$Data'),
              Metadata: namesIn('$Metadata'),
              Overrides: namesIn('$Overrides'),
              Constraints: namesIn('$Overrides.Constraints'),
              hasVariants: { $gt: ['$CampaignVariants', null] },
            },
            jobs: { $sum: 1 },
            lines: { $sum: { $max: ['$Attempts', 1] } },
            // Fields of an object are compared in their order.
            last: { $max: isByDueAt ? { DueAt: '$DueAt', _id: '$_id' } : { _id: '$_id' } },
          },
        },
        { $sort: { jobs: -1, _id: 1 } },
      ],
      { ...(session ? { session } : {}) },
    );
    let looked = 0;
    let last: JobPlace | undefined;
    try {
      for (;;) {
        const groups = await nextBatchOf(cursor);
        if (groups.length === 0) break;
        for (const alike of groups) {
          looked += alike.jobs;
          found.lines += alike.lines;
          found.hasVariants ||= alike._id.hasVariants;
          for (const field of ['Data', 'Metadata', 'Overrides', 'Constraints'] as const)
            for (const name of alike._id[field] ?? []) found[field].add(name);
          const place = placeOf(filter, { DueAt: new Date(0), ...alike.last });
          if (!last || isAfter(place, last)) last = place;
        }
        if (found.Data.size + found.Metadata.size > most) return found;
      }
    } finally {
      await cursor.close();
    }
    found.jobs += looked;
    if (looked < LOOKED_AT_TOGETHER) return found;
    after = last;
  }
}

const isAfter = (one: JobPlace, other: JobPlace): boolean =>
  one.dueAtMs === other.dueAtMs ? one.id > other.id : (one.dueAtMs ?? 0) > (other.dueAtMs ?? 0);

export interface JobWithCalls {
  job: JobDocument;
  /** Oldest first. */
  calls: CallDocument[];
}

/** Enough that round trips do not matter; of large jobs an answer of MongoDB brings fewer, at most 16 MiB. */
const JOBS_TOGETHER = 200;
/** Of a job that was called often, and of those around it, no more calls are in memory than of many jobs. */
const DIALS_TOGETHER = 2_000;

/** Of a call; a million times to decode them is a second or two. */
const unneeded = {
  OrgID: 0,
  CampaignID: 0,
  ProviderCallID: 0,
  AnswerHeardAt: 0,
  EndReason: 0,
  AnalysisSoFar: 0,
};

const none: CallDocument[] = [];

/** The matching jobs in batches, each with its calls. The next batch is read while one is used. */
export async function* jobsWithCalls(
  store: Store,
  filter: JobFilter,
  { session }: Cut = {},
): AsyncGenerator<JobWithCalls[], void> {
  const options = session ? { session } : {};
  const jobs = store.jobs
    .find(matching(filter), { ...options, batchSize: JOBS_TOGETHER })
    .sort(orderOf(filter));
  let waiting: JobDocument[] = [];
  let coming = nextBatchOf(jobs);

  async function next(): Promise<JobWithCalls[]> {
    if (waiting.length === 0) {
      waiting = await coming;
      if (waiting.length === 0) return [];
      // On its way while MongoDB looks for the calls of these.
      coming = nextBatchOf(jobs);
      coming.catch(() => undefined);
    }
    const batch = waiting.slice(0, fewDialled(waiting));
    waiting = waiting.slice(batch.length);
    const ids = batch.map(({ _id }) => _id);
    // A job that was never dialled may have been called by its contact.
    const cursor = store.calls
      .find({ JobID: { $in: ids } }, { ...options, batchSize: DIALS_TOGETHER, projection: unneeded })
      .sort({ JobID: 1, Attempt: 1 });
    const callsOf = new Map<string, CallDocument[]>();
    for (;;) {
      const calls = await nextBatchOf(cursor);
      if (calls.length === 0) break;
      for (const call of calls) {
        const known = callsOf.get(call.JobID);
        if (known) known.push(call);
        else callsOf.set(call.JobID, [call]);
      }
    }
    for (const several of callsOf.values()) if (several.length > 1) several.sort(byTime);
    return batch.map((job) => ({ job, calls: callsOf.get(job._id) ?? none }));
  }

  let reading = next();
  try {
    for (;;) {
      const batch = await reading;
      if (batch.length === 0) return;
      reading = next();
      // It is awaited after the batch is used, unless that is given up.
      reading.catch(() => undefined);
      yield batch;
    }
  } finally {
    await reading.catch(() => undefined);
    await coming.catch(() => undefined);
    await jobs.close();
  }
}

/** How many of the jobs have few enough dials together; at least one. */
function fewDialled(jobs: JobDocument[]): number {
  let dials = 0;
  for (let i = 0; i < jobs.length; i += 1) {
    dials += jobs[i]?.Attempts ?? 0;
    if (dials > DIALS_TOGETHER && i > 0) return i;
  }
  return jobs.length;
}

const byTime = (one: CallDocument, other: CallDocument): number =>
  one.DialledAt.getTime() - other.DialledAt.getTime() || one.Attempt - other.Attempt;
