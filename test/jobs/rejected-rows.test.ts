/** The rows that an import did not take come back as a file that can be mended and sent again. */
import { randomUUID } from 'node:crypto';
import { optOut } from '../../store/numbers/opt-outs';
import { importOf, rejectedFileOf, rejectedRowsOf } from '../support/imports';
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

const send = (file: string, headers: Record<string, string> = {}) =>
  api.importFile(campaignId, file, headers);

it('each with its cells and its reason, in the order of the file', async () => {
  const file = [
    'ContactPhoneNumber,TestJob,Data.x',
    `${contact(1)},true,fine`,
    `12345,true,"a, b"`,
    `${contact(2)},maybe,"two`,
    'lines"',
    `${contact(3)},true`,
    `${contact(4)},,=1+1`,
    `=2,,=1+1`,
    `${contact(5)},,"never closed`,
    '',
  ].join('\r\n');
  const { body } = await send(file);
  expect([body.Accepted, body.Rejected]).toEqual([2, 5]);
  const rows = await rejectedRowsOf(api, campaignId, body.ImportID);
  const reasons = rows.map((cells) => cells.pop());
  expect(rows).toEqual([
    ['ContactPhoneNumber', 'TestJob', 'Data.x'],
    ['12345', 'true', 'a, b'],
    [contact(2), 'maybe', 'two\r\nlines'],
    [`'${contact(3)},true`, '', ''],
    ["'=2", '', "'=1+1"],
    [`'${contact(5)},,"never closed`, '', ''],
  ]);
  expect(reasons[0]).toBe('RejectedReason');
  expect(reasons[1]).toMatch(/^ContactPhoneNumber: /);
  expect(reasons[2]).toBe('TestJob: must be true or false');
  expect(reasons[3]).toContain('has 2 cells and the header 3');
  expect(reasons[5]).toContain('quote');
  const reported = body.Errors.map(({ Message }) => Message);
  expect(reasons.slice(1).every((reason) => reported.some((told) => reason?.endsWith(told)))).toBe(true);
});

it('those whose number has opted out among them, as they were sent', async () => {
  const numbers = [contact(1), contact(3)];
  await optOut(api.store, { orgId: api.orgId, phoneNumbers: numbers, source: 'api', now: new Date() });
  const rows = [0, 1, 2, 3].map((n) => `${contact(n)},"name, ${n}"`);
  const { body } = await send(`ContactPhoneNumber,ContactName\n${rows.join('\n')}\n`);
  await api.store.numbers.deleteMany({ OrgID: api.orgId });
  expect(await rejectedRowsOf(api, campaignId, body.ImportID)).toEqual([
    ['ContactPhoneNumber', 'ContactName', 'RejectedReason'],
    [contact(1), 'name, 1', expect.stringContaining('opt-out list')],
    [contact(3), 'name, 3', expect.stringContaining('opt-out list')],
  ]);
});

it('of NDJSON by their lines', async () => {
  const bad = '{"ContactPhoneNumber":"1"}';
  const { body } = await send(`{"ContactPhoneNumber":"${contact(1)}"}\n\n${bad}\nno JSON\n`, {
    'content-type': 'application/x-ndjson',
  });
  const rows = await rejectedRowsOf(api, campaignId, body.ImportID);
  expect(rows.map((cells) => cells.slice(0, 2))).toEqual([
    ['Line', 'Row'],
    ['3', bad],
    ['4', 'no JSON'],
  ]);
});

it('is a file with a header alone when every row was taken', async () => {
  const { body } = await send(`ContactPhoneNumber,Data.x\n${contact(1)},1\n`);
  expect(await rejectedFileOf(api, campaignId, body.ImportID)).toBe(
    '\uFEFFContactPhoneNumber,Data.x,RejectedReason\r\n',
  );
});

it('each once, and none that was taken, when the import broke off and is sent again', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const rows = Array.from({ length: 5_000 }, (_, i) => (i % 50 === 0 ? `bad ${i}` : contact(i)));
  const file = `ContactPhoneNumber\n${rows.join('\n')}\n`;
  const optedOut = { orgId: api.orgId, phoneNumbers: [contact(7)], source: 'api' as const, now: new Date() };
  await optOut(api.store, optedOut);
  const first = (await send(file, key)).body;
  expect([first.Rejected, first.Accepted]).toEqual([150, 4_850]);
  // What is there when the process died before it was done; and the contact has agreed to calls since.
  await api.store.imports.updateOne({ _id: first.ImportID ?? '' }, { $set: { State: 'running' } });
  await api.store.numbers.deleteMany({ OrgID: api.orgId });
  const again = (await send(file, key)).body;
  expect([again.Rejected, again.Accepted, again.ImportID]).toEqual([100, 4_900, first.ImportID]);
  const kept = (await rejectedRowsOf(api, campaignId, first.ImportID)).slice(1).map(([number]) => number);
  expect(kept).toEqual(rows.filter((row) => row.startsWith('bad')));
  expect(await importOf(api, campaignId, first.ImportID)).toMatchObject({ Rejected: 100, RejectedKept: 100 });
});

it('of which the columns are known before the first is kept', async () => {
  const { rejectedRows, imports } = api.store;
  const insert = rejectedRows.insertMany.bind(rejectedRows);
  let form: unknown;
  jest.spyOn(rejectedRows, 'insertMany').mockImplementationOnce(async (...args) => {
    form = (await imports.findOne({ CampaignID: campaignId }))?.Form;
    return insert(...args);
  });
  await send('ContactPhoneNumber,Data.x\nbad,1\n');
  jest.restoreAllMocks();
  expect(form).toEqual({ kind: 'csv', delimiter: ',', header: ['ContactPhoneNumber', 'Data.x'] });
});

describe('of very many', () => {
  it('the first 100,000 are kept', async () => {
    const rows = Array.from({ length: 101_500 }, (_, i) => `bad ${i}\n`).join('');
    const { body } = await send(`ContactPhoneNumber\n${rows}`);
    expect(body.Rejected).toBe(101_500);
    expect(await importOf(api, campaignId, body.ImportID)).toMatchObject({ RejectedKept: 100_000 });
    const kept = await rejectedRowsOf(api, campaignId, body.ImportID);
    expect(kept).toHaveLength(100_001);
    expect(new Set(kept.map(([cell]) => cell)).size).toBe(100_001);
  });

  it('64 MiB are kept, in parts that are written one after the other', async () => {
    const row = `bad,${'x'.repeat(200_000)}\n`;
    const { body } = await send(`ContactPhoneNumber,Data.x\n${row.repeat(360)}`);
    const { Rejected, RejectedKept } = await importOf(api, campaignId, body.ImportID);
    expect(Rejected).toBe(360);
    expect(RejectedKept).toBe(Math.floor((64 * 1024 * 1024) / (200_004 + reasonBytes(body))));
    const file = await rejectedFileOf(api, campaignId, body.ImportID);
    expect(file.split('\r\n')).toHaveLength(RejectedKept + 2);
  });

  const reasonBytes = ({ Errors }: { Errors: { Field: string; Message: string }[] }): number =>
    Buffer.byteLength(`${Errors[0]?.Field}: ${Errors[0]?.Message}`);
});

it('a dry run keeps none', async () => {
  const before = await api.store.rejectedRows.countDocuments();
  await api.importFile(campaignId, 'ContactPhoneNumber\nbad\n', {}, '?dryRun=1');
  expect(await api.store.rejectedRows.countDocuments()).toBe(before);
  expect(await api.store.imports.countDocuments({ CampaignID: campaignId })).toBe(0);
});
