/**
 * Hosts the workflows of the sliding window with the SDK's defaults, as the sample does. Reads TEMPORAL_ADDRESS,
 * MONGODB_URI, WORKFLOW_BUNDLE and PROVIDER.
 */
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { openStore } from '../../../store/mongodb/mongo';
import { place, type Placement } from '../placement';
import { type StoredOutcome, windowQueue } from './contract';

const { TEMPORAL_ADDRESS = '', MONGODB_URI = '', WORKFLOW_BUNDLE = '', PROVIDER = '' } = process.env;
const store = openStore(MONGODB_URI);

const activities = {
  /** The sample makes its records up; so do these two, from the name of the batch, which ends with their number. */
  async countRecords(batch: string): Promise<number> {
    return Number(batch.split(':').at(-1));
  },
  async loadRecords(batch: string, from: number, until: number): Promise<Placement[]> {
    return Array.from({ length: until - from }, (_, i) => ({ batch, id: from + i }));
  },
  async processRecord(record: Placement): Promise<void> {
    const { Outcome } = await place(PROVIDER, record);
    await store.db
      .collection<StoredOutcome>(record.batch)
      .updateOne({ _id: record.id }, { $set: { Outcome, At: new Date() } }, { upsert: true });
  },
};
export type WindowActivities = typeof activities;

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS });
  const worker = await Worker.create({
    connection,
    taskQueue: windowQueue,
    // Bundled once, as for production: the sample bundles at each start, which a killed worker would pay for.
    workflowBundle: { codePath: WORKFLOW_BUNDLE },
    activities,
  });
  const stop = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.once('SIGTERM', stop);
  // The bench is gone.
  process.once('disconnect', stop);
  const running = worker.run();
  process.send?.({ kind: 'ready' });
  await running;
  await connection.close();
  await store.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
