import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 60_000, ringMs: 10, limits: { callSeconds: 120 } });
});
afterAll(() => rm?.stop());

it('ending fails every incomplete job of 20,000, hangs up active calls, and cannot be undone', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 6 });
  await rm.importJobs(
    id,
    Array.from({ length: 20_000 }, (_, i) => numberEnding('11', i)),
  );
  await rm.obey(id, 'start');
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(6));
  await rm.obey(id, 'pause');
  expect((await rm.counts(id)).calling).toBe(6);

  await rm.obey(id, 'end');
  expect(await rm.state(id)).toBe('ended');
  expect(await rm.campaignHandle(id).result()).toMatchObject({ State: 'ended' });
  expect(await rm.counts(id)).toEqual({
    created: 0,
    scheduled: 0,
    calling: 0,
    analyzing: 0,
    completed: 0,
    failed: 20_000,
    canceled: 0,
    deleting: 0,
    deleted: 0,
  });
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(0));
  expect((await rm.simulator.stats(id)).EndedByReason.hung_up_by_us).toBe(6);
  const reasons = await rm.store.jobs.distinct('FailureReason', { CampaignID: id });
  expect(reasons).toEqual(['campaign_ended']);

  for (const command of ['start', 'pause', 'end'] as const)
    expect((await rm.command(id, command)).status).toBe(409);
  expect(
    (await rm.request('POST', `/campaigns/${id}/jobs`, { ContactPhoneNumber: numberEnding('11') })).status,
  ).toBe(409);
  expect(await rm.state(id)).toBe('ended');
  // The query still answers on the closed workflow.
  expect(await rm.campaignHandle(id).query('campaign')).toMatchObject({ State: 'ended' });
});

it('a call whose workflow was terminated is hung up by the ending, and its end is on record', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  const job = await eventually(async () => {
    const [found] = await rm.store.jobs.find({ CampaignID: id, 'Slot.Stage': 'placed' }).toArray();
    if (!found) throw new Error('not placed yet');
    return found;
  });
  await rm.client.workflow.getHandle(job.Slot?.CallID ?? '').terminate('by a test');
  await rm.obey(id, 'pause');
  await rm.obey(id, 'end');
  await rm.campaignHandle(id).result();
  expect((await rm.counts(id)).failed).toBe(1);
  expect((await rm.simulator.stats(id)).ActiveCalls).toBe(0);
  expect((await rm.store.calls.findOne({ JobID: job._id }))?.EndedAt).toBeInstanceOf(Date);
});

describe('without the worker of this process', () => {
  let alone: Ringmaster;
  beforeAll(async () => {
    alone = await startRingmaster({ workers: 0 });
  });
  afterAll(() => alone?.stop());

  it('an ending that is killed in the middle goes on elsewhere, and counts every job that failed because of it', async () => {
    const id = await alone.createCampaign({ MaxActiveCalls: 1 });
    // As many that the first process cannot be through before it is killed.
    const [ranges, perRange] = [3, 20_000];
    for (let range = 0; range < ranges; range += 1)
      await alone.importJobs(
        id,
        Array.from({ length: perRange }, (_, i) => numberEnding('11', i)),
      );
    const killed = await alone.startWorkerProcess();
    const ending = alone.obey(id, 'end');
    await eventually(
      async () =>
        expect(await alone.store.jobs.countDocuments({ CampaignID: id, State: 'failed' })).toBeGreaterThan(0),
      { everyMs: 5 },
    );
    killed.kill('SIGKILL');
    const failed = await alone.store.jobs.countDocuments({ CampaignID: id, State: 'failed' });
    expect(failed).toBeLessThan(ranges * perRange);
    await alone.startWorkers();
    await ending;
    expect(await alone.campaignHandle(id).result()).toMatchObject({
      State: 'ended',
      Ending: { FailedJobs: ranges * perRange },
    });
    expect((await alone.counts(id)).failed).toBe(ranges * perRange);
    expect((await alone.store.campaigns.findOne({ _id: id }))?.FailedJobs).toBe(ranges * perRange);
  });
});
