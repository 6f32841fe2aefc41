import { setTimeout } from 'node:timers/promises';
import {
  type Collection,
  type Db,
  type Document,
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoWriteConcernError,
  ObjectId,
} from 'mongodb';
import {
  type ApiKeyDocument,
  type CallDocument,
  type CallTurnDocument,
  type CampaignDocument,
  type CampaignVersionDocument,
  type IdempotencyDocument,
  type ImportBatchDocument,
  type ImportDocument,
  type JobDocument,
  type MendingDocument,
  type NumberDocument,
  type OrganisationDocument,
  type PaceDocument,
  type ProviderDocument,
  type TranscriptDocument,
} from './documents';
import { OperationTimeout, impatient } from './operation-timeout';
import { refusingLostFields } from './lost-fields';

/** The open database. Functions of this folder take it first; nobody else touches a collection. */
export interface Store {
  client: MongoClient;
  db: Db;
  organisations: Collection<OrganisationDocument>;
  apiKeys: Collection<ApiKeyDocument>;
  campaigns: Collection<CampaignDocument>;
  campaignVersions: Collection<CampaignVersionDocument>;
  jobs: Collection<JobDocument>;
  calls: Collection<CallDocument>;
  transcripts: Collection<TranscriptDocument>;
  numbers: Collection<NumberDocument>;
  providers: Collection<ProviderDocument>;
  paces: Collection<PaceDocument>;
  callTurns: Collection<CallTurnDocument>;
  idempotencyKeys: Collection<IdempotencyDocument>;
  mendings: Collection<MendingDocument>;
  imports: Collection<ImportDocument>;
  importBatches: Collection<ImportBatchDocument>;
  close(): Promise<void>;
}

const SECOND = 1_000;
const DAY_SECONDS = 24 * 60 * 60;

/** A request is answered 503 within 6 s. */
const PATIENCE_MS = 5 * SECOND;

/**
 * Connects to the replica set at `uri`, which names the database.
 * Connecting is lazy: the first operation waits at most 5 s for a server, so that a request can still be
 * answered 503 within its 6 s. With `somebodyWaits` it waits no longer for a server that is connected and silent.
 */
export function openStore(uri: string, { somebodyWaits = false }: { somebodyWaits?: boolean } = {}): Store {
  const client = new MongoClient(uri, {
    appName: 'ringmaster',
    serverSelectionTimeoutMS: PATIENCE_MS,
    connectTimeoutMS: PATIENCE_MS,
    // Without a bound a request would wait for ever behind a full pool.
    waitQueueTimeoutMS: PATIENCE_MS,
    // A server that accepts and never answers must not hold a request or an activity for ever. The longest operation (a
    // batch of an import or an ending on a busy machine) takes a second or two.
    socketTimeoutMS: 30 * SECOND,
    maxPoolSize: 50,
    // What was lost on its way here is refused (see `lost-fields.ts`), and never taken for a shorter filter.
    ignoreUndefined: false,
    retryWrites: true,
    writeConcern: { w: 'majority' },
  });
  const db = client.db();
  const collection = <T extends Document>(name: string): Collection<T> =>
    refusingLostFields(
      somebodyWaits ? impatient(db.collection<T>(name), PATIENCE_MS) : db.collection<T>(name),
    );
  return {
    client,
    db,
    organisations: collection('organisations'),
    apiKeys: collection('apiKeys'),
    campaigns: collection('campaigns'),
    campaignVersions: collection('campaignVersions'),
    jobs: collection('jobs'),
    calls: collection('calls'),
    transcripts: collection('transcripts'),
    numbers: collection('numbers'),
    providers: collection('providers'),
    paces: collection('paces'),
    callTurns: collection('callTurns'),
    idempotencyKeys: collection('idempotencyKeys'),
    mendings: collection('mendings'),
    imports: collection('imports'),
    importBatches: collection('importBatches'),
    close: () => client.close(),
  };
}

export class NoReplicaSet extends Error {
  override readonly name = 'NoReplicaSet';
}

/**
 * Connects, and refuses a server that is no replica set. Where a first try has failed the driver does not connect again
 * by itself, and says of every operation that its topology is closed: whoever tries again asks this first.
 */
export async function connect(store: Store): Promise<void> {
  await store.client.connect();
  const { setName, msg } = await store.db.command({ hello: 1 });
  // What stands before a sharded cluster answers so, and its parts are replica sets.
  if (setName === undefined && msg !== 'isdbgrid') throw new NoReplicaSet();
}

/** Creates the indexes that are missing. Safe to run by any number of processes at once. */
export async function ensureIndexes(store: Store): Promise<void> {
  await Promise.all([
    store.apiKeys.createIndex({ SecretHash: 1 }, { unique: true }),
    store.campaigns.createIndex({ OrgID: 1, _id: 1 }),
    // What the reconciler looks at.
    store.campaigns.createIndex({ State: 1, UpdatedAt: -1 }),
    store.campaigns.createIndex({ State: 1, _id: 1 }),
    store.campaigns.createIndex({ State: 1, FailedJobs: 1, UpdatedAt: 1 }),
    // The claim (due jobs of a campaign) and the counts by state read only this index.
    store.jobs.createIndex({ CampaignID: 1, State: 1, DueAt: 1, _id: 1 }),
    // Jobs that do not wait for the ramp: all that wait would be read to find them, at each start. The others pay nothing.
    store.jobs.createIndex(
      { CampaignID: 1, State: 1, DueAt: 1 },
      { partialFilterExpression: { 'Overrides.Constraints.DisableJitter': true } },
    ),
    // The cap: one job of a campaign holds a slot number. Holds as many keys as there are active calls.
    store.jobs.createIndex(
      { CampaignID: 1, 'Slot.Number': 1 },
      { unique: true, partialFilterExpression: { 'Slot.Number': { $exists: true } } },
    ),
    store.jobs.createIndex({ CampaignID: 1, _id: 1 }),
    // Claims that are not dialled yet and permissions to dial (`Slot.Stage` claimed and dialling): a few at any time, which a
    // restriction waits for and the calls per second are counted by. `$lte` says both to every version of MongoDB.
    store.jobs.createIndex(
      { 'Slot.Stage': 1, OrgID: 1, CampaignID: 1 },
      { partialFilterExpression: { 'Slot.Stage': { $lte: 'dialling' } } },
    ),
    // Jobs with a NotAfter of their own, as the reconciler asks for those that wait too long. The others pay nothing for it.
    store.jobs.createIndex(
      { CampaignID: 1, State: 1, ExpiresAt: 1 },
      { partialFilterExpression: { ExpiresAt: { $exists: true } } },
    ),
    store.jobs.createIndex(
      { CampaignID: 1, ExternalID: 1 },
      { unique: true, partialFilterExpression: { ExternalID: { $exists: true } } },
    ),
    // By number first: an opt-out looks through all campaigns of the organisation, a call to us through a few.
    store.jobs.createIndex({ ContactPhoneNumber: 1, CampaignID: 1, _id: 1 }),
    // Jobs that wait for the line of their number, one campaign after another. The others pay nothing for it.
    store.jobs.createIndex(
      { ContactPhoneNumber: 1, CampaignID: 1, DueAt: 1 },
      { partialFilterExpression: { DeferredBy: 'number_busy' } },
    ),
    // Campaigns that a called number belongs to.
    store.campaigns.createIndex({ Numbers: 1, State: 1 }),
    store.campaignVersions.createIndex({ CampaignID: 1, Version: -1 }),
    // The opt-out list of an organisation, in order of number.
    store.numbers.createIndex(
      { OrgID: 1, _id: 1 },
      { partialFilterExpression: { OptOut: { $exists: true } } },
    ),
    store.transcripts.createIndex({ JobID: 1 }),
    // Test jobs are few: finding them must not read all the others, and the others pay nothing for it.
    store.jobs.createIndex(
      { CampaignID: 1, TestJob: 1, _id: 1 },
      { partialFilterExpression: { TestJob: true } },
    ),
    store.calls.createIndex({ JobID: 1, Attempt: 1 }),
    // An announcement that is repeated finds its call, and two at once make one. Calls that we place are not in it.
    store.calls.createIndex(
      { ProviderCallID: 1 },
      { unique: true, partialFilterExpression: { Direction: 'inbound' } },
    ),
    // Usage and histogram of a billing interval, in a fixed order, without reading a document.
    store.calls.createIndex({ CampaignID: 1, EndedAt: 1, _id: 1, ConversationSeconds: 1 }),
    store.imports.createIndex(
      { Key: 1 },
      { unique: true, partialFilterExpression: { Key: { $exists: true } } },
    ),
    // Who waits now. Those who have not for an hour are forgotten: they are as new.
    store.callTurns.createIndex({ WaitsUntil: 1 }, { expireAfterSeconds: 60 * 60 }),
    // An Idempotency-Key is kept for 24 h.
    store.idempotencyKeys.createIndex({ CreatedAt: 1 }, { expireAfterSeconds: DAY_SECONDS }),
    store.imports.createIndex({ CreatedAt: 1 }, { expireAfterSeconds: DAY_SECONDS }),
    store.importBatches.createIndex({ CreatedAt: 1 }, { expireAfterSeconds: DAY_SECONDS }),
  ]);
}

/** The clock of the server that takes our writes. */
export async function readServerTime(store: Store): Promise<Date> {
  const { localTime } = await store.db.command({ hello: 1 });
  return localTime as Date;
}

/** True when the database answers within `timeoutMs`. */
export async function isReachable(store: Store, timeoutMs: number): Promise<boolean> {
  try {
    const ping = store.db.command({ ping: 1 }).then(() => true);
    // The answer of a server that is merely slow is of no use any more; it is not waited for, and not unhandled.
    ping.catch(() => undefined);
    return await Promise.race([ping, setTimeout(timeoutMs, false, { ref: false })]);
  } catch {
    return false;
  }
}

/** MongoDB's code for a document that a unique index refuses. */
export const DUPLICATE_KEY = 11_000;

export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/**
 * True for an error that says that the database could not be reached or did not answer in time, so that nobody knows
 * whether the operation took place.
 */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof OperationTimeout ||
  isOfBrokenSocket(error) ||
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoOperationTimeoutError ||
  error instanceof MongoWriteConcernError ||
  (error instanceof MongoError &&
    ([
      'MongoWaitQueueTimeoutError',
      'MongoPoolClearedError',
      'MongoPoolClosedError',
      'MongoTopologyClosedError',
    ].includes(error.name) ||
      error.hasErrorLabel('RetryableWriteError')));

/** Whoever writes to a connection just as the server goes is told by the driver what the socket says, as it comes. */
const isOfBrokenSocket = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');

/** A fresh id: 24 hex digits, in order of time, without a colon (ids are joined with colons). */
export const newId = (): string => new ObjectId().toHexString();
