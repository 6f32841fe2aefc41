import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { createOpenAiAnalyst } from '../activities/analysis/openai-analyst';
import { createChosenProvider } from '../activities/providers/chosen-provider';
import { readWorkerConfig } from '../stack/config/config';
import { createLog } from '../stack/config/log';
import { logFailure, untilItAnswers } from '../stack/config/starting';
import { openReadyStore } from '../stack/config/starting-store';
import { temporalAccess, temporalTrouble } from '../stack/config/temporal-connection';
import { openClock } from '../store/mongodb/clock';
import { taskQueues } from '../workflows/contract';
import { createWorkers } from './create-workers';
import { ensureReconcileSchedule } from './reconcile-schedule';
import { ensureSearchAttributes } from './search-attributes';
import { temporalLog } from './temporal-log';
import { workflowBundle } from './workflow-bundle';

const logger = createLog('worker');

async function main(): Promise<void> {
  const config = readWorkerConfig(process.env);
  // The signal handlers below shut the worker down.
  Runtime.install({
    logger: temporalLog(logger),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    shutdownSignals: [],
  });
  const access = temporalAccess(config.payloadKeys);
  const { connectionOptions, namespace, dataConverter } = access;
  const converting = dataConverter ? { dataConverter } : {};
  const fromTemporal = <T>(ask: () => Promise<T>): Promise<T> =>
    untilItAnswers((error) => temporalTrouble(error, access), logger, ask);
  const store = await openReadyStore(config.mongodbUri, logger);
  const connection = await fromTemporal(() => Connection.connect(connectionOptions));
  await fromTemporal(() => ensureSearchAttributes(connection, namespace, logger));
  const client = new Client({ connection, namespace, ...converting });
  await fromTemporal(() => ensureReconcileSchedule(client, taskQueues));
  const native = await fromTemporal(() => NativeConnection.connect(connectionOptions));
  const clock = await openClock(store, { logger });
  const workers = await createWorkers({
    connection: native,
    namespace,
    ...converting,
    client,
    store,
    clock,
    provider: createChosenProvider({ ...config, logger, now: clock.now }),
    ...(config.callsPerSecond === undefined ? {} : { callsPerSecond: config.callsPerSecond }),
    deployment: config.deployment,
    analyst: config.analyst && createOpenAiAnalyst(config.analyst),
    logger,
    // One bundle for both task queues.
    workflows: {
      workflowBundle: await workflowBundle({
        failureConverterPath: dataConverter?.failureConverterPath,
        logger,
      }),
    },
  });

  const stop = (): void => void workers.stop();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // The stack that started this worker is gone.
  process.once('disconnect', stop);

  const running = workers.run();
  process.send?.({ kind: 'ready' });
  logger.info({ namespace }, 'worker ready');
  await running;
  await native.close();
  await connection.close();
  clock.close();
  await store.close();
  logger.info('worker stopped');
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    logFailure(logger, error, 'worker failed');
    process.exit(1);
  },
);
