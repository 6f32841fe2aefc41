/** Reads the jobs of a campaign with their calls, to be taken out as a file. */
import { callOwnerId } from '../../domain/jobs/job';
import { type Cut } from '../mongodb/cut';
import { type CallDocument, type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { decoded, idIn, nextRawBatchOf, type RawDocument } from '../mongodb/raw-documents';
import { type JobFilter, matching, orderOf } from './jobs';

export interface JobWithCalls {
  job: JobDocument;
  /** Oldest first. */
  calls: CallDocument[];
}

/** Enough that round trips do not matter; more is no faster. Of large jobs an answer brings fewer, at most 16 MiB. */
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
        // 0 is no limit.
        limit: isOne ? 0 : CALLS_TOGETHER + 1,
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
        const owner = callOwnerId(idIn(call)) ?? decoded(call).JobID;
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
        yield jobs.slice(from, from + DECODED_TOGETHER).map((job) => withCalls(decoded(job), calls));
    }
  } finally {
    await reading.catch(() => undefined);
    await coming.catch(() => undefined);
    await cursor.close();
  }
}

const none: CallDocument[] = [];

const withCalls = (job: JobDocument, callsOfAll: Map<string, RawCall[]>): JobWithCalls => ({
  job,
  calls: callsOfAll.get(job._id)?.map(decoded).sort(byTime) ?? none,
});

const byTime = (one: CallDocument, other: CallDocument): number =>
  one.DialledAt.getTime() - other.DialledAt.getTime() || one.Attempt - other.Attempt;
