/**
 * Ringmaster as a test needs it: the real API over HTTP, real workers in this process or in processes to kill, the
 * simulator as the world, a database and task queues of its own. Only short limits differ from production.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import http from 'node:http';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type DataConverter } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { NativeConnection } from '@temporalio/worker';
import pino from 'pino';
import { type ActivityDeps, type CallLimits } from '../../activities/ports/deps';
import { type Analyst } from '../../activities/ports/analyst';
import { createClaimTurns } from '../../activities/ports/claim-turns';
import { createAnalyzingActivities } from '../../activities/analysis/analyzing';
import { createOpenAiAnalyst } from '../../activities/analysis/openai-analyst';
import { createDispatchActivities } from '../../activities/dialling/dispatch';
import { createPlacingActivities } from '../../activities/calls/place-call';
import { createPublishedRules } from '../../domain/dialling/published-rules';
import { createProviderStates } from '../../activities/ports/provider-states';
import { createProviderHealth } from '../../activities/ports/provider-health';
import { createHttpProvider } from '../../activities/providers/http/provider';
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { type VoiceProvider } from '../../activities/ports/voice-provider';
import { createSlotNotifier } from '../../activities/ports/slot-notifier';
import { retryWithinDeadline } from '../../api/temporal/campaign-gateway-outage';
import { createApp } from '../../api/app';
import { createClient, type NewCampaign } from '../../client/src/index';
import { createCampaignGateway } from '../../api/temporal/campaign-gateway';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { type CircuitLimits } from '../../domain/providers/circuit';
import { callId, type CallRef, incompleteStates, type JobState } from '../../domain/jobs/job';
import { type Settings } from '../../simulator/settings';
import { startSimulator } from '../../simulator/server';
import { type Stats } from '../../simulator/tally';
import { type WorkerDeployment } from '../../stack/config/config';
import { loadCampaign } from '../../store/campaigns/campaigns';
import { type Role, type Slot } from '../../store/mongodb/documents';
import { type Clock, openClock } from '../../store/mongodb/clock';
import { ensureIndexes, openStore, type Store } from '../../store/mongodb/mongo';
import { ensureApiKey, ensureOrganisation } from '../../store/organisations/organisations';
import { createWorkers, type Workers } from '../../worker/create-workers';
import { campaignWorkflowId, type TaskQueues, taskQueuesEnding } from '../../workflows/contract';
import { checkAnswers } from './answer-check';
import { campaignData } from './campaign-data';
import { eventually } from './eventually';
import { quietRuntime } from './quiet-runtime';
import { type WorkerProcessSettings } from './worker-process';

// Three hundred jobs through six workers, of which five are killed, take a minute; three are for a loaded machine.
const SETTLED_WITHIN_MS = 180_000;

const SECRET = 'the-secret-between-test-and-simulator';
export { SECRET as PROVIDER_SECRET };

/** Limits that let a test see a limit pass. */
export const shortLimits: CallLimits = {
  ringSeconds: 2,
  callSeconds: 2,
  eventGraceMs: 300,
  // As in production: no call of a test that does not say otherwise lasts as long.
  lookEveryMs: 5 * 60_000,
  lookUpForMs: 8_000,
  providerAwayMs: 100,
  providerVerdictMs: 300,
  unstartedClaimMs: 1_000,
  idleAfterMs: 300,
};

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  headers: Headers;
}

export interface CampaignAnswer {
  Campaign: { ID: string; State: string; Data: CampaignData; Version: number };
  Metrics: {
    BillingIntervalStartMS: number;
    UsedConversationalMinutes?: number;
    IncludedConversationalMinutes: number;
    JobStateCounts?: Record<JobState, number>;
    HistogramTuples?: number[][];
  };
}

export interface RingmasterOptions {
  callMs?: number;
  ringMs?: number;
  /** Workers in this process from the beginning. Default 1. */
  workers?: number;
  limits?: Partial<CallLimits>;
  /** When a provider counts as out. */
  circuit?: CircuitLimits;
  /** Placements a second over all workers. Absent: as production's default. */
  callsPerSecond?: number;
  /** In place of MongoDB's, for a test that puts this machine's where it wants it. */
  clock?: Clock;
  /** What our side signs with, when it is not what the simulator expects. */
  providerSecret?: string;
  /** Encrypts what Temporal stores, with workflows that were bundled for it. */
  encrypting?: { dataConverter: DataConverter; bundlePath: string };
  /** Where our side finds the provider, given where it is: a test may stand in between. */
  through?: (simulatorUrl: string) => Promise<string>;
  /** `false`: no analyst is configured. Otherwise the simulator is the analyst. */
  analyst?: false;
}

export async function startRingmaster(options: RingmasterOptions = {}) {
  const address = process.env.TEST_TEMPORAL_ADDRESS ?? '';
  const suffix = randomBytes(5).toString('hex');
  const mongodbUri = withDatabase(process.env.TEST_MONGODB_URI ?? '', `test_${suffix}`);
  const taskQueues = taskQueuesEnding(`-${suffix}`);
  const limits = { ...shortLimits, ...options.limits };
  const { dataConverter, bundlePath } = options.encrypting ?? {
    dataConverter: undefined,
    bundlePath: process.env.TEST_WORKFLOW_BUNDLE ?? '',
  };
  const converting = dataConverter ? { dataConverter } : {};
  quietRuntime();

  const store: Store = openStore(mongodbUri);
  await ensureIndexes(store);
  const clock = options.clock ?? (await openClock(store, { logger: pino({ level: 'silent' }) }));
  // As api/main.ts connects.
  const connection = await Connection.connect({ address, interceptors: [retryWithinDeadline] });
  const client = new Client({ connection, ...converting });
  const simulator = await startSimulator({
    secret: SECRET,
    callMs: options.callMs ?? 0,
    ringMs: options.ringMs ?? 0,
  });
  const providerUrl = (await options.through?.(simulator.url)) ?? simulator.url;

  // The provider needs the events' address, and the application needs the provider: the server listens first.
  const server = http.createServer((req, res) => void answers.listener(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const eventsUrl = `${url}/providers/http/events`;
  const httpProvider = () =>
    createHttpProvider({
      url: providerUrl,
      secret: options.providerSecret ?? SECRET,
      eventsUrl,
      now: clock.now,
    });
  const analyst =
    options.analyst === false
      ? undefined
      : createOpenAiAnalyst({ baseUrl: `${simulator.url}/v1`, model: 'simulated' });
  const app = createApp({
    store,
    clock,
    gateway: createCampaignGateway({ client, taskQueues, reload: (id) => loadCampaign(store, id) }),
    providers: { http: httpProvider() },
    publishedRules: createPublishedRules(),
    payloadCodec: dataConverter?.payloadCodecs?.[0],
    callLimits: limits,
    log: pino({ level: 'silent' }),
  });

  const answers = checkAnswers(app);

  const keyOf = async (orgId: string, role: Role = 'admin'): Promise<string> => {
    const secret = randomBytes(16).toString('hex');
    await ensureOrganisation(store, { id: orgId, name: orgId, now: new Date() });
    await ensureApiKey(store, { orgId, role, secret, now: new Date() });
    return secret;
  };
  const key = await keyOf(`org_${suffix}`);

  async function request<Body = Record<string, unknown>>(
    method: string,
    pathname: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(`${url}${pathname}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
      headers: response.headers,
    };
  }

  // As many a client asks. On a loaded machine a server may be away for longer than a client waits for it.
  const api = createClient({ baseUrl: url, key, awayForMs: 90_000, attempts: 50 });

  const health = createProviderHealth({
    client,
    store,
    providers: [],
    taskQueues,
    logger: pino({ level: 'silent' }),
    limits: options.circuit,
  });
  const slotNotifier = createSlotNotifier();
  const publishedRules = createPublishedRules();
  const logger = pino({ level: 'silent' });
  const activityDeps = (): ActivityDeps => ({
    health,
    store,
    clock,
    client,
    taskQueues,
    provider: httpProvider(),
    providerStates: createProviderStates(store),
    publishedRules,
    analyst,
    slotNotifier,
    turns: createClaimTurns({
      store,
      clock,
      slotNotifier,
      logger,
      callsPerSecond: options.callsPerSecond ?? 200,
    }),
    logger,
    limits,
    stopping: new AbortController().signal,
  });

  const workers: { workers: Workers; running: Promise<void> }[] = [];
  const processes = new Set<ChildProcess>();

  const ringmaster = {
    url,
    key,
    keyOf,
    /** For what is about the protocol itself. */
    request,
    store,
    client,
    taskQueues,
    /** What its workers' activities are given. */
    activityDeps,
    simulator: {
      url: simulator.url,
      stats: async (campaignId?: string): Promise<Stats> =>
        (await (await fetch(`${simulator.url}/stats${campaignId ? `/${campaignId}` : ''}`)).json()) as Stats,
      set: async (change: Partial<Settings>): Promise<void> => {
        const answer = await fetch(`${simulator.url}/settings`, {
          method: 'PUT',
          body: JSON.stringify(change),
        });
        if (!answer.ok) throw new Error(await answer.text());
      },
    },

    provider: httpProvider(),

    /** The placing activity itself, with a provider that a test may look over the shoulder of. */
    placingActivities: (through: (provider: VoiceProvider) => VoiceProvider) =>
      createPlacingActivities({ ...activityDeps(), provider: through(httpProvider()) }),

    /** The analysing activity itself, with an analyst that a test may look over the shoulder of. */
    analyzingActivities: (through: (analyst: Analyst) => Analyst | undefined) =>
      createAnalyzingActivities({ ...activityDeps(), analyst: analyst && through(analyst) }),

    /** Puts a job into the state in which a claim leaves it, or further, without a dispatcher. */
    async claimedJob(ref: CallRef, slot: Partial<Slot> = {}): Promise<void> {
      await store.jobs.updateOne(
        { _id: ref.JobID },
        {
          $set: {
            State: 'calling',
            Attempts: ref.Attempt,
            Slot: {
              Number: 0,
              ClaimID: 'a-claim',
              CallID: callId(ref),
              Stage: 'claimed',
              ClaimedAt: new Date(),
              LeaseUntil: new Date(Date.now() + 60_000),
              LeaseRenewals: 0,
              ...slot,
            },
          },
        },
      );
    },

    /** The dispatcher activity itself, for a test that lets two of them overlap. */
    dispatchCalls: createDispatchActivities(activityDeps()).dispatchCalls,

    /** @param deployment Worker Versioning: which build of what they are; absent: off. */
    async startWorkers(deployment?: WorkerDeployment): Promise<() => Promise<void>> {
      // A connection of its own, as in a process of its own: one connection hosts one worker per task queue.
      const native = await NativeConnection.connect({ address });
      const created = await createWorkers({
        connection: native,
        namespace: 'default',
        ...converting,
        client,
        store,
        clock,
        provider: httpProvider(),
        analyst,
        logger: pino({ level: 'silent' }),
        workflows: { workflowBundle: { codePath: bundlePath } },
        taskQueues,
        deployment,
        limits,
        ...(options.circuit ? { circuit: options.circuit } : {}),
        ...(options.callsPerSecond === undefined ? {} : { callsPerSecond: options.callsPerSecond }),
        stickyTimeoutMs: 1_000,
      });
      const running = created.run().finally(() => native.close());
      workers.push({ workers: created, running });
      return async () => {
        await created.stop();
        await running;
      };
    },

    /**
     * A worker process; kill it with `kill('SIGKILL')`. Its machine's clock may be off by so much, and it may take from
     * some of the task queues only, so that a test knows which of two does what.
     */
    async startWorkerProcess({
      clockOffMs = 0,
      only,
    }: { clockOffMs?: number; only?: (keyof TaskQueues)[] } = {}): Promise<ChildProcess> {
      const settings: WorkerProcessSettings = {
        temporalAddress: address,
        mongodbUri,
        providerUrl: simulator.url,
        providerSecret: SECRET,
        eventsUrl,
        bundlePath,
        taskQueues,
        only,
        limits,
      };
      const child = fork(path.join(__dirname, 'worker-process.ts'), {
        execArgv: ['--require', 'tsx/cjs'],
        env: {
          ...process.env,
          WORKER_PROCESS: JSON.stringify(settings),
          CLOCK_OFF_MS: String(clockOffMs),
        },
      });
      processes.add(child);
      child.once('exit', () => processes.delete(child));
      await once(child, 'message');
      return child;
    },

    async createCampaign(changes: Partial<CampaignData> = {}): Promise<string> {
      const data = campaignData(changes) as NewCampaign['Data'];
      const { Campaign } = await api.campaigns.create({ Name: 'a campaign', Data: data });
      return Campaign.ID;
    },

    /** Imports jobs for these numbers; each number may occur many times. */
    async importJobs(
      campaignId: string,
      numbers: string[],
      more: Record<string, unknown> = {},
    ): Promise<void> {
      const rows = numbers.map((number) => JSON.stringify({ ContactPhoneNumber: number, ...more }));
      const result = await api.jobs.import(campaignId, rows.join('\n'), { type: 'ndjson' });
      if (result.Accepted !== numbers.length) throw new Error(`import: ${JSON.stringify(result)}`);
    },

    command: (campaignId: string, command: 'start' | 'pause' | 'end', headers: Record<string, string> = {}) =>
      request('POST', `/campaigns/${campaignId}/${command}`, undefined, headers),

    async obey(campaignId: string, command: 'start' | 'pause' | 'end'): Promise<void> {
      try {
        await api.campaigns[command](campaignId);
      } catch (error) {
        throw new Error(
          `${command}: ${String(error)}\nThe campaign meanwhile:\n${await latestEvents(client, campaignId)}`,
          { cause: error },
        );
      }
    },

    get: async (campaignId: string): Promise<CampaignAnswer> =>
      (await api.campaigns.get(campaignId)) as CampaignAnswer,

    /** Says again, signed as the provider signs, that a call has ended. */
    async sendCallEnd(
      callId: string,
      end: { EndReason: string; ConversationSeconds: number },
    ): Promise<number> {
      const body = JSON.stringify({
        EventID: randomBytes(8).toString('hex'),
        CallID: callId,
        Type: 'ended',
        At: new Date().toISOString(),
        ...end,
      });
      const { pathname } = new URL(eventsUrl);
      const answer = await fetch(eventsUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [signatureHeader]: sign(SECRET, Date.now(), 'POST', pathname, body),
        },
        body,
      });
      return answer.status;
    },

    state: async (campaignId: string): Promise<string> => (await ringmaster.get(campaignId)).Campaign.State,

    counts: async (campaignId: string): Promise<Record<JobState, number>> =>
      (await ringmaster.get(campaignId)).Metrics.JobStateCounts ?? ({} as Record<JobState, number>),

    /**
     * Waits until no job is incomplete and each call's end, which is written after its job, is on record; answers the
     * counts.
     */
    async settled(campaignId: string): Promise<Record<JobState, number>> {
      // Asked of the store: the API would ask the campaign's workflow too, and take the time from the calls waited for.
      const incomplete = { CampaignID: campaignId, State: { $in: [...incompleteStates] } };
      const going = { CampaignID: campaignId, EndedAt: { $exists: false } };
      try {
        await untilNone(() => store.jobs.countDocuments(incomplete), SETTLED_WITHIN_MS);
      } catch {
        throw new Error(`still incomplete: ${JSON.stringify(await ringmaster.counts(campaignId))}`);
      }
      await untilNone(() => store.calls.countDocuments(going));
      return ringmaster.counts(campaignId);
    },

    /** The invariant after every scenario: jobs by state add up to the jobs there are. */
    async assertCountsAddUp(campaignId: string, jobs: number): Promise<void> {
      const counts = await ringmaster.counts(campaignId);
      const sum = Object.values(counts).reduce((a, b) => a + b, 0);
      if (sum !== jobs) throw new Error(`counts add up to ${sum}, not ${jobs}: ${JSON.stringify(counts)}`);
    },

    campaignHandle: (campaignId: string) => client.workflow.getHandle(campaignWorkflowId(campaignId)),

    async stop(): Promise<void> {
      for (const child of processes) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
      await terminateWorkflows(client, taskQueues);
      await health.stop();
      await Promise.all(workers.map(({ workers: w }) => w.stop()));
      await Promise.all(workers.map(({ running }) => running));
      await simulator.stop();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await store.db.dropDatabase();
      clock.close();
      await store.close();
      await connection.close();
      answers.assertFit();
    },
  };
  try {
    for (let i = 0; i < (options.workers ?? 1); i += 1) await ringmaster.startWorkers();
  } catch (error) {
    await ringmaster.stop();
    throw error;
  }
  return ringmaster;
}

export type Ringmaster = Awaited<ReturnType<typeof startRingmaster>>;

function withDatabase(uri: string, database: string): string {
  const parsed = new URL(uri);
  parsed.pathname = `/${database}`;
  return parsed.toString();
}

const untilNone = (count: () => Promise<number>, withinMs?: number): Promise<void> =>
  eventually(
    async () => {
      const left = await count();
      if (left > 0) throw new Error(`${left} are left`);
    },
    withinMs === undefined ? {} : { withinMs },
  );

/** What a test leaves running would be replayed by nobody, and only slow the server down for the next file. */
async function terminateWorkflows(client: Client, taskQueues: TaskQueues): Promise<void> {
  const query = `ExecutionStatus = "Running" AND TaskQueue IN ("${taskQueues.campaigns}", "${taskQueues.calls}")`;
  for await (const { workflowId } of client.workflow.list({ query }))
    await client.workflow
      .getHandle(workflowId)
      .terminate('test over')
      .catch(() => undefined);
}

/** What a campaign's workflow did lately: what a command waited for is seen here. */
async function latestEvents(client: Client, campaignId: string): Promise<string> {
  const { events } = await client.workflow.getHandle(campaignWorkflowId(campaignId)).fetchHistory();
  const { EventType } = temporal.api.enums.v1;
  return (events ?? [])
    .slice(-20)
    .map(({ eventId, eventTime, eventType, ...rest }) => {
      const { taskQueue } = rest.workflowTaskScheduledEventAttributes ?? {};
      const at = new Date(Number(eventTime?.seconds) * 1_000 + Number(eventTime?.nanos) / 1e6).toISOString();
      return `${String(eventId)} ${at} ${EventType[eventType ?? 0]} ${taskQueue?.name ?? ''}`;
    })
    .join('\n');
}
