import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ providerSecret: 'not-the-secret-of-the-provider' });
});
afterAll(() => rm?.stop());

it('a provider that refuses our signature costs no job an attempt', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 2 });
  await rm.importJobs(
    id,
    Array.from({ length: 10 }, (_, i) => numberEnding('11', i)),
  );
  await rm.obey(id, 'start');
  // Those that were tried wait for somebody to correct the settings; the others are spared the try.
  await eventually(async () => expect((await rm.get(id)).Campaign).toMatchObject({ GlobalPause: true }));
  await eventually(async () => expect((await rm.counts(id)).calling).toBe(0));
  expect((await rm.counts(id)).created).toBe(10);
  expect(await rm.store.jobs.countDocuments({ CampaignID: id, Attempts: { $gt: 0 } })).toBe(0);
  expect(await rm.store.calls.countDocuments({ CampaignID: id })).toBe(0);
  expect((await rm.simulator.stats(id)).Placements).toBe(0);
});
