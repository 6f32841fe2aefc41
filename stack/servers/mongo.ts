/** MongoDB as a replica set of one: transactions and change streams need a replica set. */
import { MongoClient, MongoServerError } from 'mongodb';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuarded, stopLeftOver } from './guarded';
import { onPort } from './ports';
import { untilReady } from './ready';

export interface MongoOptions {
  executable: string;
  /** Without it the data is in a temporary folder and gone at the end. */
  dbPath?: string;
  port?: number;
  logFile?: string;
  /** Ends a start that is under way. */
  signal?: AbortSignal | undefined;
}

export interface RunningMongo {
  /** Names no database: the caller does. */
  uri: string;
  /** Of the server itself. */
  pid: number | undefined;
  /** Settles when the server is gone, for every cause. */
  gone: Promise<string>;
  stop(): Promise<void>;
}

const SET_NAME = 'ringmaster';
const ALREADY_INITIALIZED = 23;

export async function startMongo(options: MongoOptions): Promise<RunningMongo> {
  if (options.dbPath !== undefined) await stopLeftOver(pidFileIn(options.dbPath), options.signal);
  return onPort(options.port, (port) => start(options, port));
}

const pidFileIn = (dbPath: string): string => join(dbPath, 'ringmaster.pid');

async function start(options: MongoOptions, port: number): Promise<RunningMongo> {
  const scratch = options.dbPath === undefined ? mkdtempSync(join(tmpdir(), 'ringmaster-mongo-')) : undefined;
  const dbPath = options.dbPath ?? scratch ?? '';
  mkdirSync(dbPath, { recursive: true });
  const logFile = options.logFile ?? join(dbPath, 'mongod.log');

  const server = await startGuarded({
    command: options.executable,
    args: [
      ...['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'],
      ...['--dbpath', dbPath, '--replSet', SET_NAME],
      // The default, half of all memory, is for a dedicated machine.
      ...['--wiredTigerCacheSizeGB', '0.5'],
      // There is no other member to hand over to; waiting for one only slows the stop.
      ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
    ],
    logFile,
    ...(scratch === undefined
      ? { pidFile: pidFileIn(dbPath) }
      : { removeAfter: scratch, stopSignal: 'SIGKILL' as const }),
  });
  const host = `127.0.0.1:${port}`;
  await untilReady({
    name: 'MongoDB',
    server,
    logFile,
    signal: options.signal,
    ask: () => makePrimary(host, server.pid),
  });
  return {
    uri: `mongodb://${host}/?replicaSet=${SET_NAME}`,
    pid: server.pid,
    gone: server.gone,
    stop: () => server.stop(),
  };
}

/** Makes the server the primary of its set of one; throws while it is not. Safe to repeat. */
async function makePrimary(host: string, pid: number | undefined): Promise<void> {
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1_000,
    socketTimeoutMS: 10_000,
  });
  try {
    const admin = client.db('admin');
    // Another program may have taken the port after we checked it and before our server listened.
    const { pid: answering } = await admin.command({ serverStatus: 1 });
    if (Number(answering) !== pid) throw new Error(`another MongoDB listens on ${host}`);
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true && hello['me'] === host) return;
    const members = [{ _id: 0, host }];
    try {
      await admin.command({ replSetInitiate: { _id: SET_NAME, members } });
    } catch (error) {
      if (!(error instanceof MongoServerError) || error.code !== ALREADY_INITIALIZED) throw error;
      await moveTo(host, client);
    }
    throw new Error('it is not primary yet');
  } finally {
    await client.close();
  }
}

/** The set remembers the port of its last start, and a member that does not find itself in the set serves no client. */
async function moveTo(host: string, client: MongoClient): Promise<void> {
  const admin = client.db('admin');
  const answer = await admin.command({ replSetGetConfig: 1 });
  const config = answer['config'] as { version: number; members: { host: string }[] };
  if (config.members[0]?.host === host) return;
  await admin.command({
    replSetReconfig: { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] },
    force: true,
  });
}
