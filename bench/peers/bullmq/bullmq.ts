/** A queue of BullMQ on a Redis with its append-only file on. */
import { Queue } from 'bullmq';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from '../child';
import { type Outcome, type Placement } from '../placement';
import { type PeerProvider } from '../provider';
import { type Batch, CAP, type Contender, type Side, type World } from '../side';
import { type Fsync, startRedis } from './redis';

export const bullmq = (fsync: Fsync): Contender => ({
  name: `BullMQ, appendfsync ${fsync}`,
  note:
    'Queue.addBulk into a paused queue, then resumed; a worker of that concurrency asks the provider and returns the outcome, which BullMQ stores with the job. ' +
    (fsync === 'always'
      ? 'Every write is on the disk before Redis answers. '
      : 'Writes reach the disk once a second: when the machine dies, the last second is lost, which this table does not try. ') +
    'Counted: worker, redis-server. All settings are BullMQ’s defaults, so a job of a killed worker waits for its lock to end (30 s) and for the look after that (every 30 s), ' +
    'and is then placed again: BullMQ promises at least once, and leaves it to the processor to ask the provider first.',
  start: (world) => startBullmq(world, fsync),
});

async function startBullmq({ servers, provider, redisServer }: World, fsync: Fsync): Promise<Side> {
  const folder = mkdtempSync(join(servers.folder, 'bullmq-'));
  const redis = await startRedis(redisServer, { folder: join(folder, 'redis'), fsync });
  const name = `peers-${fsync}`;
  const queue = new Queue<Placement, Outcome>(name, { connection: { host: '127.0.0.1', port: redis.port } });
  const startWorker = (): Promise<Child> =>
    startChild({
      name: 'BullMQ worker',
      script: require.resolve('./worker'),
      env: {
        ...process.env,
        REDIS_PORT: String(redis.port),
        QUEUE: name,
        CAP: String(CAP),
        PROVIDER: provider.url,
      },
      logFile: join(folder, 'worker.log'),
    });
  let worker: Child | undefined;
  const stop = async (): Promise<void> => {
    await worker?.stop();
    await queue.close();
    await redis.stop();
  };
  try {
    let running = (worker = await startWorker());
    return {
      pids: () => [running.pid, redis.pid],
      prepare: (records) => prepareBatch(records, queue, provider),
      killWorker: async () => {
        await running.kill();
        running = worker = await startWorker();
      },
      assertRunning: () => running.assertRunning(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareBatch(
  records: number,
  queue: Queue<Placement, Outcome>,
  provider: PeerProvider,
): Promise<Batch> {
  const batch = randomUUID();
  // Jobs of the batch before, all of them settled.
  await queue.obliterate();
  await queue.pause();
  await queue.addBulk(Array.from({ length: records }, (_, id) => ({ name: 'call', data: { batch, id } })));
  return {
    begin: () => queue.resume(),
    progress: async () => {
      const { completed = 0, failed = 0 } = await queue.getJobCounts('completed', 'failed');
      return { stored: completed, failed };
    },
    placed: () => Promise.resolve(provider.placed(batch)),
    placedTwice: () => Promise.resolve(provider.placedTwice(batch)),
    lastStoredAt: async () => {
      const jobs = await queue.getCompleted(0, records);
      return new Date(Math.max(...jobs.map(({ finishedOn }) => finishedOn ?? 0)));
    },
    end: () => Promise.resolve(),
  };
}
