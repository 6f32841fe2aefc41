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

const some = (count: number): string[] => Array.from({ length: count }, (_, n) => numberEnding('11', n));
const placements = async (id: string): Promise<number> => (await rm.simulator.stats(id)).Placements;
async function workersOff(...seconds: number[]): Promise<void> {
  for (const each of seconds) workers.push(await rm.startWorkerProcess({ clockOffMs: each * 1_000 }));
}

it('a pause, a pace and one call at a time hold with workers whose clocks are 50 s apart', async () => {
  await workersOff(25);
  await rm.simulator.set({ PlacementDelayMs: 1_000 });
  const id = await rm.createCampaign({ MaxActiveCalls: 6 });
  await rm.importJobs(id, some(60));
  // Jobs of an hour ago: none is too young for the worker that is behind.
  const ago = new Date(Date.now() - 3_600_000);
  await rm.store.jobs.updateMany({ CampaignID: id }, { $set: { CreatedAt: ago, DueAt: ago } });
  // The campaign stays with the worker that is ahead, which sees the permissions of the other one end early.
  await rm.obey(id, 'start');
  await rm.obey(id, 'pause');
  await workersOff(-25);
  for (let round = 1; round <= 3; round += 1) {
    await rm.obey(id, 'start');
    await eventually(async () => expect(await placements(id)).toBeGreaterThanOrEqual(round * 6));
    await rm.obey(id, 'pause');
    const atPause = await placements(id);
    await eventually(async () => expect((await rm.counts(id)).calling).toBe(0));
    expect(await placements(id)).toBe(atPause);
  }
  await rm.simulator.set({ PlacementDelayMs: 0 });
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
