/** An import that was a mistake is taken back: nobody is called because of it who was not called yet. */
import { randomUUID } from 'node:crypto';
import { claimDueJobs } from '../../activities/dialling/claiming';
import { createProviderStates } from '../../activities/ports/provider-states';
import { createPublishedRules } from '../../domain/dialling/published-rules';
import { recordCampaignState } from '../../store/campaigns/campaigns';
import { grantDial } from '../../store/calls/dial-permits';
import { type JobDocument } from '../../store/mongodb/documents';
import { machineClock } from '../support/machine-clock';
import { eventually } from '../support/eventually';
import { importOf, listOf, sendInPieces, undo } from '../support/imports';
import { contact, CONTACT, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let campaignId: string;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  campaignId = (await api.storeCampaign({ MaxActiveCalls: 1_000 }))._id;
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => api.stop());

const fileOf = (rows: number): string =>
  `ContactPhoneNumber,ExternalID\n${Array.from({ length: rows }, (_, i) => `${contact(i)},e-${i}`).join('\n')}\n`;
const send = (rows: number, headers: Record<string, string> = {}) =>
  api.importFile(campaignId, fileOf(rows), headers);
const jobsOf = (filter: object = {}): Promise<JobDocument[]> =>
  api.store.jobs
    .find({ CampaignID: campaignId, ...filter })
    .sort({ _id: 1 })
    .toArray();
const none = { Canceled: 0, CanceledBefore: 0, Called: 0, Others: 0 };

it('the jobs that wait are canceled and those that were called stay, each counted', async () => {
  const { body } = await send(6_000);
  const beside = await api.request<{ Job: { ID: string } }>('POST', `/campaigns/${campaignId}/jobs`, {
    ContactPhoneNumber: CONTACT,
  });
  const [a, b, c, d, e] = (await jobsOf({ _id: { $gt: `${body.ImportID}-` } })).map(({ _id }) => _id);
  const set = (_id: string | undefined, its: Partial<JobDocument>) =>
    api.store.jobs.updateOne({ _id: _id ?? '' }, { $set: its });
  await set(a, { State: 'scheduled', Attempts: 1 });
  await set(b, { State: 'completed', Attempts: 1 });
  await set(c, { State: 'failed', FailureReason: 'expired' });
  await set(d, { State: 'canceled' });
  await set(e, { State: 'analyzing' });
  const { status, body: undone } = await undo(api, campaignId, body.ImportID);
  expect([status, undone]).toEqual([200, { ...none, Canceled: 5_995, Called: 3, Others: 2 }]);
  expect((await jobsOf({ CancelReason: 'import_undone' })).length).toBe(5_995);
  expect(await jobsOf({ State: 'created' })).toMatchObject([{ _id: beside.body.Job.ID }]);
  expect((await jobsOf({ _id: { $in: [a, b, c, d, e] } })).map(({ State }) => State)).toEqual([
    'scheduled',
    'completed',
    'failed',
    'canceled',
    'analyzing',
  ]);
  const shown = await importOf(api, campaignId, body.ImportID);
  expect([shown.State, shown.UndoneAt]).toEqual(['undone', expect.any(String)]);
  const again = await undo(api, campaignId, body.ImportID);
  expect(again.body).toEqual({ ...none, CanceledBefore: 5_995, Called: 3, Others: 2 });
  expect((await importOf(api, campaignId, body.ImportID)).UndoneAt).toBe(shown.UndoneAt);
});

it('its ExternalIDs are free for the corrected file, and still shown', async () => {
  const { body } = await send(3);
  await undo(api, campaignId, body.ImportID);
  expect((await send(3)).body).toMatchObject({ Accepted: 3, Duplicates: 0 });
  const { body: list } = await api.request<{
    Jobs: { State: string; ExternalID: string; CancelReason?: string }[];
  }>('GET', `/campaigns/${campaignId}/jobs`);
  expect(list.Jobs.map(({ State, ExternalID, CancelReason }) => [State, ExternalID, CancelReason])).toEqual([
    ...['e-0', 'e-1', 'e-2'].map((id) => ['canceled', id, 'import_undone']),
    ...['e-0', 'e-1', 'e-2'].map((id) => ['created', id, undefined]),
  ]);
});

it('is refused while the import is running, and works when it has broken off or was silent for a minute', async () => {
  const sending = sendInPieces(api, campaignId);
  sending.send(fileOf(2_500));
  const running = await eventually(async () => {
    const [its] = await listOf(api, campaignId);
    expect(its).toMatchObject({ Accepted: 2_000 });
    return its;
  });
  const refused = await undo(api, campaignId, running?.ID);
  expect([refused.status, refused.body.State]).toEqual([409, 'running']);
  expect(await jobsOf({ State: 'canceled' })).toEqual([]);
  sending.cut();
  await eventually(async () => expect((await listOf(api, campaignId))[0]?.State).toBe('broken_off'));
  expect((await undo(api, campaignId, running?.ID)).body.Canceled).toBeGreaterThanOrEqual(2_000);

  const { body } = await send(3);
  const silent = new Date(Date.now() - 60_000);
  await api.store.imports.updateOne(
    { _id: body.ImportID ?? '' },
    { $set: { State: 'running', UpdatedAt: silent } },
  );
  expect((await undo(api, campaignId, body.ImportID)).status).toBe(200);
});

it('an undone import takes no more rows: the same file with its key is 409, with another it is a new import', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const { body } = await send(3, key);
  await undo(api, campaignId, body.ImportID);
  // As if it had broken off before a row was stored.
  await api.store.jobs.deleteMany({ CampaignID: campaignId });
  const refused = await send(3, key);
  expect([refused.status, refused.body.State]).toEqual([409, 'undone']);
  expect(refused.body.detail).toContain('new Idempotency-Key');
  expect(await jobsOf()).toEqual([]);
  expect((await send(3, { 'idempotency-key': randomUUID() })).body.Accepted).toBe(3);
});

it('an undo with a key is answered once, and one that broke off in the middle is completed by the next', async () => {
  const { body } = await send(5_000);
  const { jobs } = api.store;
  const update = jobs.updateMany.bind(jobs);
  let steps = 0;
  jest.spyOn(jobs, 'updateMany').mockImplementation((...args) => {
    if ((steps += 1) === 2) throw new Error('the process died');
    return update(...args);
  });
  const key = { 'idempotency-key': randomUUID() };
  expect((await undo(api, campaignId, body.ImportID, key)).status).toBe(500);
  jest.restoreAllMocks();
  expect((await jobsOf({ State: 'canceled' })).length).toBe(2_000);
  // From the first step on it takes no rows.
  expect(await importOf(api, campaignId, body.ImportID)).toMatchObject({ State: 'undone' });
  const completed = await undo(api, campaignId, body.ImportID, key);
  expect(completed.body).toEqual({ ...none, Canceled: 3_000, CanceledBefore: 2_000 });
  const replayed = await undo(api, campaignId, body.ImportID, key);
  expect([replayed.body, replayed.headers.get('idempotency-replayed')]).toEqual([completed.body, 'true']);
});

it('an import that was taken for dead and goes on stops at its next batch, and leaves no job waiting', async () => {
  const sending = sendInPieces(api, campaignId, { 'idempotency-key': randomUUID() });
  sending.send(fileOf(2_500));
  const running = await eventually(async () => {
    const [its] = await listOf(api, campaignId);
    expect(its).toMatchObject({ Accepted: 2_000 });
    return its;
  });
  const _id = running?.ID ?? '';
  await api.store.imports.updateOne({ _id }, { $set: { UpdatedAt: new Date(Date.now() - 70_000) } });
  expect((await undo(api, campaignId, _id)).body.Canceled).toBe(2_000);
  sending.send(`${contact(1)},more\n`.repeat(2_000));
  sending.end();
  const { status, body } = await sending.answer;
  expect([status, body.State]).toEqual([409, 'undone']);
  expect(await jobsOf({ State: 'created' })).toEqual([]);
  expect((await importOf(api, campaignId, _id)).State).toBe('undone');
});

it('a job that is being claimed is either called or canceled, never both', async () => {
  const { body } = await send(1_000);
  const now = new Date();
  await recordCampaignState(api.store, { campaignId, state: 'started', epoch: 1, now });
  await api.store.campaigns.updateOne(
    { _id: campaignId },
    { $set: { 'Data.Constraints': { RuleSets: [], DisableJitter: true } } },
  );
  // Each number once, so that none waits for the line of another.
  await api.store.jobs.bulkWrite(
    (await jobsOf()).map(({ _id }, i) => ({
      updateOne: { filter: { _id }, update: { $set: { ContactPhoneNumber: `+1303555${1_000 + i}` } } },
    })),
  );
  const dialled = new Set<string>();
  const dispatch = async (): Promise<void> => {
    for (let look = 0; ; look += 1) {
      const claim = await claimDueJobs(
        {
          store: api.store,
          clock: machineClock,
          provider: { name: 'http' },
          providerStates: createProviderStates(api.store),
          publishedRules: createPublishedRules(),
          turns: { take: (_campaign, wants) => Promise.resolve(Math.min(wants, 7)) },
        },
        { campaignId, epoch: 1, isSchedulingEnabled: true, look, nowMs: Date.now() },
      );
      if (claim.kind !== 'claimed' || claim.calls.length === 0) return;
      // Half of them come to their permit at once, the others late.
      await Promise.all(
        claim.calls.map(async ({ JobID: jobId, Attempt }, i) => {
          const callId = `call:${jobId}:${Attempt}`;
          const until = new Date(Date.now() + 5_000);
          if (i % 2 === 0) return;
          const granted = await grantDial(api.store, { jobId, callId, runId: 'run', until, now: new Date() });
          if (granted.kind === 'granted') dialled.add(jobId);
        }),
      );
    }
  };
  const dispatching = dispatch();
  await eventually(() => expect(dialled.size).toBeGreaterThan(20));
  const undone = (await undo(api, campaignId, body.ImportID)).body;
  await dispatching;
  const jobs = await jobsOf();
  const canceled = jobs.filter(({ State }) => State === 'canceled');
  const calling = jobs.filter(({ State }) => State === 'calling');
  expect(canceled.length + calling.length).toBe(1_000);
  expect(calling.map(({ _id }) => _id)).toEqual([...dialled].sort());
  expect(canceled.every(({ Attempts, Slot, CancelReason }) => Attempts === 0 && !Slot && CancelReason)).toBe(
    true,
  );
  expect(undone).toEqual({ ...none, Canceled: canceled.length, Called: calling.length });
  // A call that comes for its permit now is refused it.
  for (const { _id: jobId } of canceled.slice(0, 20)) {
    const dial = { jobId, callId: `call:${jobId}:1`, runId: 'late', until: new Date(), now: new Date() };
    expect(await grantDial(api.store, dial)).toEqual({ kind: 'gone' });
  }
});
