/** A BullMQ worker as its documentation writes it, with its defaults. Reads REDIS_PORT, QUEUE, CAP and PROVIDER. */
import { Worker } from 'bullmq';
import { type Outcome, place, type Placement } from '../placement';

async function main(): Promise<void> {
  const { REDIS_PORT, QUEUE = '', CAP, PROVIDER = '' } = process.env;
  const worker = new Worker<Placement, Outcome>(QUEUE, (job) => place(PROVIDER, job.data), {
    // A worker waits for Redis for as long as it takes: BullMQ demands it.
    connection: { host: '127.0.0.1', port: Number(REDIS_PORT), maxRetriesPerRequest: null },
    concurrency: Number(CAP),
  });
  worker.on('error', (error) => console.error(error));
  const stop = (): void => void worker.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  // The bench is gone.
  process.once('disconnect', stop);
  await worker.waitUntilReady();
  process.send?.({ kind: 'ready' });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
