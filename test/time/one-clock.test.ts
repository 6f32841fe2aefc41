/** Workers whose machines disagree about the time keep every promise, up to a bound; beyond it they dial nobody. */
import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { numberEnding } from '../support/campaign-data';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, callMs: 100, ringMs: 10 });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }
});
afterAll(() => rm?.stop());

const some = (count: number, ending = '11'): string[] =>
  Array.from({ length: count }, (_, n) => numberEnding(ending, n));
const placements = async (id: string): Promise<number> => (await rm.simulator.stats(id)).Placements;
/** None is too young for a worker that is behind. */
async function ofAnHourAgo(CampaignID: string): Promise<void> {
  const ago = new Date(Date.now() - 3_600_000);
  await rm.store.jobs.updateMany({ CampaignID }, { $set: { CreatedAt: ago, DueAt: ago } });
}
async function workersOff(...seconds: number[]): Promise<void> {
  for (const each of seconds) workers.push(await rm.startWorkerProcess({ clockOffMs: each * 1_000 }));
}

// Long enough that placements are on their way whenever a restriction is acknowledged, and well under a permission's
// 4.5 s.
const SLOW_MS = 1_500;

describe.each<[string, string, (id: string) => Promise<void>]>([
  ['a pause', '21', (id) => rm.obey(id, 'pause')],
  [
    'a version that allows no call',
    '22',
    async (id) => {
      const { Campaign } = await rm.get(id);
      const { status } = await rm.request(
        'PUT',
        `/campaigns/${id}`,
        { Data: { ...Campaign.Data, MaxActiveCalls: 0 } },
        { 'if-match': `"${Campaign.Version}"` },
      );
      expect(status).toBe(200);
    },
  ],
  [
    'opt-outs of all numbers',
    '23',
    async () => {
      const list = ['PhoneNumber', ...some(60, '23')].join('\n');
      const { status } = await rm.request('POST', '/opt-outs/import', list, { 'content-type': 'text/csv' });
      expect(status).toBe(200);
    },
  ],
])('%s', (_what, ending, restrict) => {
  it('waits for what was permitted by a worker whose clock is behind that of whoever acknowledges it', async () => {
    // Who is ahead commands, and by its own clock what the other one permits would be over before it begins.
    workers.push(await rm.startWorkerProcess({ clockOffMs: 25_000, only: ['campaigns', 'dispatch'] }));
    workers.push(await rm.startWorkerProcess({ clockOffMs: -25_000, only: ['calls'] }));
    await rm.simulator.set({ PlacementDelayMs: SLOW_MS });
    const id = await rm.createCampaign({ MaxActiveCalls: 6 });
    await rm.importJobs(id, some(60, ending));
    await ofAnHourAgo(id);
    await rm.obey(id, 'start');
    // With the last look behind them: on record.
    await eventually(async () => expect(await rm.store.calls.countDocuments({ CampaignID: id })).toBe(6), {
      everyMs: 20,
    });
    await restrict(id);
    const acknowledged = await placements(id);
    await eventually(async () => expect((await rm.counts(id)).calling).toBe(0));
    expect(await placements(id)).toBe(acknowledged);
    // Some were on their way: else nothing was waited for.
    expect(acknowledged).toBeGreaterThan(0);
    await rm.simulator.set({ PlacementDelayMs: 0 });
  });
});

it('one call at a time, a limit of attempts and a pace hold with workers whose clocks are 50 s apart', async () => {
  await workersOff(25, -25);
  const number = numberEnding('11', 90);
  const ids = await Promise.all(
    [1, 2, 3].map(async () => {
      const one = await rm.createCampaign({
        Constraints: { DisableJitter: true, MaxAttemptsPerNumber: { Count: 2, Per: '1h' } },
      });
      await rm.importJobs(one, [number, number]);
      await rm.obey(one, 'start');
      return one;
    }),
  );
  await eventually(async () => {
    const dialled = await rm.store.numbers.findOne({ PhoneNumber: number });
    expect(dialled?.Dials).toHaveLength(2);
    expect(dialled?.OnCall).toBeUndefined();
  });
  const calls = await rm.store.calls
    .find({ CampaignID: { $in: ids } })
    .sort({ DialledAt: 1 })
    .toArray();
  expect(calls).toHaveLength(2);
  expect(calls[1]?.DialledAt.getTime()).toBeGreaterThanOrEqual(calls[0]?.EndedAt?.getTime() ?? Infinity);

  const paced = await rm.createCampaign({
    MaxActiveCalls: 20,
    Constraints: { DisableJitter: true, MaxCallsPerSecond: 2 },
  });
  await rm.importJobs(paced, some(10));
  const began = performance.now();
  await rm.obey(paced, 'start');
  expect((await rm.settled(paced)).completed).toBe(10);
  // Nine paces of half a second, less the first one's.
  expect(performance.now() - began).toBeGreaterThan(4_000);
});

it('a worker whose clock is a minute off dials nobody, and one whose clock is right beside it does', async () => {
  await workersOff(60, -60);
  const id = await rm.createCampaign({ MaxActiveCalls: 4 });
  await rm.importJobs(id, some(8));
  await rm.obey(id, 'start');
  const until = performance.now() + 4_000;
  while (performance.now() < until) {
    expect(await placements(id)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await workersOff(0);
  for (const worker of workers.splice(0, 2)) {
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }
  expect((await rm.settled(id)).completed).toBe(8);
});
