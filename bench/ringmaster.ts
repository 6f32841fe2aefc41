/** Ringmaster as in production: API, worker and simulator as processes of their own, on a database of their own. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { providerSecret } from '../stack/data-folder';
import { startRole } from '../stack/processes/role';
import { startStack } from '../stack/stack';
import { freePort } from '../stack/servers/ports';
import { say } from '../stack/tools/progress';
import { openStore, type Store } from '../store/mongodb/mongo';
import { CampaignsClient } from './campaigns-client';
import { type Servers } from './servers';

export interface Ringmaster {
  api: CampaignsClient;
  store: Store;
  /** How long simulated calls talk; 0: instant. They ring only where that is said. */
  setCallMs(callMs: number, ring?: { ringMs: number }): Promise<void>;
  /** Lets a contact call one of our numbers. @returns the answer, and how long it took. */
  callIn(call: { From: string; To: string }): Promise<{ action: string; ms: number }>;
  /** HTTP requests so far: events that the provider sent to the API, and calls that the provider was asked to place. */
  countRequests(): Promise<{ events: number; placements: number }>;
  /** Runs `work` beside a second worker process. */
  withSecondWorker<T>(work: () => Promise<T>): Promise<T>;
  /** Ends its processes and drops its database. */
  stop(): Promise<void>;
}

export interface RingmasterOptions {
  /** Of its database and its folder. */
  name: string;
  /** Besides the usual variables. */
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  fail: (error: Error) => void;
}

// It may be in the middle of activities.
const SECOND_WORKER_STOP_MS = 30_000;

export async function startRingmaster(
  servers: Servers,
  { name, env: more, signal, fail }: RingmasterOptions,
): Promise<Ringmaster> {
  const dataDir = join(servers.folder, name);
  mkdirSync(dataDir);
  const mongodbUri = servers.mongodbUri(name);
  const apiKey = randomBytes(24).toString('hex');
  const config = { host: '127.0.0.1', port: await freePort(), dataDir, mongodbUri };
  const env = {
    ...withoutOurs(process.env),
    RINGMASTER_API_KEY: apiKey,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    // A missing file, so that no profile of the user's applies.
    TEMPORAL_CONFIG_FILE: join(dataDir, 'temporal-profiles.toml'),
    SIMULATOR_CALL_MS: '0',
    SIMULATOR_RING_MS: '0',
    ...more,
  };
  const stack = await startStack({
    config: { ...config, temporalAddress: servers.temporalAddress, apiKey },
    env,
    say,
    signal,
    onFailure: fail,
  });
  const store = openStore(mongodbUri);
  return {
    api: new CampaignsClient(stack.apiUrl, apiKey),
    store,
    setCallMs: async (callMs, { ringMs } = { ringMs: 0 }) => {
      const answer = await fetch(`${stack.simulatorUrl}/settings`, {
        method: 'PUT',
        // A transcript costs a read and a write, and not every provider sends one.
        body: JSON.stringify({ CallMs: callMs, RingMs: ringMs, Transcripts: false }),
      });
      if (!answer.ok) throw new Error(`The simulator refused CallMs ${callMs}: ${await answer.text()}`);
    },
    callIn: async (call) => {
      const answer = await fetch(`${stack.simulatorUrl}/inbound-calls`, {
        method: 'POST',
        body: JSON.stringify({ ...call, URL: `${stack.apiUrl}/providers/http/inbound` }),
      });
      if (!answer.ok) throw new Error(`The simulator refused to call: ${await answer.text()}`);
      const { Action, AnsweredInMs } = (await answer.json()) as { Action: string; AnsweredInMs: number };
      return { action: Action, ms: AnsweredInMs };
    },
    countRequests: async () => {
      const log = await readFile(join(dataDir, 'logs/api.log'), 'utf8');
      const answer = await fetch(`${stack.simulatorUrl}/stats`);
      const { Placements } = (await answer.json()) as { Placements: number };
      return {
        events: log.split('"route":"/providers/:provider/events"').length - 1,
        placements: Placements,
      };
    },
    withSecondWorker: async (work) => {
      const worker = await startRole(
        {
          name: 'worker',
          env: {
            ...env,
            // What the stack gives to its own worker.
            MONGODB_URI: mongodbUri,
            VOICE_PROVIDER: 'http',
            PROVIDER_URL: stack.simulatorUrl,
            PROVIDER_SECRET: providerSecret(dataDir),
            PUBLIC_URL: stack.apiUrl,
          },
          logFile: join(dataDir, 'logs/second-worker.log'),
          stopWithinMs: SECOND_WORKER_STOP_MS,
        },
        signal,
      );
      try {
        return await work();
      } finally {
        await worker.stop();
      }
    },
    stop: async () => {
      await stack.stop();
      await store.db.dropDatabase();
      await store.close();
      await terminateStarted(servers);
    },
  };
}

/** A row that failed leaves started campaigns. The next Ringmaster's workers would serve them, without their data. */
async function terminateStarted({ temporal }: Servers): Promise<void> {
  const started = temporal.workflow.list({
    query: "CampaignState = 'started' AND ExecutionStatus = 'Running'",
  });
  for await (const { workflowId } of started) await temporal.workflow.getHandle(workflowId).terminate();
}

/** The servers and the provider are the bench's own; those in the user's environment are ignored. */
export const withoutOurs = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^((TEMPORAL|SIMULATOR|PROVIDER|RINGMASTER|MONGODB|VOICE|TWILIO|ANALYST)_|CALLS_PER_SECOND$)/.test(
          name,
        ),
    ),
  );
