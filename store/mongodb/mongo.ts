import { setTimeout } from 'node:timers/promises';
import {
  type ChangeStream,
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
  type RejectedRowDocument,
  type TranscriptDocument,
} from './documents';
import { type OpenCut, openCut } from './cut';
import { OperationTimeout, withinTime } from './operation-timeout';
import { refusingLostFields } from './lost-fields';

/** The open database. Functions of `store/` take it as their first argument; no other code touches a collection. */
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
  rejectedRows: Collection<RejectedRowDocument>;
  /** Changes of all collections. */
  watch(pipeline: Document[]): ChangeStream;
  /** For reads that must fit each other. The caller ends it. */
  openCut(): OpenCut;
  close(): Promise<void>;
}

const SECOND = 1_000;
const DAY_SECONDS = 24 * 60 * 60;

/** A request is answered 503 within 6 s. */
const PATIENCE_MS = 5 * SECOND;

/**
 * Connects to the replica set at `uri`, which names the database.
 * Connecting is lazy: the first operation waits at most 5 s for a server, so that a request can still be
 * answered 503 within its 6 s. With `somebodyWaits` it waits as briefly for a server that is connected and silent.
 */
export function openStore(uri: string, { somebodyWaits = false }: { somebodyWaits?: boolean } = {}): Store {
  const client = new MongoClient(uri, {
    appName: 'ringmaster',
    serverSelectionTimeoutMS: PATIENCE_MS,
    connectTimeoutMS: PATIENCE_MS,
    // Without this a request would wait for ever behind a full pool.
    waitQueueTimeoutMS: PATIENCE_MS,
    // A server that accepts and never answers must not hold a request or an activity for ever. The longest operation (a
    // batch of an import or an ending on a busy machine) takes a second or two.
    socketTimeoutMS: 30 * SECOND,
    maxPoolSize: 50,
    // An undefined field is refused (see `lost-fields.ts`) and never makes a shorter filter.
    ignoreUndefined: false,
    retryWrites: true,
    writeConcern: { w: 'majority' },
  });
  const db = client.db();
  const collection = <T extends Document>(name: string): Collection<T> =>
    refusingLostFields(
      somebodyWaits ? withinTime(db.collection<T>(name), PATIENCE_MS) : db.collection<T>(name),
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
    rejectedRows: collection('rejectedRows'),
    watch: (pipeline) => db.watch(pipeline),
    openCut: () => openCut(client, db),
    close: () => client.close(),
  };
}

export class NoReplicaSet extends Error {
  override readonly name = 'NoReplicaSet';
}

/**
 * Connects, and refuses a server that is no replica set. After a failed first try the driver does not connect again by
 * itself, and every operation fails because the topology is closed: call this again before retrying.
 */
export async function connect(store: Store): Promise<void> {
  await store.client.connect();
  const { setName, msg } = await store.db.command({ hello: 1 });
  // The router of a sharded cluster answers so, and its shards are replica sets.
  if (setName === undefined && msg !== 'isdbgrid') throw new NoReplicaSet();
}

/** Creates the indexes that are missing. Safe to run by any number of processes at once. */
export async function ensureIndexes(store: Store): Promise<void> {
  await Promise.all([
    store.apiKeys.createIndex({ SecretHash: 1 }, { unique: true }),
    store.campaigns.createIndex({ OrgID: 1, _id: 1 }),
    // For the reconciler.
    store.campaigns.createIndex({ State: 1, UpdatedAt: -1 }),
    store.campaigns.createIndex({ State: 1, _id: 1 }),
    store.campaigns.createIndex({ State: 1, FailedJobs: 1, UpdatedAt: 1 }),
    // Idle campaigns with work, and those that wait for a provider or their organisation. Others cost nothing here.
    store.campaigns.createIndex({ 'Idle.Woken': 1 }, { partialFilterExpression: { 'Idle.Woken': true } }),
    store.campaigns.createIndex(
      { 'Idle.OnHold': 1, OrgID: 1 },
      { partialFilterExpression: { 'Idle.OnHold': true } },
    ),
    // For the claim (due jobs of a campaign); the counts by state read only this index.
    store.jobs.createIndex({ CampaignID: 1, State: 1, DueAt: 1, _id: 1 }),
    // Jobs that do not wait for the ramp: without it each start would read all waiting jobs. Other jobs cost nothing
    // here.
    store.jobs.createIndex(
      { CampaignID: 1, State: 1, DueAt: 1 },
      { partialFilterExpression: { 'Overrides.Constraints.DisableJitter': true } },
    ),
    // The cap: only one job of a campaign can take a slot number. It has one key per active call.
    store.jobs.createIndex(
      { CampaignID: 1, 'Slot.Number': 1 },
      { unique: true, partialFilterExpression: { 'Slot.Number': { $exists: true } } },
    ),
    store.jobs.createIndex({ CampaignID: 1, _id: 1 }),
    // Claims that are not dialled yet and permits to dial (`Slot.Stage` claimed and dialling): a few at any time. A
    // restriction waits for them, and the calls per second are counted by them. `$lte` means both stages in every
    // version of MongoDB.
    store.jobs.createIndex(
      { 'Slot.Stage': 1, OrgID: 1, CampaignID: 1 },
      { partialFilterExpression: { 'Slot.Stage': { $lte: 'dialling' } } },
    ),
    // Jobs with a NotAfter of their own: the reconciler looks for the expired ones. Other jobs cost nothing here.
    store.jobs.createIndex(
      { CampaignID: 1, State: 1, ExpiresAt: 1 },
      { partialFilterExpression: { ExpiresAt: { $exists: true } } },
    ),
    store.jobs.createIndex(
      { CampaignID: 1, ExternalID: 1 },
      { unique: true, partialFilterExpression: { ExternalID: { $exists: true } } },
    ),
    // By number first: an opt-out searches all campaigns of the organisation, an inbound call a few.
    store.jobs.createIndex({ ContactPhoneNumber: 1, CampaignID: 1, _id: 1 }),
    // Jobs that wait for the line of their number, one campaign after another. Other jobs cost nothing here.
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
    // Test jobs are few: finding them must not read all the others, which cost nothing here.
    store.jobs.createIndex(
      { CampaignID: 1, TestJob: 1, _id: 1 },
      { partialFilterExpression: { TestJob: true } },
    ),
    store.calls.createIndex({ JobID: 1, Attempt: 1 }),
    // A repeated announcement finds its call, and two at once make one. Outbound calls are not in it.
    store.calls.createIndex(
      { ProviderCallID: 1 },
      { unique: true, partialFilterExpression: { Direction: 'inbound' } },
    ),
    // Usage and histogram of a billing interval, in a fixed order, without reading a document.
    store.calls.createIndex({ CampaignID: 1, EndedAt: 1, _id: 1, ConversationSeconds: 1 }),
    // The imports of a campaign, the newest first.
    store.imports.createIndex({ CampaignID: 1, _id: 1 }),
    // Campaigns that wait for a turn. One that has not waited for an hour is deleted, and counts as new.
    store.callTurns.createIndex({ WaitsUntil: 1 }, { expireAfterSeconds: 60 * 60 }),
    // An Idempotency-Key is kept for 24 h.
    store.idempotencyKeys.createIndex({ CreatedAt: 1 }, { expireAfterSeconds: DAY_SECONDS }),
    store.importBatches.createIndex({ CreatedAt: 1 }, { expireAfterSeconds: DAY_SECONDS }),
    // Imports and their rejected rows say themselves until when they are kept, so that both go together.
    store.imports.createIndex({ ExpiresAt: 1 }, { expireAfterSeconds: 0 }),
    store.rejectedRows.createIndex({ ExpiresAt: 1 }, { expireAfterSeconds: 0 }),
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
    // The late answer of a slow server is of no use: it is not awaited, and its rejection is handled.
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
 * True for an error that says that the database could not be reached or did not answer in time, so that it is unknown
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

/** For a write to a connection just as the server goes, the driver passes on the socket's error as it is. */
const isOfBrokenSocket = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');

/** A fresh id: 24 hex digits, in order of time, without a colon (ids are joined with colons). */
export const newId = (): string => new ObjectId().toHexString();
