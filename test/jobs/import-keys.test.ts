import { randomUUID } from 'node:crypto';
import {
  CONTACT,
  completeData,
  contact,
  type ProblemBody,
  type RunningApi,
  startApi,
} from '../support/running-api';

let api: RunningApi;
let campaignId: string;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  campaignId = (await api.storeCampaign())._id;
});
afterAll(() => api.stop());

const file = `ContactPhoneNumber\n${Array.from({ length: 9_000 }, (_, i) => contact(i)).join('\n')}\n`;
const oneRow = `ContactPhoneNumber\n${CONTACT}\n`;
const withKey = (key: string) => ({ 'idempotency-key': key });
const countIn = (CampaignID: string) => api.store.jobs.countDocuments({ CampaignID });

describe('an Idempotency-Key that an import has used', () => {
  it.each<[string, (key: string) => Promise<{ status: number; body: ProblemBody }>]>([
    [
      'a campaign',
      (key) =>
        api.request<ProblemBody>('POST', '/campaigns', { Name: 'x', Data: completeData() }, withKey(key)),
    ],
    [
      'a job of the same campaign',
      (key) =>
        api.request<ProblemBody>(
          'POST',
          `/campaigns/${campaignId}/jobs`,
          { ContactPhoneNumber: CONTACT },
          withKey(key),
        ),
    ],
    [
      'an import to another campaign',
      async (key) => api.importFile((await api.storeCampaign())._id, oneRow, withKey(key)),
    ],
    [
      'an import of another form',
      (key) =>
        api.importFile(campaignId, `{"ContactPhoneNumber":"${CONTACT}"}`, {
          ...withKey(key),
          'content-type': 'application/x-ndjson',
        }),
    ],
  ])('is refused with 422 for %s', async (_what, request) => {
    const key = randomUUID();
    expect((await api.importFile(campaignId, oneRow, withKey(key))).status).toBe(200);
    const { status, body } = await request(key);
    expect([status, body.type]).toEqual([422, 'urn:ringmaster:problem:idempotency-key-reused']);
    expect(await countIn(campaignId)).toBe(1);
  });

  it('and that was a campaign’s before is refused for the import, which stores nothing', async () => {
    const key = randomUUID();
    await api.request('POST', '/campaigns', { Name: 'x', Data: completeData() }, withKey(key));
    expect((await api.importFile(campaignId, oneRow, withKey(key))).status).toBe(422);
    expect(await countIn(campaignId)).toBe(0);
  });

  it('is not used up by a dry run', async () => {
    const key = randomUUID();
    expect((await api.importFile(campaignId, oneRow, withKey(key), '?dryRun=1')).status).toBe(200);
    expect((await api.importFile(campaignId, oneRow, withKey(key))).body.Accepted).toBe(1);
  });
});

it('a file that differs from the one its key belongs to stores nothing from there on, however slow the comparison', async () => {
  const key = randomUUID();
  // What an import that broke off at once leaves behind.
  const importId = (await api.importFile(campaignId, file, withKey(key))).body.ImportID ?? '';
  await api.store.imports.updateOne({ _id: importId }, { $set: { State: 'broken_off' } });
  await api.store.importBatches.deleteMany({ _id: { $regex: `^${importId}:` } });
  await api.store.jobs.deleteMany({ CampaignID: campaignId });
  // The comparison of the first batch has to wait for this.
  const session = api.store.client.startSession();
  session.startTransaction();
  await api.store.importBatches.insertOne(
    { _id: `${importId}:0`, Hash: 'of another file', CreatedAt: new Date() },
    { session },
  );
  const differing = api.importFile(campaignId, file, withKey(key));
  // The same from end to end: time enough for later batches of the first, and less than MongoDB may be silent.
  expect((await api.importFile((await api.storeCampaign())._id, file)).body.Accepted).toBe(9_000);
  await session.commitTransaction();
  await session.endSession();
  const { status, body } = await differing;
  expect([status, body.detail]).toEqual([422, expect.stringContaining('rows 1 to 2000')]);
  expect(await countIn(campaignId)).toBe(0);
});

it('an import of long rows that broke off is completed by the same file, whose batches are the same again', async () => {
  const key = { 'idempotency-key': randomUUID(), 'content-type': 'application/x-ndjson' };
  // 10 MB: three batches, which end by their bytes long before they have 2,000 rows.
  const row = (n: number, text = 'x'): string =>
    JSON.stringify({ ContactPhoneNumber: contact(n), Data: { n, text: text.repeat(50_000) } });
  const rows = Array.from({ length: 200 }, (_, n) => row(n));
  expect((await api.importFile(campaignId, rows.join('\n'), key)).body.Accepted).toBe(200);
  const known = await api.store.imports.findOne({ CampaignID: campaignId });
  expect(await api.store.importBatches.countDocuments({ _id: { $regex: `^${known?._id}:` } })).toBe(3);
  // What is there when the last answer was never given, and not all was stored.
  await api.store.imports.updateOne({ _id: known?._id ?? '' }, { $set: { State: 'broken_off' } });
  await api.store.jobs.deleteMany({ CampaignID: campaignId, 'Data.n': { $gte: 50, $lt: 190 } });

  const differing = rows.with(150, row(150, 'y'));
  const refused = await api.importFile(campaignId, differing.join('\n'), key);
  expect([refused.status, refused.body.detail]).toEqual([422, expect.stringContaining('rows 85 to 168')]);
  const again = await api.importFile(campaignId, rows.join('\n'), key);
  expect([again.status, again.body.Accepted, again.body.Duplicates]).toEqual([200, 200, 0]);
  const jobs = await api.store.jobs.find({ CampaignID: campaignId }).sort({ _id: 1 }).toArray();
  expect(jobs.map(({ Data }) => Data?.['n'])).toEqual(Array.from({ length: 200 }, (_, n) => n));
});
