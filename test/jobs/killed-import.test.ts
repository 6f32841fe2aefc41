/** A process that dies in the middle of an import takes nothing with it: the same file goes on where it was. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Clock } from '../../store/mongodb/clock';
import { eventually } from '../support/eventually';
import { importOf, listOf, rejectedRowsOf, sendInPieces } from '../support/imports';
import { machineClock } from '../support/machine-clock';
import { contact, type RunningApi, startApi } from '../support/running-api';

let aheadMs = 0;
const clock: Clock = {
  ...machineClock,
  now: () => Date.now() + aheadMs,
  date: () => new Date(Date.now() + aheadMs),
};

let api: RunningApi;
let child: ChildProcess | undefined;
beforeAll(async () => {
  api = await startApi({ clock });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await api.stop();
});

/** @returns where it listens. */
async function startProcess(): Promise<string> {
  child = fork(path.join(__dirname, 'api-process.ts'), {
    execArgv: ['--require', 'tsx/cjs'],
    env: { ...process.env, API_MONGODB_URI: api.mongodbUri },
  });
  const [port] = (await once(child, 'message')) as [number];
  return `http://127.0.0.1:${port}`;
}

it('its import has broken off after a minute of silence, goes on with the same file, and ends with the right counts', async () => {
  const { _id: campaignId } = await api.storeCampaign();
  const key = { 'idempotency-key': 'a-list' };
  const rows = Array.from({ length: 20_000 }, (_, i) =>
    i % 100 === 7 ? `bad ${i},e-${i}` : `${contact(i)},e-${i}`,
  );
  const header = 'ContactPhoneNumber,ExternalID\n';
  const url = await startProcess();
  const sending = sendInPieces({ url, key: api.key }, campaignId, key);
  sending.send(`${header}${rows.slice(0, 9_500).join('\n')}\n`);
  const running = await eventually(async () => {
    const [its] = await listOf(api, campaignId);
    expect(its).toMatchObject({ State: 'running', Rejected: 95 });
    expect(its?.Accepted).toBeGreaterThanOrEqual(3_960);
    return its;
  });
  // The next batches are on their way.
  sending.send(`${rows.slice(9_500, 15_000).join('\n')}\n`);
  const dead = once(child as ChildProcess, 'exit');
  child?.kill('SIGKILL');
  await dead;
  await expect(sending.answer).rejects.toThrow();
  const id = running?.ID;

  // Nobody has said so yet.
  expect(await importOf(api, campaignId, id)).toMatchObject({ State: 'running' });
  aheadMs = 60_000;
  const broken = await importOf(api, campaignId, id);
  expect(broken).toMatchObject({ State: 'broken_off', Why: expect.stringContaining('process') as string });
  expect(broken.EndedAt).toBe(broken.UpdatedAt);
  const keptBefore = (await rejectedRowsOf(api, campaignId, id)).length;
  expect(keptBefore).toBeGreaterThan(1);

  const { status, body } = await api.importFile(campaignId, `${header}${rows.join('\n')}\n`, key);
  const counts = { Accepted: 19_800, Rejected: 200, Duplicates: 0 };
  expect([status, body]).toEqual([200, expect.objectContaining({ ...counts, ImportID: id })]);
  const done = await importOf(api, campaignId, id);
  expect(done).toMatchObject({ ...counts, State: 'done', Rows: 20_000, RejectedKept: 200 });
  expect([done.CreatedAt, done]).toEqual([
    running?.CreatedAt,
    expect.not.objectContaining({ Why: broken.Why }),
  ]);
  expect(await api.store.jobs.countDocuments({ CampaignID: campaignId })).toBe(19_800);
  const kept = (await rejectedRowsOf(api, campaignId, id)).slice(1);
  expect(kept.map(([number]) => number)).toEqual(
    rows.filter((row) => row.startsWith('bad')).map((row) => row.split(',')[0]),
  );
});
