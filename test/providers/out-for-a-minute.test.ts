/** A whole minute, with the limits of production. Other ways to fail: provider-outages.test.ts. */
import { allowedAfterResumption } from '../../domain/providers/providers';
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

it('a provider that refuses everything for a minute fails no job: it is left alone, and calls grow again when it is back', async () => {
  const jobs = 60;
  const { id } = await world.campaignOf(jobs);
  await rm.simulator.set({ Outage: true });
  await eventually(async () => expect(await world.isPaused(id)).toBe(true));
  const pausedAt = Date.now();
  expect((await rm.get(id)).Campaign.State).toBe('started');
  // What was on its way when the pause came has arrived. Calls in progress go on.
  const onTheWay = { CampaignID: id, 'Slot.Stage': { $in: ['claimed', 'dialling'] } } as const;
  await eventually(async () => expect(await rm.store.jobs.countDocuments(onTheWay)).toBe(0));
  const { Unavailable } = await rm.simulator.stats(id);
  await eventually(
    async () => {
      expect((await rm.simulator.stats(id)).Unavailable).toBe(Unavailable);
      expect(Date.now()).toBeGreaterThan(pausedAt + 60_000);
    },
    { everyMs: 500 },
  );
  // The whole view, so that a failure shows what the circuit was doing instead.
  expect(await world.circuits.view()).toMatchObject({
    State: 'open',
    GlobalPause: true,
    LastProbe: { Answers: false },
  });
  await rm.simulator.set({ Outage: false });
  // The longest of a minute's back-offs has begun.
  await world.circuits.untilStored({ GlobalPause: false });

  const resumedAtMs = (await world.circuits.stored())?.Since.getTime() ?? NaN;
  const samples: { active: number; allowed: number }[] = [];
  await eventually(
    async () => {
      const active = (await rm.simulator.stats(id)).ActiveCalls;
      const nowMs = Date.now();
      samples.push({ active, allowed: allowedAfterResumption({ maxActiveCalls: CAP, resumedAtMs, nowMs }) });
      expect(nowMs).toBeGreaterThan(resumedAtMs + 6_000);
    },
    { everyMs: 100 },
  );
  expect(samples.filter(({ active, allowed }) => active > allowed)).toEqual([]);
  await world.expectNoJobPaid(id, jobs);
  // The outage cost no job an attempt.
  expect(await rm.store.jobs.distinct('Attempts', { CampaignID: id })).toEqual([1]);
});
