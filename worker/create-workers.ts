import { type Client } from '@temporalio/client';
import { type DataConverter, type VersioningBehavior } from '@temporalio/common';
import {
  type NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { type Logger } from 'pino';
import { createActivities } from '../activities';
import { createClaimTurns } from '../activities/ports/claim-turns';
import { type Analyst } from '../activities/ports/analyst';
import { type CallLimits, defaultLimits } from '../activities/ports/deps';
import { createCampaignWaker, wakeUntoldCampaigns } from '../activities/campaigns/wake-campaigns';
import { createProviderHealth } from '../activities/ports/provider-health';
import { type VoiceProvider } from '../activities/ports/voice-provider';
import { createProviderStates } from '../activities/ports/provider-states';
import { createPublishedRules } from '../domain/dialling/published-rules';
import { createSlotNotifier } from '../activities/ports/slot-notifier';
import { type WorkerDeployment } from '../stack/config/config';
import { type CircuitLimits } from '../domain/providers/circuit';
import { ANALYST } from '../domain/providers/providers';
import { type Clock } from '../store/mongodb/clock';
import { type Store } from '../store/mongodb/mongo';
import { openDispatchStream } from '../store/dialling/dispatch-stream';
import { taskQueues as defaultQueues, type TaskQueues } from '../workflows/contract';

export interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  client: Client;
  /** As the client's; absent: payloads are stored as they are. */
  dataConverter?: DataConverter;
  store: Store;
  clock: Clock;
  provider: VoiceProvider;
  analyst?: Analyst | undefined;
  logger: Logger;
  /** The workflows, bundled once for all workers: `bundleWorkflowCode` of `workflows/index.ts`. */
  workflows: { workflowBundle: WorkflowBundleOption };
  /** As `taskQueuesEnding` names them. */
  taskQueues?: TaskQueues;
  /** Serves only these queues, and leaves the others to other processes. */
  only?: (keyof TaskQueues)[] | undefined;
  limits?: CallLimits;
  /** When a provider counts as out. Passed to its workflow when that is started. */
  circuit?: CircuitLimits;
  /** Placements per second over all workers together, enforced by the Temporal server. */
  callsPerSecond?: number;
  /** Turns Worker Versioning on: the workers get new work only once their build is current. */
  deployment?: WorkerDeployment | undefined;
  /** How long a task may wait for the worker that has its workflow cached; then any worker takes it. */
  stickyTimeoutMs?: number;
}

export interface Workers {
  /** Resolves when `stop` has drained every worker; rejects when a worker fails. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

// Above what one server and worker can start (about 45 calls a second on two cores), so it protects a provider from a
// burst and never slows a steady campaign. Set this to a carrier's own limit.
const CALLS_PER_SECOND = 200;
// One per started campaign that has something to do: they wait on I/O. A worker is busy with their calls long before
// all places are taken. The reconciler reports when they are.
const DISPATCHERS = 1_000;
// Conversations in analysis at a time: more than the calls that end in this process while an analyst thinks. Each may
// take a hundred kilobytes for its transcript.
const ANALYSES = 100;
// Placements and hang-ups in flight in this process.
const CALL_ACTIVITIES = 100;
// About 0.5 MB each, so this process stays below a gigabyte however many workflows it serves. A workflow that was
// evicted is replayed at its next event, which costs 13 ms of CPU instead of 7.
const CACHED_CALLS = 500;
const CACHED_CAMPAIGNS = 200;
// Half of Temporal's default: how long a killed worker delays its calls.
const STICKY_TIMEOUT_MS = 5_000;
// The API waits for a command to a campaign, and answers 503 after 5 s: another worker has time left to obey it.
const CAMPAIGN_STICKY_TIMEOUT_MS = 2_000;
// A placement ends within 4 s, a settlement within 10 s: nothing that has begun is cut off.
const GRACE = '20s';

/** The workers of one process, one for each task queue. Any number of processes may run them. */
export async function createWorkers(options: WorkersOptions): Promise<Workers> {
  const { connection, namespace, client, store, clock, provider, logger, workflows } = options;
  const queues = options.taskQueues ?? defaultQueues;
  const slotNotifier = createSlotNotifier();
  const callsPerSecond = options.callsPerSecond ?? CALLS_PER_SECOND;
  const stopping = new AbortController();
  const health = createProviderHealth({
    client,
    store,
    providers: [provider.name, ANALYST],
    taskQueues: queues,
    logger,
    limits: options.circuit,
  });
  const activities = createActivities({
    store,
    clock,
    client,
    taskQueues: queues,
    provider,
    providerStates: createProviderStates(store),
    publishedRules: createPublishedRules(),
    analyst: options.analyst,
    health,
    slotNotifier,
    turns: createClaimTurns({ store, clock, slotNotifier, callsPerSecond, logger }),
    logger,
    limits: options.limits ?? defaultLimits,
    stopping: stopping.signal,
  });
  const shared = {
    connection,
    namespace,
    ...(options.dataConverter ? { dataConverter: options.dataConverter } : {}),
    shutdownGraceTime: GRACE,
    stickyQueueScheduleToStartTimeout: options.stickyTimeoutMs ?? STICKY_TIMEOUT_MS,
  } as const;

  const versioned = (behavior: VersioningBehavior) =>
    options.deployment === undefined
      ? {}
      : {
          workerDeploymentOptions: {
            version: { deploymentName: options.deployment.name, buildId: options.deployment.buildId },
            useWorkerVersioning: true as const,
            defaultVersioningBehavior: behavior,
          },
        };
  const hosts: Record<keyof TaskQueues, WorkerOptions> = {
    campaigns: {
      ...shared,
      ...workflows,
      // Campaigns live for months: each continues on the build that is current at its next step.
      ...versioned('AUTO_UPGRADE'),
      taskQueue: queues.campaigns,
      activities: activities.campaigns,
      maxCachedWorkflows: CACHED_CAMPAIGNS,
      stickyQueueScheduleToStartTimeout: options.stickyTimeoutMs ?? CAMPAIGN_STICKY_TIMEOUT_MS,
    },
    dispatch: {
      ...shared,
      ...versioned('AUTO_UPGRADE'),
      taskQueue: queues.dispatch,
      activities: activities.dispatch,
      maxConcurrentActivityTaskExecutions: DISPATCHERS,
    },
    analyses: {
      ...shared,
      ...versioned('AUTO_UPGRADE'),
      taskQueue: queues.analyses,
      activities: activities.analyses,
      maxConcurrentActivityTaskExecutions: ANALYSES,
    },
    calls: {
      ...shared,
      ...workflows,
      // Calls live for hours at most: each ends on the build that began it, so its code does not change.
      ...versioned('PINNED'),
      taskQueue: queues.calls,
      activities: activities.calls,
      maxCachedWorkflows: CACHED_CALLS,
      maxConcurrentActivityTaskExecutions: CALL_ACTIVITIES,
      maxTaskQueueActivitiesPerSecond: callsPerSecond,
      // An eager placement would bypass the server's rate limit.
      maxEagerActivityReservationsPerWorkflowTask: 0,
    },
  };
  const hosted = options.only ? options.only.map((queue) => hosts[queue]) : Object.values(hosts);
  const workers = await Promise.all(hosted.map((host) => Worker.create(host)));
  const wakes = { store, clock, client, logger };
  const waker = createCampaignWaker(wakes);
  const stream = openDispatchStream(store, {
    onSlotFreed: (jobId) => slotNotifier.slotFreedSomewhere(jobId),
    onWork: (campaignId, { isIdle }) => {
      slotNotifier.workCame(campaignId);
      if (isIdle) waker.wake(campaignId);
    },
    onOpen: () => {
      slotNotifier.reportsBegin(() => stream.isLive());
      wakeUntoldCampaigns(wakes).catch((error: unknown) => {
        // The reconciler finds them.
        logger.warn({ err: error }, 'campaigns with work could not be woken');
      });
    },
  });

  let stopped: Promise<void> | undefined;
  const running = async (): Promise<void> => {
    try {
      await Promise.all(workers.map((worker) => worker.run()));
    } finally {
      await health.stop();
      await stream.close();
    }
  };
  let run: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await run?.catch(() => undefined);
  };
  return {
    run: () => (run ??= running()),
    stop: () => (stopped ??= stop()),
  };
}
