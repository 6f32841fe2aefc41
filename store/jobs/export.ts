/** Reads the jobs of a campaign with their calls, to be taken out as a file. */
import { callOwnerId } from '../../domain/jobs/job';
import { type Cut } from '../mongodb/cut';
import { type CallDocument, type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { nextBatchOf } from '../mongodb/one-by-one';
import { decoded, idIn, nextRawBatchOf, type RawDocument } from '../mongodb/raw-documents';
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

/**
 * Enough that round trips do not matter; more is no faster, as the bytes leave the processor's cache. Of large jobs an
 * answer of MongoDB brings fewer, at most 16 MiB.
 */
const JOBS_TOGETHER = 400;
/** Jobs that were called so often that their calls are more are read in smaller groups. */
const CALLS_TOGETHER = 2_000;
/** So few jobs are decoded that they and the lines made of them are gone before the garbage collector comes. */
const DECODED_TOGETHER = 50;

/** Of a call; a million times to read them is a second or two. */
const unneeded = {
  OrgID: 0,
  CampaignID: 0,
  ProviderCallID: 0,
  AnswerHeardAt: 0,
  EndReason: 0,
  AnalysisSoFar: 0,
};

type RawJob = RawDocument<JobDocument>;
type RawCall = RawDocument<CallDocument>;

/** Jobs with the calls of all of them, by job. */
interface Group {
  jobs: RawJob[];
  calls: Map<string, RawCall[]>;
}

/** The matching jobs in batches, each with its calls. The next ones are read while one is used. */
export async function* jobsWithCalls(
  store: Store,
  filter: JobFilter,
  { session }: Cut = {},
): AsyncGenerator<JobWithCalls[], void> {
  const options = { ...(session ? { session } : {}), raw: true };
  const cursor = store.jobs
    .find(matching(filter), { ...options, batchSize: JOBS_TOGETHER })
    .sort(orderOf(filter));
  const waiting: RawJob[][] = [];
  let coming = nextRawBatchOf(cursor);

  /** Of no jobs at the end. */
  async function nextGroup(): Promise<Group> {
    let jobs = waiting.shift();
    if (!jobs) {
      jobs = await coming;
      if (jobs.length === 0) return { jobs, calls: new Map() };
      // On its way while MongoDB looks for the calls of these.
      coming = nextRawBatchOf(cursor);
      coming.catch(() => undefined);
    }
    for (;;) {
      const calls = await callsOf(jobs);
      if (calls) return { jobs, calls };
      const half = Math.ceil(jobs.length / 2);
      waiting.unshift(jobs.slice(half));
      jobs = jobs.slice(0, half);
    }
  }

  /** Undefined: they are too many to have in memory. Those of one job never are. */
  async function callsOf(jobs: RawJob[]): Promise<Map<string, RawCall[]> | undefined> {
    const isOne = jobs.length === 1;
    const found = store.calls.find(
      // A job that was never dialled may have been called by its contact.
      { JobID: { $in: jobs.map(idIn) } },
      {
        ...options,
        projection: unneeded,
        batchSize: CALLS_TOGETHER + 1,
        ...(isOne ? {} : { limit: CALLS_TOGETHER + 1 }),
      },
    );
    const calls = new Map<string, RawCall[]>();
    let count = 0;
    for (;;) {
      const some = await nextRawBatchOf(found);
      if (some.length === 0) return calls;
      count += some.length;
      if (count > CALLS_TOGETHER && !isOne) {
        await found.close();
        return undefined;
      }
      for (const call of some) {
        const owner = callOwnerId(idIn(call)) ?? '';
        const known = calls.get(owner);
        if (known) known.push(call);
        else calls.set(owner, [call]);
      }
    }
  }

  let reading = nextGroup();
  try {
    for (;;) {
      const { jobs, calls } = await reading;
      if (jobs.length === 0) return;
      reading = nextGroup();
      // It is awaited after the jobs are used, unless that is given up.
      reading.catch(() => undefined);
      for (let from = 0; from < jobs.length; from += DECODED_TOGETHER)
        yield jobs.slice(from, from + DECODED_TOGETHER).map((job) => withCalls(job, calls.get(idIn(job))));
    }
  } finally {
    await reading.catch(() => undefined);
    await coming.catch(() => undefined);
    await cursor.close();
  }
}

const none: CallDocument[] = [];

const withCalls = (job: RawJob, calls: RawCall[] | undefined): JobWithCalls => ({
  job: decoded(job),
  calls: calls ? calls.map(decoded).sort(byTime) : none,
});

const byTime = (one: CallDocument, other: CallDocument): number =>
  one.DialledAt.getTime() - other.DialledAt.getTime() || one.Attempt - other.Attempt;
