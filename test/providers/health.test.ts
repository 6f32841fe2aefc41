/** How evidence reaches a circuit: cheaply, without personal data, and never at a caller's cost. */
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import pino from 'pino';
import { createProviderHealth } from '../../activities/ports/provider-health';
import { circuitsOf } from '../support/provider-circuit';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';
import { signalsOf } from '../support/signals';

let rm: Ringmaster;
let circuits: ReturnType<typeof circuitsOf>;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0 });
  circuits = circuitsOf(rm);
});
afterAll(() => rm?.stop());
beforeEach(() => circuits.forget());

const healthThrough = (client: Client) =>
  createProviderHealth({
    client,
    store: rm.store,
    providers: ['http'],
    taskQueues: rm.taskQueues,
    logger: pino({ level: 'silent' }),
  });

/** What the provider's workflow was told. */
const told = async () => (await signalsOf(circuits.handle())).map((signal) => signal.told);

it('a healthy provider costs nothing', async () => {
  const health = healthThrough(rm.client);
  for (let i = 0; i < 1_000; i += 1) health.record('http', 'ok');
  await health.stop();
  await expect(circuits.handle().describe()).rejects.toThrow(WorkflowNotFoundError);
});

it('a second of requests is one report, which counts what went well too and names no number', async () => {
  const health = healthThrough(rm.client);
  for (let i = 0; i < 30; i += 1) health.record('http', 'ok');
  for (let i = 0; i < 20; i += 1)
    health.record('http', 'failed', 'no route to +12025550111 (or 202-555-0111), 503');
  await health.stop();
  expect(await told()).toEqual([{ ok: 30, failed: 20, reason: 'no route to … (or …), 503' }]);
});

it('evidence that cannot be told is lost, and nobody notices', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const health = healthThrough(new Client({ connection }));
  health.record('http', 'failed', 'out');
  await expect(health.stop()).resolves.toBeUndefined();
  await connection.close();
});
