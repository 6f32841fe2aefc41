/** The provider fails in the middle of a campaign, in each way in which one can: no job fails for it. */
import { countedAttempts } from '../../domain/dialling/may-dial';
import { eventually } from '../support/eventually';
import { CAP, type ThroughDoor, startThroughDoor } from '../support/provider-outage';
import { type Ringmaster } from '../support/ringmaster';

let world: ThroughDoor;
let rm: Ringmaster;
beforeAll(async () => {
  world = await startThroughDoor();
  ({ rm } = world);
});
afterAll(() => world?.stop());
beforeEach(() => world.circuits.forget());

// The first: what went well in the ten seconds before counts, also of another test.
it('by taking every call and carrying none, while it answers each probe: no job fails, nor has any of them to be dialled twice to count', async () => {
  // So many that their failures outweigh the calls that went well before, which are as many on every machine.
  const [well, failing] = [CAP + 2, 48];
  const jobs = well + failing;
  // No job has an attempt to spare for those that fail before anybody knows.
  const { id } = await world.campaignOf(jobs, { MaxAttempts: 1 }, failing);
  await world.circuits.untilStored({
    GlobalPause: true,
    Reason: expect.stringContaining('it took calls and did not carry them') as string,
  });
  // It answers, is used again, and is out again: the next time it is asked later.
  await world.circuits.untilStored({ GlobalPause: false });
  await world.circuits.untilStored({ GlobalPause: true });
  await rm.simulator.set({ Script: {} });
  await world.circuits.untilStored({ GlobalPause: false });
  await world.expectNoJobPaid(id, jobs);
  const tried = await rm.store.jobs.find({ CampaignID: id, Attempts: { $gt: 1 } }).toArray();
  expect(tried.length).toBeGreaterThan(0);
  // What failed before anybody knew does not count either.
  expect(tried.map(countedAttempts)).toEqual(tried.map(() => 1));
});

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
    await eventually(async () => expect(await world.isPaused(id)).toBe(true));
    await mend();
    await world.circuits.untilStored({ GlobalPause: false });
    await world.expectNoJobPaid(id, jobs);
    expect(await rm.store.jobs.distinct('Attempts', { CampaignID: id })).toEqual([1]);
  },
  180_000,
);
