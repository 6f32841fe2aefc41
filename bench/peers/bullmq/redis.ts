/** A Redis of the bench's own: on any free port, in a folder that goes with the bench. */
import { Redis } from 'ioredis';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startGuarded } from '../../../stack/servers/guarded';
import { onPort } from '../../../stack/servers/ports';
import { untilReady } from '../../../stack/servers/ready';
import { findOnPath, runCommand } from '../../../stack/tools/command';

/** How soon a write is on the disk. */
export type Fsync = 'always' | 'everysec';

export interface RunningRedis {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

export function findRedisServer(): string {
  const executable = findOnPath('redis-server');
  if (executable === undefined)
    throw new Error(
      'No redis-server is on the PATH, and BullMQ needs one: install it (Debian: apt-get install redis-server), then ' +
        'run the command again. The bench starts it on a free port of its own, in a temporary folder.',
    );
  return executable;
}

// It prints one line and ends.
const VERSION_WITHIN_MS = 10_000;

export async function redisVersion(executable: string): Promise<string> {
  const said = await runCommand(executable, ['--version'], { withinMs: VERSION_WITHIN_MS });
  return /v=(\S+)/.exec(said)?.[1] ?? 'unknown';
}

export function startRedis(executable: string, { folder, fsync }: { folder: string; fsync: Fsync }) {
  mkdirSync(folder);
  return onPort(undefined, async (port): Promise<RunningRedis> => {
    const logFile = join(folder, 'redis.log');
    const server = await startGuarded({
      command: executable,
      args: [
        ...['--bind', '127.0.0.1', '--port', String(port), '--dir', folder],
        ...['--appendonly', 'yes', '--appendfsync', fsync],
        // The file above is what is kept; a snapshot besides would only take CPU.
        ...['--save', ''],
        // BullMQ demands it: a key that is evicted is a job that is lost.
        ...['--maxmemory-policy', 'noeviction'],
      ],
      logFile,
    });
    await untilReady({ name: 'Redis', server, logFile, ask: () => requireOurs(port, server.pid) });
    return { port, pid: server.pid ?? 0, stop: () => server.stop() };
  });
}

/** Another program may have taken the port after we checked it and before our server listened. */
async function requireOurs(port: number, pid: number | undefined): Promise<void> {
  const redis = new Redis({ port, lazyConnect: true, retryStrategy: () => null });
  // Told by the command that fails.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const answering = /process_id:(\d+)/.exec(await redis.info('server'))?.[1];
    if (Number(answering) !== pid) throw new Error(`another Redis listens on port ${port}`);
  } finally {
    redis.disconnect();
  }
}
