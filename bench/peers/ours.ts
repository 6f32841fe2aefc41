/**
 * Ringmaster: API, worker and simulator as `npm start` runs them, without its supervisor: that one gives up a program
 * that dies five times within a minute, and waits longer after each death than the peers' workers do here.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { localUrl } from '../../stack/config/config';
import { root } from '../../stack/processes/role';
import { freePort } from '../../stack/servers/ports';
import { openStore, type Store } from '../../store/mongodb/mongo';
import { CampaignsClient } from '../campaigns-client';
import { countSettled } from '../calls';
import { queueJobs } from '../contacts';
import { withoutOurs } from '../ringmaster';
import { type Child, startChild } from './child';
import { type Batch, CAP, type Contender, type Side, type World } from './side';

export const ours: Contender = {
  name: 'Ringmaster',
  note:
    'Each job is claimed under the rules, placed by a signed request, answered and ended by two events that the provider sends to the API, ' +
    'and settled in MongoDB: the peers hear no events and know no rules. Records: jobs, queued before the start. ' +
    'Counted: API, worker, mongod, Temporal server. A placement that a kill cut off is looked up at the provider before it is sent again. Placed twice: ids that the simulator was asked to place again, and records placed as another call.',
  start: startOurs,
};

let starts = 0;

async function startOurs(world: World): Promise<Side> {
  const { servers } = world;
  const name = `peers_ours_${++starts}`;
  const folder = join(servers.folder, name);
  mkdirSync(folder);
  const mongodbUri = servers.mongodbUri(name);
  const apiKey = randomBytes(24).toString('hex');
  const host = '127.0.0.1';
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...withoutOurs(process.env),
    RINGMASTER_API_KEY: apiKey,
    MONGODB_URI: mongodbUri,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    // A missing file, so that no profile of the user's applies.
    TEMPORAL_CONFIG_FILE: join(folder, 'temporal-profiles.toml'),
    VOICE_PROVIDER: 'http',
    PROVIDER_SECRET: randomBytes(24).toString('hex'),
    PUBLIC_URL: localUrl(host, port),
    HOST: host,
    PORT: String(port),
    SIMULATOR_PORT: '0',
    SIMULATOR_CALL_MS: '0',
    SIMULATOR_RING_MS: '0',
  };
  const role = (which: 'simulator' | 'worker' | 'api'): Promise<Child> =>
    startChild({
      name: which,
      script: join(root, which, 'main.ts'),
      env,
      logFile: join(folder, `${which}.log`),
    });

  const store = openStore(mongodbUri);
  const children: Child[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.splice(0).reverse()) await child.stop();
    await store.db.dropDatabase();
    await store.close();
  };
  try {
    const simulator = await role('simulator');
    children.push(simulator);
    const simulatorUrl = simulator.url ?? '';
    env['PROVIDER_URL'] = simulatorUrl;
    await withoutTranscripts(simulatorUrl);
    let worker = await role('worker');
    children.push(worker);
    const api = await role('api');
    children.push(api);
    const client = new CampaignsClient(api.url ?? localUrl(host, port), apiKey);
    return {
      pids: () => [worker.pid, api.pid, servers.pids.mongod ?? 0, servers.pids.temporal ?? 0],
      prepare: (records) => prepareCampaign(records, { client, store, simulatorUrl }),
      killWorker: async () => {
        await worker.kill();
        const next = await role('worker');
        children[children.indexOf(worker)] = next;
        worker = next;
      },
      assertRunning: () => children.forEach((child) => child.assertRunning()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A transcript costs a read and a write, and the peers store none. */
async function withoutTranscripts(simulatorUrl: string): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/settings`, {
    method: 'PUT',
    body: JSON.stringify({ Transcripts: false }),
  });
  if (!answer.ok) throw new Error(`The simulator refused its settings: ${await answer.text()}`);
}

async function prepareCampaign(
  records: number,
  { client, store, simulatorUrl }: { client: CampaignsClient; store: Store; simulatorUrl: string },
): Promise<Batch> {
  const campaignId = await client.create(CAP);
  await queueJobs(store, campaignId, records);
  const ledger = async (): Promise<{ Placements: number; SecondPlacementCallIDs: string[] }> => {
    const answer = await fetch(`${simulatorUrl}/stats/${campaignId}`);
    return (await answer.json()) as { Placements: number; SecondPlacementCallIDs: string[] };
  };
  return {
    begin: () => client.command(campaignId, 'start'),
    progress: async () => {
      const stored = await store.jobs.countDocuments({ CampaignID: campaignId, State: 'completed' });
      // Every contact answers: a job that is settled otherwise has not its true outcome.
      return { stored, failed: (await countSettled(store, campaignId)) - stored };
    },
    placed: async () => (await ledger()).Placements,
    placedTwice: async () => {
      const { Placements, SecondPlacementCallIDs } = await ledger();
      return new Set(SecondPlacementCallIDs).size + Math.max(0, Placements - records);
    },
    lastStoredAt: async () => {
      const last = await store.jobs
        .find({ CampaignID: campaignId, State: 'completed' })
        .sort({ UpdatedAt: -1 })
        .limit(1)
        .toArray();
      return last[0]?.UpdatedAt ?? new Date(0);
    },
    end: () => client.command(campaignId, 'pause'),
  };
}
