import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 2, callMs: 300, ringMs: 20 });
});
afterAll(() => rm?.stop());
beforeEach(() => rm.simulator.set({ CallMs: 300, PlacementDelayMs: 0 }));

const plain = (jobs: number): string[] => Array.from({ length: jobs }, (_, i) => numberEnding('11', i));

async function untilPlacements(campaignId: string, atLeast: number): Promise<void> {
  await eventually(async () =>
    expect((await rm.simulator.stats(campaignId)).Placements).toBeGreaterThanOrEqual(atLeast),
  );
}

/** Three ticks of a dispatcher: one that missed the pause, or a placement that was held back, shows within them. */
const LATEST_PLACEMENT_MS = 3_000;

/** That something does not happen shows only in looking again and again; the first look that sees it fails. */
async function throughout(forMs: number, assertion: () => Promise<void>): Promise<void> {
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    await assertion();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it('after pause is acknowledged no call is placed, and calls in flight complete', async () => {
  // Longer than a pause takes to be acknowledged, or none would be in flight by then.
  await rm.simulator.set({ CallMs: 1_200 });
  const id = await rm.createCampaign({ MaxActiveCalls: 8 });
  await rm.importJobs(id, plain(200));
  const inFlight: number[] = [];
  let atPause = await rm.simulator.stats(id);
  for (let round = 1; round <= 4; round += 1) {
    await rm.obey(id, 'start');
    await untilPlacements(id, round * 12);
    await rm.obey(id, 'pause');
    atPause = await rm.simulator.stats(id);
    inFlight.push(atPause.ActiveCalls);
    await eventually(async () => expect((await rm.counts(id)).calling).toBe(0));
    const later = await rm.simulator.stats(id);
    expect(later.Placements).toBe(atPause.Placements);
    expect(later.ActiveCalls).toBe(0);
  }
  expect(Math.max(...inFlight)).toBeGreaterThan(0);
  await throughout(LATEST_PLACEMENT_MS, async () =>
    expect((await rm.simulator.stats(id)).Placements).toBe(atPause.Placements),
  );
  const { Placements, EndedByReason } = await rm.simulator.stats(id);
  expect(EndedByReason.completed).toBe(Placements);
  const counts = await rm.counts(id);
  expect(counts.completed).toBe(Placements);
  expect(counts.completed + counts.created).toBe(200);
});

it('a pause waits for placements that are on their way to a slow provider', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 5 });
  await rm.importJobs(id, plain(50));
  await rm.simulator.set({ PlacementDelayMs: 700, CallMs: 100 });
  await rm.obey(id, 'start');
  await eventually(async () =>
    expect(await rm.store.jobs.countDocuments({ CampaignID: id, 'Slot.Stage': 'dialling' })).toBeGreaterThan(
      0,
    ),
  );
  await rm.obey(id, 'pause');
  const atPause = await rm.simulator.stats(id);
  expect(atPause.Placements).toBeGreaterThan(0);
  await eventually(async () => expect((await rm.counts(id)).calling).toBe(0));
  expect((await rm.simulator.stats(id)).Placements).toBe(atPause.Placements);
});

it('a command waits for no activity on a task queue, unless it is a pause that finds dials in flight', async () => {
  const id = await rm.createCampaign();
  for (const command of ['start', 'pause', 'end'] as const) await rm.obey(id, command);
  await rm.campaignHandle(id).result();
  const { events } = await rm.campaignHandle(id).fetchHistory();
  const activities = events?.flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? [],
  );
  expect(activities).toEqual(['dispatchCalls', 'endCampaign']);
});

it('a claim that a pause gave back is dialled after the next start, under its own number', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 20 });
  await rm.importJobs(id, plain(60));
  await rm.simulator.set({ CallMs: 0 });
  for (let i = 0; i < 6; i += 1) {
    await rm.obey(id, 'start');
    await rm.obey(id, 'pause');
  }
  await rm.obey(id, 'start');
  const counts = await rm.settled(id);
  expect(counts.completed).toBe(60);
  const { Placements, SecondPlacements } = await rm.simulator.stats(id);
  expect({ Placements, SecondPlacements }).toEqual({ Placements: 60, SecondPlacements: 0 });
  expect(await rm.store.calls.countDocuments({ CampaignID: id, Attempt: { $gt: 1 } })).toBe(0);
});
