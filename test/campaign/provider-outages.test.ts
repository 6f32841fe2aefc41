/** The provider fails in the middle of a campaign, in each way in which one can: no job fails for it. */
import { countedAttempts } from '../../domain/judgement';
import { eventually } from '../support/eventually';
import { type ThroughDoor, startThroughDoor } from '../support/provider-outage';
import { type Ringmaster } from '../support/ringmaster';

let world: ThroughDoor;
let rm: Ringmaster;
beforeAll(async () => {
  world = await startThroughDoor();
  ({ rm } = world);
});
afterAll(() => world?.stop());
beforeEach(() => world.circuits.forget());

it.each<[string, () => Promise<void>, () => Promise<void>]>([
  [
    'by taking requests and answering none',
    () => rm.simulator.set({ Hang: true }),
    () => rm.simulator.set({ Hang: false }),
  ],
  ['by letting nobody connect', () => world.door.shut(), () => world.door.open()],
])(
  '%s: no job fails, nobody is called twice',
  async (_how, fail, mend) => {
    const jobs = 60;
    const { id } = await world.campaignOf(jobs);
    await fail();
    await eventually(async () => expect(await world.isPaused(id)).toBe(true), { withinMs: 20_000 });
    await mend();
    await world.circuits.untilStored({ GlobalPause: false });
    await world.expectNoJobPaid(id, jobs);
    expect(await rm.store.jobs.distinct('Attempts', { CampaignID: id })).toEqual([1]);
  },
  180_000,
);

it('by taking every call and carrying none, while it answers each probe: no job fails', async () => {
  // So many that their failures outweigh, within seconds, the calls that went well before.
  const jobs = 60;
  // Longer than it takes to know.
  const { id, numbers } = await world.campaignOf(jobs, '10s');
  await rm.simulator.set({ Script: Object.fromEntries(numbers.map((number) => [number, 'failed'])) });
  await world.circuits.untilStored({ GlobalPause: true });
  expect((await world.circuits.stored())?.Reason).toContain('it took calls and did not carry them');
  // It answers, is used again, and is out again: the next time it is asked later.
  await world.circuits.untilStored({ GlobalPause: false });
  await world.circuits.untilStored({ GlobalPause: true });
  await rm.simulator.set({ Script: {} });
  await world.circuits.untilStored({ GlobalPause: false });
  await world.expectNoJobPaid(id, jobs);
  const tried = await rm.store.jobs.find({ CampaignID: id, Attempts: { $gt: 1 } }).toArray();
  expect(tried.length).toBeGreaterThan(0);
  // Of each job at most the one call that failed before anybody knew, and the one that was carried.
  for (const job of tried) expect(countedAttempts(job)).toBeLessThanOrEqual(2);
}, 180_000);
