/** Who sends a long file can see how far it is, whether it goes on, and why it does not. */
import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually';
import { importOf, listOf, sendInPieces } from '../support/imports';
import { contact, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let campaignId: string;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  campaignId = (await api.storeCampaign())._id;
});
afterAll(() => api.stop());

const header = 'ContactPhoneNumber\n';
const lines = (from: number, to: number): string =>
  Array.from(
    { length: to - from },
    (_, i) => `${(from + i) % 100 === 99 ? 'bad' : contact(from + i)}\n`,
  ).join('');
const latest = async () => (await listOf(api, campaignId))[0];

it('an import whose file is still coming says how far it is, also while nothing comes', async () => {
  const key = randomUUID();
  const sending = sendInPieces(api, campaignId, { 'idempotency-key': key });
  sending.send(header + lines(0, 5_000));
  const shown = await eventually(async () => {
    const its = await latest();
    expect(its).toMatchObject({ State: 'running', IdempotencyKey: key, Format: 'csv', Rows: 5_000 });
    // Two batches of 2,000; a third is not full.
    expect(its).toMatchObject({ Accepted: 3_960, Rejected: 50, RejectedKept: 40, Duplicates: 0 });
    return its;
  });
  expect(shown?.BytesRead).toBe(Buffer.byteLength(header + lines(0, 5_000)));
  expect(shown?.RowsPerSecond).toBeGreaterThan(0);
  expect(shown).not.toHaveProperty('EndedAt');
  await eventually(
    async () => expect((await latest())?.UpdatedAt.localeCompare(shown?.UpdatedAt ?? '')).toBe(1),
    { everyMs: 500 },
  );
  sending.send(lines(5_000, 6_000));
  sending.end();
  const { status, body } = await sending.answer;
  expect([status, body.Accepted, body.ImportID]).toEqual([200, 5_940, shown?.ID]);
  const done = await importOf(api, campaignId, body.ImportID);
  const counts = { Rows: 6_000, Accepted: 5_940, Rejected: 60, RejectedKept: 60, Duplicates: 0 };
  expect(done).toMatchObject({ State: 'done', ...counts, CreatedAt: shown?.CreatedAt });
  expect(done.EndedAt).toBe(done.UpdatedAt);
  expect(done).not.toHaveProperty('Why');
});

it('one whose connection breaks says so, and is the same import again when it is sent again', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const sending = sendInPieces(api, campaignId, key);
  sending.send(header + lines(0, 3_000));
  await eventually(async () => expect(await latest()).toMatchObject({ Rows: 3_000 }));
  sending.cut();
  const broken = await eventually(async () => {
    const its = await latest();
    expect(its).toMatchObject({
      State: 'broken_off',
      Why: 'The connection broke before the file was complete.',
    });
    return its;
  });
  expect(broken?.EndedAt).toBeDefined();
  const again = await api.importFile(campaignId, header + lines(0, 3_000), key);
  expect(again.body).toMatchObject({ ImportID: broken?.ID, Accepted: 2_970, Rejected: 30 });
  const shown = await listOf(api, campaignId);
  expect(shown).toHaveLength(1);
  expect(shown[0]).toMatchObject({ State: 'done', Rows: 3_000, Rejected: 30, RejectedKept: 30 });
  expect(shown[0]).not.toHaveProperty('Why');
});

it('says why it broke off without showing what is in the file', async () => {
  const key = { 'idempotency-key': randomUUID() };
  expect((await api.importFile(campaignId, 'name,city\nAda,Paris\n', key)).status).toBe(400);
  expect(await latest()).toMatchObject({
    State: 'broken_off',
    Rows: 0,
    Why: 'The file was refused; the answer to its request says why.',
  });
  // Nothing was stored, so another file may have the key.
  expect((await api.importFile(campaignId, header + lines(0, 1), key)).body.Accepted).toBe(1);
  expect(await latest()).toMatchObject({ State: 'done' });
  await api.store.campaigns.updateOne({ _id: campaignId }, { $set: { State: 'ended' } });
  expect((await api.importFile(campaignId, header + lines(0, 1))).status).toBe(409);
  expect(await latest()).toMatchObject({ Why: 'The campaign had ended, or ended meanwhile.' });
});

it('of two at once with one key the first that is done counts', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const file = header + lines(0, 4_500);
  const answers = await Promise.all([1, 2, 3].map(() => api.importFile(campaignId, file, key)));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(await listOf(api, campaignId)).toEqual([
    expect.objectContaining({ State: 'done', Accepted: 4_455, Rejected: 45, RejectedKept: 45 }),
  ]);
});

it('imports are listed, the newest first and page by page; a dry run is none', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1)
    ids.unshift((await api.importFile(campaignId, header + lines(0, 2))).body.ImportID ?? '');
  const dry = await api.importFile(campaignId, header + lines(0, 2), {}, '?dryRun=1');
  expect(dry.body).not.toHaveProperty('ImportID');
  expect((await listOf(api, campaignId)).map(({ ID }) => ID)).toEqual(ids);
  const seen: string[] = [];
  let query = '?limit=2';
  do {
    const { body } = await api.request<{ Imports: { ID: string }[]; NextCursor?: string }>(
      'GET',
      `/campaigns/${campaignId}/imports${query}`,
    );
    seen.push(...body.Imports.map(({ ID }) => ID));
    query = body.NextCursor === undefined ? '' : `?limit=2&cursor=${body.NextCursor}`;
  } while (query !== '');
  expect(seen).toEqual(ids);
});

it('an import is shown to its own organisation and campaign only, and its rows not to a viewer', async () => {
  const { body } = await api.importFile(campaignId, header + lines(98, 101));
  const other = (await api.storeCampaign())._id;
  const [stranger, viewer] = [await api.keyOf('another-org'), await api.keyOf(api.orgId, 'viewer')];
  const statusOf = async (campaign: string, end: string, key: string, method = 'GET') =>
    (
      await fetch(`${api.url}/campaigns/${campaign}/imports/${body.ImportID}${end}`, {
        method,
        headers: { auth: key },
      })
    ).status;
  for (const [end, method] of [
    ['', 'GET'],
    ['/rejected.csv', 'GET'],
    ['/undo', 'POST'],
  ] as const) {
    expect(await statusOf(other, end, api.key, method)).toBe(404);
    expect(await statusOf(campaignId, end, stranger, method)).toBe(404);
    expect(await statusOf(campaignId, end, viewer, method)).toBe(end === '' ? 200 : 403);
  }
});

it('an import and its rows are kept for a week, a batch of it for a day', async () => {
  const { body } = await api.importFile(campaignId, header + lines(98, 101), {
    'idempotency-key': randomUUID(),
  });
  const [its, row] = await Promise.all([
    api.store.imports.findOne({ _id: body.ImportID ?? '' }),
    api.store.rejectedRows.findOne({ _id: { $gt: `${body.ImportID}:` } }),
  ]);
  const days = ((its?.ExpiresAt.getTime() ?? 0) - Date.now()) / (24 * 60 * 60 * 1_000);
  expect(days).toBeCloseTo(7, 2);
  expect(row?.ExpiresAt).toEqual(its?.ExpiresAt);
  const ttlOf = async (name: 'imports' | 'rejectedRows' | 'importBatches') =>
    (await api.store[name].indexes()).find(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
  expect(await ttlOf('imports')).toMatchObject({ key: { ExpiresAt: 1 }, expireAfterSeconds: 0 });
  expect(await ttlOf('rejectedRows')).toMatchObject({ key: { ExpiresAt: 1 }, expireAfterSeconds: 0 });
  expect(await ttlOf('importBatches')).toMatchObject({ expireAfterSeconds: 24 * 60 * 60 });
});
