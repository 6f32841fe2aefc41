import { eventually } from '../support/eventually';
import { killAndReplace } from '../support/killing';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

const JOBS = 300;
const CAP = 10;
const KILLS = 5;

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, callMs: 100, ringMs: 10 });
});
afterAll(() => rm?.stop());

it('a worker killed five times at random moments: every job settles, nothing is dialled twice, no slot leaks, counts add up', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: CAP });
  await rm.importJobs(
    id,
    Array.from({ length: JOBS }, (_, i) => numberEnding(String(i % 80).padStart(2, '0'), i)),
  );
  let worker = await rm.startWorkerProcess();
  await rm.obey(id, 'start');
  for (let kill = 1; kill <= KILLS; kill += 1) {
    // Random in where it hits, bounded in when: somewhere within the next fifth of the campaign.
    const target = Math.floor(((kill - 1 + Math.random()) * JOBS) / (KILLS + 1));
    worker = await killAndReplace(rm, worker, { campaignId: id, placements: target });
  }
  const counts = await rm.settled(id);
  await rm.assertCountsAddUp(id, JOBS);
  const stats = await rm.simulator.stats(id);
  expect(stats.SecondPlacements).toBe(0);
  expect(stats.MaxActiveCalls).toBeLessThanOrEqual(CAP);
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(0));
  // Every number answers and completes, so a job that failed was lost by us.
  expect(counts.completed).toBe(JOBS);
  expect(await rm.store.jobs.countDocuments({ CampaignID: id, Slot: { $exists: true } })).toBe(0);
  // Usage counts each call once: as many ended calls as placements.
  expect(await rm.store.calls.countDocuments({ CampaignID: id, EndedAt: { $exists: true } })).toBe(
    stats.Placements,
  );
});
