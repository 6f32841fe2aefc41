import { eventually } from '../support/eventually';
import { numberEnding, type Ringmaster, startRingmaster } from '../support/ringmaster';

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
}, 90_000);

it('an ending that is cut off goes on where it stopped', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(
    id,
    Array.from({ length: 20_000 }, (_, i) => numberEnding('11', i)),
  );
  const killed = await rm.startWorkerProcess();
  await rm.obey(id, 'end');
  await eventually(async () => expect((await rm.counts(id)).failed).toBeGreaterThan(0), { everyMs: 5 });
  killed.kill('SIGKILL');
  await eventually(async () => expect((await rm.counts(id)).failed).toBe(20_000), { withinMs: 45_000 });
}, 90_000);
