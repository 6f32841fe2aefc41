/** Temporal's own way to process a batch at a bounded rate, on the server that ours uses. */
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store } from '../../../store/mongodb/mongo';
import { type Child, startChild } from '../child';
import { type Batch, CAP, type Contender, type Side, type World } from '../side';
import { type StoredOutcome, windowQueue } from './contract';
import { type BatchInput, type processBatch } from './workflows';

// As in the sample.
const WINDOWS = 3;
// The sample's five, for a batch of ninety, would spend most steps on continuing as new; a run of fifty children has a
// history of some hundred events.
const PAGE = 50;

export const slidingWindow: Contender = {
  name: 'Temporal’s sliding window',
  note:
    `A batch workflow, ${WINDOWS} window workflows with ${CAP} places together and pages of ${PAGE}, and for each record a child, which outlives its window’s run, runs one activity and reports by a signal. ` +
    'The activity asks the provider and writes the outcome to MongoDB, acknowledged by the majority. The sample’s limit of an activity (5 s) and the SDK’s defaults. ' +
    'Counted: worker, mongod, Temporal server. A killed activity is tried again and places again: the sample does not ask the provider first.',
  start: startWindow,
};

let starts = 0;

async function startWindow({ servers, provider }: World): Promise<Side> {
  const folder = mkdtempSync(join(servers.folder, 'sliding-window-'));
  const bundle = join(folder, 'workflows.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('./workflows'),
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(bundle, code);
  const mongodbUri = servers.mongodbUri(`peers_window_${++starts}`);
  const store = openStore(mongodbUri);
  const startWorker = (): Promise<Child> =>
    startChild({
      name: 'worker of the sliding window',
      script: require.resolve('./worker'),
      env: {
        ...process.env,
        TEMPORAL_ADDRESS: servers.temporalAddress,
        MONGODB_URI: mongodbUri,
        WORKFLOW_BUNDLE: bundle,
        PROVIDER: provider.url,
      },
      logFile: join(folder, 'worker.log'),
    });
  let worker: Child | undefined;
  const stop = async (): Promise<void> => {
    await worker?.stop();
    await store.db.dropDatabase();
    await store.close();
  };
  try {
    let running = (worker = await startWorker());
    return {
      pids: () => [running.pid, servers.pids.mongod ?? 0, servers.pids.temporal ?? 0],
      prepare: (records) => Promise.resolve(prepareBatch(records, { servers, provider, store })),
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

function prepareBatch(
  records: number,
  { servers, provider, store }: Pick<World, 'servers' | 'provider'> & { store: Store },
): Batch {
  const batch = `${randomUUID()}:${records}`;
  const outcomes = store.db.collection<StoredOutcome>(batch);
  return {
    begin: async () => {
      const input: BatchInput = { batch, pageSize: PAGE, windowSize: CAP, windows: WINDOWS };
      await servers.temporal.workflow.start<typeof processBatch>('processBatch', {
        taskQueue: windowQueue,
        workflowId: batch,
        args: [input],
      });
    },
    progress: async () => ({ stored: await outcomes.countDocuments(), failed: 0 }),
    placed: () => Promise.resolve(provider.placed(batch)),
    placedTwice: () => Promise.resolve(provider.placedTwice(batch)),
    lastStoredAt: async () => {
      const [last] = await outcomes.find().sort({ At: -1 }).limit(1).toArray();
      return last?.At ?? new Date(0);
    },
    // Its last steps would disturb the next measurement.
    end: async () => void (await servers.temporal.workflow.getHandle(batch).result()),
  };
}
