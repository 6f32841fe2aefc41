import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';
let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 5_000, ringMs: 600 });
});
afterAll(() => rm?.stop());
it('a conversation whose answer was never told is not cut off when ringing would be over, and not dialled again', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('11')], { Overrides: { MaxCallSeconds: 8 } });
  await rm.obey(id, 'start');
  await eventually(
    async () => expect((await rm.store.jobs.findOne({ CampaignID: id }))?.Slot?.Stage).toBe('placed'),
    { everyMs: 10 },
  );
  // Events wait, and whoever asks is answered.
  await rm.simulator.set({ Outage: true });
  const job = await eventually(async () => {
    const found = await rm.store.jobs.findOne({ CampaignID: id });
    expect(found?.Outcome).toBeDefined();
    return found;
  });
  expect({ State: job?.State, Outcome: job?.Outcome }).toEqual({ State: 'completed', Outcome: 'completed' });
});

it('a conversation is not cut off because the provider cannot be asked when ringing would be over', async () => {
  await rm.simulator.set({ Outage: false, CallMs: 12_000 });
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('12')], { Overrides: { MaxCallSeconds: 20 } });
  await rm.obey(id, 'start');
  await eventually(
    async () => expect((await rm.store.jobs.findOne({ CampaignID: id }))?.Slot?.Stage).toBe('placed'),
    { everyMs: 10 },
  );
  // No event comes, and whoever asks waits in vain: the look-up at the ring limit (2.3 s) gives up after 4 s.
  const hangsUntil = Date.now() + 8_000;
  await rm.simulator.set({ Hang: true });
  await eventually(async () => expect(Date.now()).toBeGreaterThan(hangsUntil));
  await rm.simulator.set({ Hang: false });
  expect((await rm.settled(id)).completed).toBe(1);
  expect((await rm.simulator.stats(id)).HangUps).toBe(0);
  expect((await rm.store.jobs.findOne({ CampaignID: id }))?.Outcome).toBe('completed');
});
