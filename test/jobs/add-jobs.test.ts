/** What happens to a campaign between the look at it and the storing of a job for it. */
import { randomUUID } from 'node:crypto';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { CONTACT, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => api?.stop());

type Add = (campaignId: string, key?: string) => Promise<{ status: number; body: unknown }>;
const keyed = (key: string | undefined) => (key === undefined ? {} : { 'idempotency-key': key });

describe.each<[string, Add]>([
  [
    'a job that a client sends',
    (id, key) =>
      api.request(
        'POST',
        `/campaigns/${id}/jobs`,
        { ContactPhoneNumber: CONTACT, ExternalID: 'one' },
        keyed(key),
      ),
  ],
  [
    'a file of one job',
    (id, key) => api.importFile(id, `ContactPhoneNumber,ExternalID\n${CONTACT},one\n`, keyed(key)),
  ],
  [
    'a file of more jobs',
    (id, key) =>
      api.importFile(id, `ContactPhoneNumber,ExternalID\n${CONTACT},one\n${CONTACT},two\n`, keyed(key)),
  ],
])('%s', (_, add) => {
  const jobsOf = (CampaignID: string) => api.store.jobs.find({ CampaignID }).toArray();
  /** Between the look at the campaign and the storing of its job. */
  const meanwhile = (campaign: CampaignDocument, change: Partial<CampaignDocument>): void => {
    for (const write of ['insertOne', 'insertMany'] as const) {
      const { jobs } = api.store;
      const stored = jobs[write].bind(jobs) as (...args: unknown[]) => Promise<never>;
      jest.spyOn(jobs, write).mockImplementationOnce(async (...args: unknown[]) => {
        await api.store.campaigns.updateOne({ _id: campaign._id }, { $set: change });
        return stored(...args);
      });
    }
  };

  it('fails with its campaign when that ends meanwhile, and the answer says so', async () => {
    const campaign = await api.storeCampaign();
    meanwhile(campaign, { State: 'ended' });
    const { status, body } = await add(campaign._id);
    expect([status, body]).toEqual([409, expect.objectContaining({ State: 'ended' })]);
    const jobs = await jobsOf(campaign._id);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) expect(job).toMatchObject({ State: 'failed', FailureReason: 'campaign_ended' });
  });

  it('is asked anew when another version is published meanwhile', async () => {
    const NotBefore = '2100-01-01T00:00:00Z';
    const campaign = await api.storeCampaign({ Constraints: { NotBefore } });
    expect((await add(campaign._id)).status).toBeLessThan(300);
    for (const job of await jobsOf(campaign._id)) expect(job.DueAt).toEqual(new Date(NotBefore));
    const changed = await api.storeCampaign({ Constraints: { NotBefore } });
    meanwhile(changed, { Version: 2 });
    expect((await add(changed._id)).status).toBeLessThan(300);
    const jobs = await jobsOf(changed._id);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      expect(job.DueAt.getTime()).toBeLessThanOrEqual(Date.now());
      expect(job).not.toHaveProperty('DeferredBy');
    }
  });

  it('is stored once when its answer was lost and it is sent again, and is told as it is then', async () => {
    const campaign = await api.storeCampaign();
    const key = randomUUID();
    const first = await add(campaign._id, key);
    // What a process that died before it answered leaves behind.
    await api.store.idempotencyKeys.updateOne({ _id: `${api.orgId}:${key}` }, { $unset: { Answer: '' } });
    await api.store.imports.updateMany(
      { CampaignID: campaign._id },
      { $set: { State: 'running' }, $unset: { Result: '', FileHash: '' } },
    );
    const stored = await jobsOf(campaign._id);
    expect(await add(campaign._id, key)).toMatchObject({ status: first.status, body: first.body });
    expect(await jobsOf(campaign._id)).toEqual(stored);
  });
});
