import { createClient, type JobStateCounts } from '../../client/src/index';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let system: Ringmaster;
beforeAll(async () => {
  system = await startRingmaster({ callMs: 100 });
});
afterAll(() => system.stop());

const clientOf = () => createClient({ baseUrl: system.url, key: system.key });

it('waiting until a campaign is settled ends when no job is to be called any more, and tells the counts meanwhile', async () => {
  const { campaigns, jobs } = clientOf();
  const id = await system.createCampaign();
  await jobs.import(id, 'ContactPhoneNumber\n+12025550111\n+12025550112\n+12025550113', { type: 'csv' });
  await campaigns.start(id);
  const looks: JobStateCounts[] = [];
  const counts = await campaigns.waitUntilSettled(id, {
    everyMs: 50,
    onProgress: (seen) => looks.push(seen),
  });
  expect(counts).toMatchObject({ created: 0, scheduled: 0, calling: 0, analyzing: 0 });
  expect(counts.completed + counts.failed).toBe(3);
  expect(looks.at(-1)).toEqual(counts);
  // The last one that was not over shows that it waited.
  const earlier = looks.slice(0, -1);
  expect(earlier.length).toBeGreaterThan(0);
  for (const { created, scheduled, calling, analyzing } of earlier)
    expect(created + scheduled + calling + analyzing).toBeGreaterThan(0);
  for await (const { State } of jobs.list(id)) expect(['completed', 'failed']).toContain(State);
});

it('waiting for a campaign that is paused ends when the caller gives up', async () => {
  const { campaigns, jobs } = clientOf();
  const id = await system.createCampaign();
  await jobs.create(id, { ContactPhoneNumber: '+12025550111' });
  const enough = new AbortController();
  const waiting = campaigns.waitUntilSettled(id, {
    signal: enough.signal,
    everyMs: 3_600_000,
    onProgress: () => setImmediate(() => enough.abort(new Error('enough'))),
  });
  await expect(waiting).rejects.toThrow('enough');
});
