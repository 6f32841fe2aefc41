import { existsSync, readFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { keptData } from '../../stack/data-version';
import { DemoClient } from '../../stack/demo/api';
import { processIdentity } from '../../stack/lock';
import { freePort, isPortFree } from '../../stack/servers/ports';
import { startSimulator } from '../../simulator/server';
import { type Stats } from '../../simulator/tally';
import { eventually } from '../support/eventually';
import { campaignData } from '../support/campaign-data';
import { csvOf, keyIn, start, stopStarted } from './npm-start';
import { inTemporaryFolder, processes } from './programs';

afterEach(stopStarted);

const portOf = (url: string): number => Number(new URL(url).port);

/** The pid of a program that the stack itself started, by the room it runs from. */
function rolePid(parent: number | undefined, name: string): number {
  const role = processes().find((one) => one.parent === parent && one.command.includes(`${name}/main.ts`));
  if (role === undefined) throw new Error(`no ${name} runs`);
  return role.pid;
}

/** When a log of a role or of MongoDB says so, in ms. */
function saidAt(dataDir: string, log: string, text: string): number {
  const lines = readFileSync(join(dataDir, 'logs', log), 'utf8').split('\n');
  const found = lines.findLast((line) => line.startsWith('{') && line.includes(text)) ?? '{}';
  const line = JSON.parse(found) as { time?: number; t?: { $date: string } };
  return line.time ?? Date.parse(line.t?.$date ?? '');
}

/** An import whose rows are still to come when the API has begun it. */
async function slowUpload(url: string, key: string): Promise<{ finish(csv: string): Promise<number> }> {
  const upload = request(url, {
    method: 'POST',
    headers: { auth: key, 'content-type': 'text/csv', expect: '100-continue' },
  });
  upload.flushHeaders();
  await once(upload, 'continue');
  return {
    finish: async (csv) => {
      upload.end(csv);
      const [answer] = (await once(upload, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode ?? 0;
    },
  };
}

const JOBS = 40;
const SECRET = 'the-secret-between-test-and-simulator';

describe('npm start', () => {
  it(
    'starts a role that dies again; SIGTERM drains API, worker and servers in this order; the next start goes on by itself',
    () =>
      inTemporaryFolder(async (dataDir) => {
        // Of the test's own, so that it remembers across starts whom it was asked to call.
        const simulator = await startSimulator({ secret: SECRET, callMs: 400, ringMs: 50 });
        const env = {
          PORT: String(await freePort()),
          PROVIDER_URL: simulator.url,
          PROVIDER_SECRET: SECRET,
        };
        try {
          const first = await start(dataDir, env);
          const key = keyIn(first.output()) ?? '';
          const client = new DemoClient(first.apiUrl, key, simulator.url);
          process.kill(rolePid(first.child.pid, 'api'), 'SIGKILL');
          await eventually(() => expect(first.output()).toContain('The api runs again.'));

          // At an even pace: without the API no end of a call is heard, and a cap would soon be reached.
          const data = campaignData({
            MaxActiveCalls: JOBS,
            Constraints: { DisableJitter: true, MaxCallsPerSecond: 5 },
          });
          const id = await client.createCampaign('Kept between starts', data);
          await client.importContacts(id, csvOf(JOBS));
          await client.command(id, 'start');
          const placements = async (): Promise<number> => (await client.providerStats(id)).Placements;
          await eventually(async () => expect(await placements()).toBeGreaterThan(4));

          // A request in progress: the API answers it before it leaves, and until then the worker goes on.
          const upload = await slowUpload(`${first.apiUrl}/campaigns/${id}/jobs/import`, key);
          const atStop = await placements();
          first.child.kill('SIGTERM');
          await eventually(async () => expect(await placements()).toBeGreaterThan(atStop + 4));
          await expect(fetch(`${first.apiUrl}/healthz`)).rejects.toThrow();
          expect(await upload.finish(csvOf(1))).toBe(200);
          expect(await first.ended).toBe(0);
          expect(first.output()).toContain('Stopped.');
          expect(await isPortFree(portOf(first.apiUrl))).toBe(true);
          const stoppedAt = [
            saidAt(dataDir, 'api.log', 'api stopped'),
            saidAt(dataDir, 'worker.log', 'worker stopped'),
            saidAt(dataDir, 'mongod.log', 'Received signal'),
          ];
          expect(stoppedAt).toEqual([...stoppedAt].sort((a, b) => a - b));
          expect(await placements()).toBeLessThan(JOBS);

          const second = await start(dataDir, env);
          expect(keyIn(second.output())).toBeUndefined();
          expect((await client.view(id)).state).toBe('started');
          await eventually(
            async () => expect((await client.view(id)).counts.of('completed')).toBe(JOBS + 1),
            {
              everyMs: 100,
            },
          );
          const jobs = await client.jobs(id);
          expect(new Set(jobs.map(({ Attempts }) => Attempts))).toEqual(new Set([1]));
          const stats = (await (await fetch(`${simulator.url}/stats/${id}`)).json()) as Stats;
          expect(stats).toMatchObject({ Placements: JOBS + 1, SecondPlacements: 0, HangUps: 0 });
          second.child.kill('SIGINT');
          expect(await second.ended).toBe(0);
        } finally {
          await simulator.stop();
        }
      }),
    240_000,
  );

  it(
    'killed without a chance to clean up, leaves no process; the next start dials, also where it listens on IPv6',
    () =>
      inTemporaryFolder(async (folder) => {
        // Whatever its name is like.
        const dataDir = join(folder, `a #?%41'b"ä`);
        const program = await start(dataDir);
        expect(statSync(join(dataDir, 'provider-secret')).mode & 0o777).toBe(0o600);
        // Who wrote the data is known to the next start.
        expect(keptData(dataDir, 'temporal')?.writtenBy).toMatch(/^1\.\d+\.\d+/);
        expect(keptData(dataDir, 'mongod')?.writtenBy).toMatch(/^\d+\.\d+\.\d+/);
        const key = keyIn(program.output()) ?? '';
        const roles = ['simulator', 'worker', 'api'].map((name) => rolePid(program.child.pid, name));
        const servers = ['mongo/ringmaster.pid', 'temporal.sqlite.pid'].map(
          (file) => (JSON.parse(readFileSync(join(dataDir, file), 'utf8')) as { pid: number }).pid,
        );
        const all = [...roles, ...servers].map((pid) => ({ pid, identity: processIdentity(pid) }));
        program.child.kill('SIGKILL');
        await eventually(() =>
          expect(all.filter(({ pid, identity }) => processIdentity(pid) === identity)).toEqual([]),
        );
        expect(existsSync(join(dataDir, 'start.lock'))).toBe(true);

        // The lock that it left is no obstacle. An IPv6 address, where there is one, is as good as any other.
        const HOST = (await isPortFree(0, '::1')) ? '::1' : '127.0.0.1';
        const next = await start(dataDir, { HOST, SIMULATOR_CALL_MS: '0' });
        expect(next.apiUrl).toContain(HOST);
        const client = new DemoClient(next.apiUrl, key, '');
        const id = await client.createCampaign('One call', campaignData());
        await client.importContacts(id, csvOf(1));
        await client.command(id, 'start');
        // That the call is over is told to that address.
        await eventually(async () => expect((await client.view(id)).counts.of('completed')).toBe(1));
        next.child.kill('SIGTERM');
        expect(await next.ended).toBe(0);
        expect(existsSync(join(dataDir, 'start.lock'))).toBe(false);
      }),
    240_000,
  );
});
