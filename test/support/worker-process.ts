/**
 * A worker as a process of its own, so that a test can kill it. The same workers as `worker/main.ts` hosts, with the
 * test's task queues and short limits, given as JSON in WORKER_PROCESS.
 */
// First: whatever is loaded after it sees the clock that the test wants.
import './clock-off';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import pino from 'pino';
import { type CallLimits } from '../../activities/ports/deps';
import { createOpenAiAnalyst } from '../../activities/analysis/openai-analyst';
import { createHttpProvider } from '../../activities/providers/http/provider';
import { openClock } from '../../store/mongodb/clock';
import { openStore } from '../../store/mongodb/mongo';
import { createWorkers } from '../../worker/create-workers';
import { type TaskQueues } from '../../workflows/contract';
import { quietRuntime } from './quiet-runtime';

export interface WorkerProcessSettings {
  temporalAddress: string;
  mongodbUri: string;
  providerUrl: string;
  providerSecret: string;
  eventsUrl: string;
  bundlePath: string;
  taskQueues: TaskQueues;
  only?: (keyof TaskQueues)[] | undefined;
  limits: CallLimits;
}

async function main(): Promise<void> {
  const settings = JSON.parse(process.env.WORKER_PROCESS ?? '{}') as WorkerProcessSettings;
  quietRuntime();
  const connection = await Connection.connect({ address: settings.temporalAddress });
  const native = await NativeConnection.connect({ address: settings.temporalAddress });
  const store = openStore(settings.mongodbUri);
  const logger = pino({ level: 'error' });
  const clock = await openClock(store, { logger });
  const workers = await createWorkers({
    connection: native,
    namespace: 'default',
    client: new Client({ connection }),
    store,
    clock,
    provider: createHttpProvider({
      url: settings.providerUrl,
      secret: settings.providerSecret,
      eventsUrl: settings.eventsUrl,
      now: clock.now,
    }),
    analyst: createOpenAiAnalyst({ baseUrl: `${settings.providerUrl}/v1`, model: 'simulated' }),
    logger,
    workflows: { workflowBundle: { codePath: settings.bundlePath } },
    taskQueues: settings.taskQueues,
    only: settings.only,
    limits: settings.limits,
    stickyTimeoutMs: 1_000,
  });
  process.once('SIGTERM', () => void workers.stop().then(() => process.exit(0)));
  // The test that started us is gone.
  process.once('disconnect', () => process.exit(0));
  const running = workers.run();
  process.send?.({ kind: 'ready' });
  await running;
}

void main();
