/** Hosts the bare workflows, as a process of its own like ours. Reads TEMPORAL_ADDRESS and MONGODB_URI. */
import { Context } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { openStore } from '../../store/mongodb/mongo';
import { bareQueue, type BareMessage } from './contract';

const send = (message: BareMessage): void => void process.send?.(message);
const workflowId = (): string => Context.current().info.workflowExecution?.workflowId ?? '';

const store = openStore(process.env['MONGODB_URI'] ?? '');
const notes = store.db.collection<{ _id: string; moves: number }>('bare');

const activities = {
  /** An instant provider sends its events while the placement is still being answered: so does this. */
  async place(): Promise<void> {
    send({ kind: 'placed', workflowId: workflowId() });
  },
  async settle(): Promise<void> {
    send({ kind: 'settled', workflowId: workflowId() });
  },
  async write(): Promise<void> {
    await notes.updateOne({ _id: workflowId() }, { $inc: { moves: 1 } }, { upsert: true });
  },
};
export type BareActivities = typeof activities;

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  const worker = await Worker.create({
    connection,
    taskQueue: bareQueue,
    workflowsPath: require.resolve('./workflows'),
    activities,
    // As in our worker: worker/create-workers.ts.
    maxCachedWorkflows: 500,
    maxConcurrentActivityTaskExecutions: 100,
    maxTaskQueueActivitiesPerSecond: 200,
    maxEagerActivityReservationsPerWorkflowTask: 0,
    stickyQueueScheduleToStartTimeout: '5s',
  });
  const stop = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.once('SIGTERM', stop);
  // The bench is gone.
  process.once('disconnect', stop);
  const running = worker.run();
  send({ kind: 'ready' });
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
