/** Thousands of jobs of one number: they wait for its line, and cost nothing while they do. */
import { numberEnding } from '../support/campaign-data';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 60_000, ringMs: 10, limits: { callSeconds: 600 } });
});
afterAll(() => rm?.stop());

const JOBS = 3_000;

it('while a line is busy its waiting jobs are written once each, and the next one is called when it is free', async () => {
  const number = numberEnding('11', 42);
  const id = await rm.createCampaign({ MaxActiveCalls: 3 });
  await rm.importJobs(
    id,
    Array.from({ length: JOBS }, () => number),
  );
  await rm.obey(id, 'start');
  const settledDown = () =>
    rm.store.jobs.countDocuments({
      CampaignID: id,
      DeferredBy: 'number_busy',
      DueAt: { $gt: new Date(Date.now() + 60_000) },
    });
  await eventually(async () => expect(await settledDown()).toBe(JOBS - 1));
  expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1);

  let writes = 0;
  const stream = rm.store.jobs.watch([{ $match: { operationType: 'update' } }]);
  stream.on('change', () => (writes += 1));
  // Twice the wait after which each of them was looked at again, when a look cost a write.
  const until = performance.now() + 10_000;
  while (performance.now() < until) {
    expect(await settledDown()).toBe(JOBS - 1);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(writes).toBe(0);
  await stream.close();

  const calling = async () =>
    rm.store.jobs.findOne({ CampaignID: id, State: 'calling', 'Slot.Stage': 'placed' });
  const first = await calling();
  await rm.sendCallEnd(first?.Slot?.CallID ?? '', { EndReason: 'completed', ConversationSeconds: 1 });
  // A look of the dispatcher, not the five minutes after which the others look by themselves.
  const next = await eventually(async () => {
    const job = await calling();
    expect(job?._id).not.toBe(first?._id);
    expect(job).not.toBeNull();
    return job;
  });
  expect(next?.ContactPhoneNumber).toBe(number);
});
