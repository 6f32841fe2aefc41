import { killAndReplace } from '../support/killing';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, callMs: 100, ringMs: 10 });
});
afterAll(() => rm?.stop());

it('killed among retries, refusals, lost, doubled and early events: each job ends as its calls did, and nothing is dialled twice', async () => {
  const completing = ['00', '83', '89', '91', '92', '93', '94', '98'];
  const failing = ['80', '81', '85', '86', '88'];
  const each = 4;
  const id = await rm.createCampaign({
    MaxActiveCalls: 8,
    Constraints: { DisableJitter: true, MaxAttempts: 2, MinDurationBetweenAttempts: '1s' },
  });
  const endings = Array.from({ length: each }, () => [...completing, ...failing]).flat();
  await rm.importJobs(
    id,
    endings.map((ending, i) => numberEnding(ending, i)),
  );
  let worker = await rm.startWorkerProcess();
  await rm.obey(id, 'start');
  for (const share of [0.25, 0.6]) {
    const target = Math.floor((share + Math.random() * 0.2) * endings.length);
    worker = await killAndReplace(rm, worker, { campaignId: id, placements: target });
  }
  expect(await rm.settled(id)).toMatchObject({
    completed: completing.length * each,
    failed: failing.length * each,
  });
  const { SecondPlacements, ActiveCalls, Placements } = await rm.simulator.stats(id);
  expect({ SecondPlacements, ActiveCalls }).toEqual({ SecondPlacements: 0, ActiveCalls: 0 });
  const jobs = await rm.store.jobs.find({ CampaignID: id }).toArray();
  expect(jobs.filter(({ Slot }) => Slot !== undefined)).toEqual([]);
  // Each attempt has one record, which has ended; what was refused was no placement.
  const attempts = jobs.reduce((sum, { Attempts }) => sum + Attempts, 0);
  const ended = await rm.store.calls.countDocuments({ CampaignID: id, EndedAt: { $exists: true } });
  expect(ended).toBe(attempts);
  const refused = jobs.filter(({ Outcome }) => Outcome === 'invalid_number').length;
  expect(Placements).toBe(attempts - refused);
});
