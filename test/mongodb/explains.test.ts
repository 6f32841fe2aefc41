/**
 * No function of the store reads more than it answers or changes, however much is stored: the profiler of MongoDB tells
 * of each operation what was really read.
 */
import { type Document } from 'mongodb';
import { type JobState } from '../../domain/jobs/job';
import { UNDO_STEP } from '../../store/jobs/imports';
import { ensureIndexes, type Store } from '../../store/mongodb/mongo';
import {
  asked,
  campaignId,
  campaignOf,
  fill,
  importOf,
  jobOf,
  now,
  orgId,
  others,
  phoneNumberOf,
  run,
  situations,
} from './world';
import { dropOwnStore, openOwnStore } from '../support/own-store';

const JOBS_EACH = 12_500;
/** Calls in progress, and conversations in analysis, of each campaign. */
const ACTIVE = 300;
const FEW = 5_000;

let store: Store;
beforeAll(async () => {
  store = openOwnStore('explains');
  await ensureIndexes(store);
  await fill(store);
  await crowd();
});
afterAll(() => dropOwnStore(store));

const minutes = (n: number): Date => new Date(now.getTime() + n * 60_000);

function crowdJob(campaign: string, i: number) {
  const _id = `${campaign}-crowd-${String(i).padStart(5, '0')}`;
  const share = i % 100;
  const State = ((): JobState => {
    if (i < ACTIVE) return 'calling';
    if (i < 2 * ACTIVE) return 'analyzing';
    return share < 60
      ? 'created'
      : share < 70
        ? 'scheduled'
        : share < 90
          ? 'completed'
          : share < 95
            ? 'failed'
            : 'canceled';
  })();
  const CallID = `call:${_id}:1`;
  const { ExternalID: _, ...plain } = jobOf(campaign, 'waiting');
  return {
    ...plain,
    ...{
      _id,
      State,
      ContactPhoneNumber: `+1303${String(Number(campaign.slice(1)) * JOBS_EACH + i).padStart(7, '0')}`,
    },
    ...{
      DueAt: minutes(State === 'scheduled' ? 30 + i : -i),
      Attempts: State === 'created' ? 0 : 1,
      UpdatedAt: now,
    },
    ...(State === 'scheduled' ? { DeferredBy: 'retry' as const } : {}),
    ...(State === 'created' && share < 6 ? { ExpiresAt: minutes(60 + i) } : {}),
    ...(State === 'analyzing' ? { AnalyzedCallID: CallID } : {}),
    ...(State === 'calling'
      ? {
          Slot: {
            ...{
              Number: 100 + i,
              ClaimID: `claim-${i}`,
              CallID,
              Stage: 'placed' as const,
              ClaimedAt: minutes(-60),
            },
            ...{ LeaseUntil: minutes(60), LeaseRenewals: 0, DialledBy: 'run', Version: 2 },
          },
        }
      : {}),
  };
}

/** Fifty thousand jobs, calls and numbers, and thousands of everything else that grows. */
async function crowd(): Promise<void> {
  for (const campaign of [campaignId, ...others]) {
    const jobs = Array.from({ length: JOBS_EACH }, (_, i) => crowdJob(campaign, i));
    await store.jobs.insertMany(jobs, { ordered: false });
    await store.numbers.insertMany(
      jobs.map(({ ContactPhoneNumber }) => ({
        ...{ _id: `${orgId}:${ContactPhoneNumber}`, OrgID: orgId, PhoneNumber: ContactPhoneNumber },
        ...(ContactPhoneNumber.endsWith('7') ? { OptOut: { At: minutes(-60), Source: 'api' as const } } : {}),
      })),
      { ordered: false },
    );
    await store.calls.insertMany(
      jobs.map(({ _id, State }, i) => ({
        ...{ _id: `call:${_id}:1`, OrgID: orgId, CampaignID: campaign, JobID: _id, Attempt: 1, Version: 2 },
        ...{ CallerID: '+12025550100', DialledAt: minutes(-60), ProviderCallID: `of-${_id}` },
        ...(i % 10 === 0 ? { Direction: 'inbound' as const } : {}),
        ...(State === 'calling' ? {} : { EndedAt: minutes(-i), ConversationSeconds: 1 }),
      })),
      { ordered: false },
    );
  }
  const later = new Date('2100-01-01');
  const few = Array.from({ length: FEW }, (_, i) => `x${String(i).padStart(5, '0')}`);
  const CreatedAt = now;
  await store.campaigns.insertMany(
    few.map((id) => ({
      ...campaignOf(id),
      OrgID: 'other',
      State: id.endsWith('0') ? ('paused' as const) : ('ended' as const),
      UpdatedAt: minutes(-60),
      Numbers: [`+1404${id.slice(1)}00`],
    })),
  );
  await store.campaignVersions.insertMany(
    few.map((id) => ({
      ...{ _id: `${id}:1`, OrgID: 'other', CampaignID: id, Version: 1, Name: id, Data: campaignOf(id).Data },
      ...{ PublishedAt: now, PublishedBy: 'key', PublicationID: id },
    })),
  );
  await store.transcripts.insertMany(
    few.map((id) => ({
      _id: `call:${id}:1`,
      OrgID: 'other',
      CampaignID: id,
      JobID: id,
      Turns: [],
      CreatedAt,
    })),
  );
  await store.apiKeys.insertMany(
    few.map((id) => ({ _id: id, OrgID: id, Role: 'viewer' as const, SecretHash: id, CreatedAt })),
  );
  await store.paces.insertMany(few.map((_id) => ({ _id, NextAt: now, Version: 1 })));
  await store.idempotencyKeys.insertMany(
    few.map((id) => ({ _id: `other:${id}`, OrgID: 'other', RequestHash: id, ResourceID: id, CreatedAt })),
  );
  await store.imports.insertMany(few.map((id) => ({ ...importOf(id, id), OrgID: 'other' })));
  await store.imports.insertMany(few.map((id) => importOf(`of-${campaignId}-${id}`, campaignId)));
  await store.rejectedRows.insertMany(
    few.map((id) => ({ _id: `${id}:0000002`, Line: 2, Row: 'bad', Reason: 'no number', ExpiresAt: later })),
  );
  await store.importBatches.insertMany(few.map((id) => ({ _id: `${id}:0`, Hash: id, CreatedAt })));
}

interface Profiled {
  op: string;
  ns: string;
  command: Document;
  planSummary?: string;
  docsExamined?: number;
  keysExamined?: number;
  hasSortStage?: boolean;
  nreturned?: number;
  nMatched?: number;
  nModified?: number;
  ndeleted?: number;
}

/** What MongoDB did for it, with the campaign and its jobs as they were before anybody was asked anything. */
async function profiled(name: string, args: unknown[]): Promise<Profiled[]> {
  const { db } = store;
  await store.campaigns.replaceOne({ _id: campaignId }, campaignOf(campaignId));
  await store.jobs.bulkWrite(
    situations
      .map((situation) => jobOf(campaignId, situation))
      .map((job) => ({ replaceOne: { filter: { _id: job._id }, replacement: job, upsert: true } })),
  );
  await db.command({ profile: 0 });
  await db.dropCollection('system.profile').catch(() => undefined);
  // Larger than what any one of them leaves there.
  await db.createCollection('system.profile', { capped: true, size: 32 * 1024 * 1024 });
  await db.command({ profile: 2 });
  await run(name, store, args);
  await db.command({ profile: 0 });
  const found = await db.collection<Document>('system.profile').find().toArray();
  return (found as unknown as Profiled[]).filter(
    ({ ns, command }) => !ns.endsWith('system.profile') && !('profile' in command),
  );
}

const waiting = 0.7 * JOBS_EACH;
// Those of the small world are called too, and claims add some.
const MOST_ACTIVE = ACTIVE + 50;
/**
 * Documents and keys that may be read for each one that is answered or changed, and besides: ranges have ends. So few
 * may be sorted.
 */
const [EACH, BESIDES] = [4, 10];
/** Those that may read more than they answer or change, how much, and why that is no harm. */
const exceptions: Record<string, { most: number; why: string }> = {
  countIncompleteJobs: {
    most: JOBS_EACH,
    why: 'counts keys of an index; of a campaign that has ended there are none',
  },
  countWaitingJobs: { most: waiting, why: 'counts keys of an index, for a person who asks for a preflight' },
  countJobsByState: {
    most: JOBS_EACH + 100,
    why: 'counts keys of an index, for a person who looks at a campaign',
  },
  jobCountsQuery: { most: JOBS_EACH + 100, why: 'the same' },
  countActiveCalls: {
    most: MOST_ACTIVE,
    why: 'counts keys of an index: the active calls, which the cap bounds',
  },
  countOutboundSlots: {
    most: MOST_ACTIVE,
    why: 'active calls, and asked only after a version has been published',
  },
  releaseUndialledClaims: { most: MOST_ACTIVE, why: 'active calls, and asked once by a pause' },
  listUnstartedClaims: { most: MOST_ACTIVE, why: 'active calls, looked through every five seconds' },
  listExpiredSlots: { most: MOST_ACTIVE, why: 'active calls, looked through every five seconds' },
  listLongAnalyses: {
    most: MOST_ACTIVE,
    why: 'conversations in analysis, looked through every five seconds',
  },
  undoStep: {
    most: UNDO_STEP + BESIDES,
    why: 'looks at every job of one step, for a person who undoes an import',
  },
  namesOfJobs: {
    most: JOBS_EACH,
    why: 'looks at each job of an export, which then reads them all',
  },
  listProviders: { most: 20, why: 'a handful of documents, all of which are wanted' },
  loadCampaignToDial: { most: 20, why: 'the same handful' },
  makeFirstApiKey: {
    most: 2 * FEW,
    why: 'keys are made by people, and this is asked as a process starts for the first time',
  },
};

/** What was read beyond that; nothing of a function that does well. */
function excess(name: string, done: Profiled): string | undefined {
  const { ns, planSummary = '', docsExamined = 0, keysExamined = 0, hasSortStage = false } = done;
  const useful = (done.nreturned ?? 0) + (done.nMatched ?? 0) + (done.ndeleted ?? 0);
  const read = Math.max(docsExamined, keysExamined);
  const exception = exceptions[name];
  const scans = planSummary.includes('COLLSCAN');
  const isBounded = read <= (exception?.most ?? EACH * useful + BESIDES);
  const isSorted = hasSortStage && read > BESIDES;
  if (isBounded && (exception ?? !(scans || isSorted))) return undefined;
  return `${ns.slice(ns.indexOf('.') + 1)}: ${planSummary}${hasSortStage ? ' SORT' : ''}, ${read} read for ${useful}`;
}

// They read nothing, or make what the others read by.
const noReaders = [
  'connect',
  'ensureIndexes',
  'isReachable',
  'openDispatchStream',
  'openClock',
  'readServerTime',
];
/** Of functions that ask in more than one way. */
const otherWays: [name: string, args: unknown[]][] = [
  ['announceWork', [{ onHoldOf: orgId }]],
  ['announceWork', ['all_on_hold']],
  ['firstWaitingJobs', [{ campaignId, limit: 10, urgent: true }]],
  ['listJobs', [{ campaignId, State: 'scheduled' }, { limit: 10 }]],
  ['listJobs', [{ campaignId }, { limit: 10 }]],
  ['listJobs', [{ campaignId, ContactPhoneNumber: phoneNumberOf(campaignId, 'waiting') }, { limit: 10 }]],
  ['listJobs', [{ campaignId, ExternalID: 'external-waiting' }, { limit: 10 }]],
  ['listJobs', [{ campaignId, TestJob: true }, { limit: 10 }]],
  ['jobsWithCalls', [{ campaignId, State: 'scheduled' }]],
  ['jobsWithCalls', [{ campaignId, ExternalID: 'external-waiting' }]],
  ['jobsWithCalls', [{ campaignId, TestJob: true }]],
  ['listExpiredJobs', [{ campaignId, campaignsToo: false, limit: 10, now }]],
  ['listImports', [campaignId, { limit: 10 }]],
  ['listOptOuts', [{ orgId, limit: 10 }]],
  ['listVersions', [campaignOf(campaignId), { limit: 10 }]],
];

it.each([
  ...Object.entries(asked)
    .filter(([name]) => !noReaders.includes(name))
    .map(([name, make]): [string, unknown[]] => [name, make()]),
  ...otherWays,
])('%s reads by an index, and not more than it needs', async (name, args) => {
  const done = await profiled(name, args);
  expect(done.length).toBeGreaterThan(0);
  expect(done.flatMap((one) => excess(name, one) ?? [])).toEqual([]);
});
