/** The Temporal dev server. */
import { Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { startGuarded, stopLeftOver } from './guarded';
import { onPort } from './ports';
import { untilReady } from './ready';

// Only for a server in memory. A server with stored tasks would lose those in the other partitions of a queue.
const inMemorySettings = [
  // Four partitions per task queue, the default, are for many servers: within one they only hand tasks to each other.
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  // Our search attributes exist before the server starts; a dev server would read them from its database on every
  // request.
  'system.forceSearchAttributesCacheRefreshOnRead=false',
];

export interface TemporalOptions {
  executable: string;
  port?: number;
  /** Without it there is no UI. */
  uiPort?: number;
  /** Without it everything is in memory and gone at the end. */
  dbFilename?: string;
  logFile?: string;
  /** Ends a start that is under way. */
  signal?: AbortSignal | undefined;
}

export interface RunningTemporal {
  address: string;
  uiUrl?: string;
  /** Of the server itself. */
  pid: number | undefined;
  /** Settles when the server is gone, for every cause. */
  gone: Promise<string>;
  stop(): Promise<void>;
}

export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  if (options.dbFilename !== undefined) await stopLeftOverTemporal(options.dbFilename, options.signal);
  return onPort(options.port, (port) => start(options, port));
}

/** Stops a server that an earlier start left on this data. */
export const stopLeftOverTemporal = (dbFilename: string, signal?: AbortSignal): Promise<void> =>
  stopLeftOver(pidFileOf(dbFilename), signal);

const pidFileOf = (dbFilename: string): string => `${dbFilename}.pid`;

async function start(options: TemporalOptions, port: number): Promise<RunningTemporal> {
  const { executable, uiPort, dbFilename } = options;
  const scratch = dbFilename === undefined ? mkdtempSync(join(tmpdir(), 'ringmaster-temporal-')) : undefined;
  const logFile = options.logFile ?? join(scratch ?? dirname(dbFilename ?? ''), 'temporal.log');

  // Proves that our server answers, not another program that was faster on that port.
  const mark = scratch === undefined ? 'default' : `ours-${randomUUID()}`;
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)];
  args.push(...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]));
  for (const name of ['CampaignID', 'OrgID', 'CampaignState'])
    args.push('--search-attribute', `${name}=Keyword`);
  if (mark !== 'default') args.push('--namespace', mark);
  if (dbFilename === undefined) {
    for (const setting of inMemorySettings) args.push('--dynamic-config-value', setting);
  } else {
    // The server takes the name for part of a URI: with a "#", "?" or "%" in it the data would be elsewhere. The base
    // name is ours and has none, and the server runs in the folder.
    args.push('--db-filename', basename(dbFilename));
    // Together about twice the speed of the defaults, and still safe when the process dies.
    args.push('--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal');
  }
  // The server's own configuration must come from these arguments, not from the user's profile.
  args.push('--disable-config-file', '--disable-config-env');

  const server = await startGuarded({
    // It runs in another folder than we do, and PATH may name ours by a relative path.
    command: resolve(executable),
    args,
    logFile,
    ...(dbFilename === undefined ? {} : { cwd: dirname(dbFilename), pidFile: pidFileOf(dbFilename) }),
    ...(scratch === undefined ? {} : { removeAfter: scratch, stopSignal: 'SIGKILL' as const }),
  });
  const address = `127.0.0.1:${port}`;
  const ask = async (): Promise<void> => {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    try {
      await connection.withDeadline(Date.now() + 1_000, () =>
        connection.workflowService.describeNamespace({ namespace: mark }),
      );
    } finally {
      await connection.close();
    }
  };
  await untilReady({ name: 'Temporal', server, logFile, signal: options.signal, ask });
  return {
    address,
    ...(uiPort === undefined ? {} : { uiUrl: `http://127.0.0.1:${uiPort}` }),
    pid: server.pid,
    gone: server.gone,
    stop: () => server.stop(),
  };
}
