import { randomUUID } from 'node:crypto';
import { CONTACT, completeData, type ProblemBody, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Created = ProblemBody & { Campaign: { ID: string }; Job: { ID: string } };
const body = (Name = 'x') => ({ Name, Data: completeData() });
const post = (path: string, sent: unknown, key: string, headers: Record<string, string> = {}) =>
  api.request<Created>('POST', path, sent, { 'idempotency-key': key, ...headers });
const campaigns = async (): Promise<number> =>
  (await api.request<{ Campaigns: unknown[] }>('GET', '/campaigns')).body.Campaigns.length;

describe('an Idempotency-Key', () => {
  it('gets the first answer again, and nothing is created twice', async () => {
    const key = randomUUID();
    const first = await post('/campaigns', body(), key);
    const before = await campaigns();
    const second = await post('/campaigns', body(), key);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(await campaigns()).toBe(before);
  });

  it('of another request is refused with 422', async () => {
    const key = randomUUID();
    await post('/campaigns', body(), key);
    expect((await post('/campaigns', body('y'), key)).status).toBe(422);
    const campaign = await api.storeCampaign();
    expect((await post(`/campaigns/${campaign._id}/jobs`, { ContactPhoneNumber: CONTACT }, key)).status).toBe(
      422,
    );
  });

  it('makes concurrent twins create one campaign', async () => {
    const key = randomUUID();
    const before = await campaigns();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/campaigns', body(), key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.body.Campaign.ID)).size).toBe(1);
    expect(await campaigns()).toBe(before + 1);
  });

  it('makes concurrent twins create one job, also with an ExternalID', async () => {
    const campaign = await api.storeCampaign();
    const key = randomUUID();
    const job = { ContactPhoneNumber: CONTACT, ExternalID: 'e' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(`/campaigns/${campaign._id}/jobs`, job, key)),
    );
    expect(new Set(answers.map((answer) => answer.body.Job.ID)).size).toBe(1);
    expect(await api.store.jobs.countDocuments({ CampaignID: campaign._id })).toBe(1);
  });

  it('is the organisation’s own: another one may use the same', async () => {
    const key = randomUUID();
    const other = { authorization: `Bearer ${await api.keyOf('org_other')}` };
    const mine = await post('/campaigns', body(), key);
    const theirs = await post('/campaigns', body('theirs'), key, other);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
  });

  it('replays a conflict as the conflict it was', async () => {
    const campaign = await api.storeCampaign();
    const path = `/campaigns/${campaign._id}/jobs`;
    await api.request('POST', path, { ContactPhoneNumber: CONTACT, ExternalID: 'taken' });
    const key = randomUUID();
    const job = { ContactPhoneNumber: CONTACT, ExternalID: 'taken' };
    const first = await post(path, job, key);
    const second = await post(path, job, key);
    expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([
      409,
      409,
      'true',
    ]);
    expect(second.headers.get('content-type')).toContain('application/problem+json');
    expect(second.body.JobID).toBe(first.body.JobID);
  });

  it('is not used up by a request that was not valid', async () => {
    const key = randomUUID();
    expect((await post('/campaigns', { Name: 'x' }, key)).status).toBe(400);
    expect((await post('/campaigns', body(), key)).status).toBe(201);
  });

  it('after a crash between the note and the answer gives the one thing it was going to create', async () => {
    const key = randomUUID();
    const first = await post('/campaigns', body(), key);
    const id = `${api.orgId}:${key}`;
    await api.store.idempotencyKeys.updateOne({ _id: id }, { $unset: { Answer: 1 } });
    const before = await campaigns();
    const again = await post('/campaigns', body(), key);
    expect([again.status, again.body.Campaign.ID]).toEqual([201, first.body.Campaign.ID]);
    expect(await campaigns()).toBe(before);
  });

  it.each(['', 'with space', 'ü', 'x'.repeat(256)])('of the form %j is refused', async (key) => {
    const sent = Buffer.from(key, 'utf8').toString('latin1');
    expect((await post('/campaigns', body(), sent)).status).toBe(400);
  });

  it('works for PATCH /org and cancel as well', async () => {
    const key = randomUUID();
    const patch = () => api.request('PATCH', '/org', { Name: 'New' }, { 'idempotency-key': key });
    await patch();
    expect((await patch()).headers.get('idempotency-replayed')).toBe('true');
    const campaign = await api.storeCampaign();
    const job = await api.request<Created>('POST', `/campaigns/${campaign._id}/jobs`, {
      ContactPhoneNumber: CONTACT,
    });
    const cancel = () =>
      post(`/campaigns/${campaign._id}/jobs/${job.body.Job.ID}/cancel`, undefined, `${key}-2`);
    expect((await cancel()).status).toBe(202);
    const replayed = await cancel();
    expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  });
});
