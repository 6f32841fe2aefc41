/** The provider fails in the middle of a campaign, in each way in which one can: no job fails for it. */
import { allowedAfterResumption } from '../../domain/providers';
import { countedAttempts } from '../../domain/judgement';
import { type Door, startDoor } from '../support/door';
import { eventually } from '../support/eventually';
import { circuitsOf } from '../support/provider-circuit';
import { numberEnding, type Ringmaster, startRingmaster } from '../support/ringmaster';

const CAP = 10;
// Limits as in production, but for those that a test waits for: no call in progress reaches its own while the provider is out.
const limits = { ringSeconds: 60, callSeconds: 60, lookUpForMs: 10 * 60_000, providerAwayMs: 500 };

let rm: Ringmaster;
let door: Door;
let circuits: ReturnType<typeof circuitsOf>;
beforeAll(async () => {
  const through = async (url: string): Promise<string> => {
    door = await startDoor(url);
    return door.url;
  };
  // With the circuit of production: it opens, asks and grows as it does there.
  rm = await startRingmaster({ callMs: 300, ringMs: 10, limits, through });
  circuits = circuitsOf(rm);
});
afterAll(async () => {
  await rm?.stop();
  await door?.shut();
});
beforeEach(() => circuits.forget());

const isPaused = async (campaignId: string): Promise<boolean> =>
  'GlobalPause' in (await rm.get(campaignId)).Campaign;

/** A campaign in the middle of its calls. */
async function campaignOf(jobs: number) {
  const numbers = Array.from({ length: jobs }, (_, i) => numberEnding('11', i));
  const id = await rm.createCampaign({
    MaxActiveCalls: CAP,
    // An attempt that failed before anybody knew that the provider is out counts, and is made again.
    Constraints: { DisableJitter: true, MinDurationBetweenAttempts: '3s' },
  });
  await rm.importJobs(id, numbers);
  await rm.obey(id, 'start');
  await eventually(async () => expect((await rm.counts(id)).completed).toBeGreaterThan(CAP));
  return { id, numbers };
}

/** All calls were made, nobody was dialled twice for one attempt, and no attempt of a call that went out counts but its own. */
async function expectNoJobPaid(id: string, jobs: number): Promise<void> {
  expect(await rm.settled(id, 120_000)).toMatchObject({ completed: jobs, failed: 0 });
  await rm.assertCountsAddUp(id, jobs);
  expect((await rm.simulator.stats(id)).SecondPlacements).toBe(0);
  expect(await isPaused(id)).toBe(false);
}

it('for a minute, by refusing everything: it is left alone, and calls grow again when it is back', async () => {
  const jobs = 100;
  const { id } = await campaignOf(jobs);
  const failedAt = Date.now();
  await rm.simulator.set({ Outage: true });
  await eventually(async () => expect(await isPaused(id)).toBe(true));
  expect((await rm.get(id)).Campaign.State).toBe('started');
  // What was on its way when the pause came has arrived. Calls in progress go on.
  const onTheWay = { CampaignID: id, 'Slot.Stage': { $in: ['claimed', 'dialling'] } } as const;
  await eventually(async () => expect(await rm.store.jobs.countDocuments(onTheWay)).toBe(0));
  const { Unavailable } = await rm.simulator.stats(id);
  await eventually(
    async () => {
      expect((await rm.simulator.stats(id)).Unavailable).toBe(Unavailable);
      expect(Date.now()).toBeGreaterThan(failedAt + 60_000);
    },
    { withinMs: 80_000, everyMs: 500 },
  );
  expect((await circuits.view()).LastProbe?.Answers).toBe(false);
  await rm.simulator.set({ Outage: false });
  // The longest of a minute's back-offs has begun.
  await circuits.untilStored({ GlobalPause: false });

  const resumedAtMs = (await circuits.stored())?.Since.getTime() ?? NaN;
  const samples: { active: number; allowed: number }[] = [];
  await eventually(
    async () => {
      const active = (await rm.simulator.stats(id)).ActiveCalls;
      const nowMs = Date.now();
      samples.push({ active, allowed: allowedAfterResumption({ maxActiveCalls: CAP, resumedAtMs, nowMs }) });
      expect(nowMs).toBeGreaterThan(resumedAtMs + 6_000);
    },
    { withinMs: 20_000, everyMs: 100 },
  );
  expect(samples.filter(({ active, allowed }) => active > allowed)).toEqual([]);
  await expectNoJobPaid(id, jobs);
  // The outage cost no job an attempt.
  expect(await rm.store.jobs.distinct('Attempts', { CampaignID: id })).toEqual([1]);
}, 240_000);

it.each<[string, () => Promise<void>, () => Promise<void>]>([
  [
    'by taking requests and answering none',
    () => rm.simulator.set({ Hang: true }),
    () => rm.simulator.set({ Hang: false }),
  ],
  ['by letting nobody connect', () => door.shut(), () => door.open()],
])(
  '%s: no job fails, nobody is called twice',
  async (_how, fail, mend) => {
    const jobs = 40;
    const { id } = await campaignOf(jobs);
    await fail();
    await eventually(async () => expect(await isPaused(id)).toBe(true), { withinMs: 20_000 });
    await mend();
    await circuits.untilStored({ GlobalPause: false });
    await expectNoJobPaid(id, jobs);
    expect(await rm.store.jobs.distinct('Attempts', { CampaignID: id })).toEqual([1]);
  },
  180_000,
);

it('by taking every call and carrying none, while it answers each probe: no job fails', async () => {
  const jobs = 60;
  const { id, numbers } = await campaignOf(jobs);
  await rm.simulator.set({ Script: Object.fromEntries(numbers.map((number) => [number, 'failed'])) });
  await circuits.untilStored({ GlobalPause: true });
  expect((await circuits.stored())?.Reason).toContain('it took calls and did not carry them');
  // It answers, is used again, and is out again: the next time it is asked later.
  await circuits.untilStored({ GlobalPause: false });
  await circuits.untilStored({ GlobalPause: true });
  await rm.simulator.set({ Script: {} });
  await circuits.untilStored({ GlobalPause: false });
  await expectNoJobPaid(id, jobs);
  const tried = await rm.store.jobs.find({ CampaignID: id, Attempts: { $gt: 1 } }).toArray();
  expect(tried.length).toBeGreaterThan(0);
  // Of each job at most the one call that failed before anybody knew, and the one that was carried.
  for (const job of tried) expect(countedAttempts(job)).toBeLessThanOrEqual(2);
}, 180_000);
