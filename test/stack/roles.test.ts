/** `npm run start:api` and `npm run start:worker`, several of each, on servers that run already. */
import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { MongoClient } from 'mongodb';
import { DemoClient } from '../../stack/demo/api';
import { freePort } from '../../stack/servers/ports';
import { campaignWorkflowId } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { campaignData, numberEnding } from '../support/campaign-data';
import { type Program, runNode } from './programs';

// The worker bundles its workflows first: seconds, on a loaded two-core machine tens of them.
const READY_WITHIN_MS = 90_000;
const JOBS = 120;
// Ten times what it takes where nothing else runs.
const DIALS_AGAIN_WITHIN_MS = 60_000;
const PROVIDER_SECRET = 'the-secret-between-test-and-simulator';

const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
// The roles use the task queues that everybody uses, so nobody else may be in their namespace.
const namespace = `roles-${randomBytes(5).toString('hex')}`;
const mongodb = new URL(process.env['TEST_MONGODB_URI'] ?? '');
mongodb.pathname = `/test_roles_${randomBytes(5).toString('hex')}`;

const programs: Program[] = [];
function run(args: string[], env: NodeJS.ProcessEnv): Program {
  const program = runNode(args, env);
  programs.push(program);
  return program;
}
const says = (program: Program, text: string | RegExp): Promise<void> =>
  eventually(() => expect(program.output()).toMatch(text));

let connection: Connection;
beforeAll(async () => {
  connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  // The server's parts learn of it one after the other.
  await eventually(() => new Client({ connection, namespace }).workflow.count());
}, READY_WITHIN_MS);
afterAll(async () => {
  for (const { child, ended } of programs) {
    child.kill('SIGKILL');
    await ended;
  }
  await connection.operatorService.deleteNamespace({ namespace });
  await connection.close();
  const client = new MongoClient(mongodb.toString());
  await client.db().dropDatabase();
  await client.close();
});

it('two APIs and two workers make one first key, carry out one campaign, and go on when one of each leaves, and when the last worker does and comes again', async () => {
  const simulator = run(['--require', 'tsx/cjs', 'simulator/main.ts'], {
    PROVIDER_SECRET,
    SIMULATOR_PORT: '0',
    SIMULATOR_CALL_MS: '300',
    SIMULATOR_RING_MS: '50',
  });
  await says(simulator, /listens at/);
  const simulatorUrl = /listens at (\S+)/.exec(simulator.output())?.[1] ?? '';
  const ports = [await freePort(), await freePort()];
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const env = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    MONGODB_URI: mongodb.toString(),
    PROVIDER_URL: simulatorUrl,
    PROVIDER_SECRET,
    // The one that stays.
    PUBLIC_URL: urls[1],
  };
  const apis = ports.map((port) => run(['stack/launch.js', 'start:api'], { ...env, PORT: String(port) }));
  const workers = ports.map(() => run(['stack/launch.js', 'start:worker'], env));
  for (const api of apis) await says(api, /api ready/);
  const keys = apis.flatMap((api) => api.output().match(/rm_[\w-]{43}/g) ?? []);
  expect(keys).toHaveLength(1);
  for (const worker of workers) await says(worker, /worker ready/);

  const [one, other] = urls.map((url) => new DemoClient(url, keys[0] ?? '', simulatorUrl)) as [
    DemoClient,
    DemoClient,
  ];
  const data = campaignData({ Constraints: { DisableJitter: true, MaxCallsPerSecond: 10 } });
  const id = await one.createCampaign('Of many processes', data);
  const numbers = Array.from({ length: JOBS }, (_, n) => numberEnding('11', n));
  await one.importContacts(id, ['ContactPhoneNumber', ...numbers].join('\n'));
  await other.command(id, 'start');
  const completed = async (): Promise<number> => (await other.view(id)).counts.of('completed');
  await eventually(async () => expect(await completed()).toBeGreaterThan(5));
  for (const program of [apis[0], workers[0]]) {
    program?.child.kill('SIGTERM');
    expect(await program?.ended).toBe(0);
  }
  // Nobody is left to dial until the next worker is up: that is one second of work for it and some waits.
  const placements = async (): Promise<number> => (await other.providerStats(id)).Placements;
  workers[1]?.child.kill('SIGTERM');
  expect(await workers[1]?.ended).toBe(0);
  const before = await placements();
  expect(before).toBeLessThan(JOBS);
  workers.push(run(['stack/launch.js', 'start:worker'], env));
  await eventually(async () => expect(await placements()).toBeGreaterThan(before), {
    withinMs: DIALS_AGAIN_WITHIN_MS,
  });

  await eventually(async () => expect(await completed()).toBe(JOBS));
  expect((await other.providerStats(id)).Placements).toBe(JOBS);

  const workflowId = campaignWorkflowId(id);
  const statusIn = (where: string) =>
    new Client({ connection, namespace: where }).workflow.getHandle(workflowId).describe();
  expect((await statusIn(namespace)).status.name).toBe('RUNNING');
  await expect(statusIn('default')).rejects.toThrow();

  for (const program of [apis[1], workers[2], simulator]) {
    program?.child.kill('SIGTERM');
    expect(await program?.ended).toBe(0);
  }
});
