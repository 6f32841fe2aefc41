/** A job's way into its contact's call to us, and back. */
import { createCampaign } from '../../store/campaigns/campaigns';
import { reevaluateDeferredJobs } from '../../store/jobs/reevaluation';
import { type JobDocument } from '../../store/mongodb/documents';
import { attachInbound, releaseInbound } from '../../store/calls/inbound';
import { ensureIndexes, type Store } from '../../store/mongodb/mongo';
import { campaignData } from '../support/campaign-data';
import { dropOwnStore, openOwnStore } from '../support/own-store';

let store: Store;
beforeAll(async () => {
  store = openOwnStore('inbound');
  await ensureIndexes(store);
});
afterAll(() => dropOwnStore(store));

const LATER = new Date('2100-01-01T00:00:00Z');

async function waitingJob(campaignId: string, fields: Partial<JobDocument>): Promise<void> {
  const now = new Date();
  await createCampaign(store, {
    id: campaignId,
    orgId: 'org',
    name: campaignId,
    data: campaignData(),
    publishedBy: 'test',
    now,
  });
  await store.jobs.insertOne({
    _id: `${campaignId}-job`,
    OrgID: 'org',
    CampaignID: campaignId,
    State: 'created',
    ContactPhoneNumber: '+12025550111',
    DueAt: LATER,
    Attempts: 0,
    CreatedAt: now,
    UpdatedAt: now,
    ...fields,
  });
}
const attach = (campaignId: string) =>
  attachInbound(store, {
    jobId: `${campaignId}-job`,
    callId: `call:${campaignId}-job:in-1`,
    from: 'created',
    version: 1,
    reevaluatedVersion: 1,
    leaseUntil: new Date(Date.now() + 60_000),
    now: new Date(),
  });
const release = (campaignId: string) =>
  releaseInbound(store, `${campaignId}-job`, `call:${campaignId}-job:in-1`, new Date());
async function publish(campaignId: string): Promise<void> {
  await store.campaigns.updateOne({ _id: campaignId }, { $set: { Version: 2 } });
  await reevaluateDeferredJobs(store, { campaignId, version: 2, now: new Date() }, () => undefined);
}
const jobOf = (campaignId: string) => store.jobs.findOne({ _id: `${campaignId}-job` });

it('a job that rules made wait is due after an inbound call during which others were published', async () => {
  await waitingJob('published', { DeferredBy: 'not_before' });
  await attach('published');
  await publish('published');
  await release('published');
  const job = await jobOf('published');
  expect(job?.State).toBe('created');
  expect(job?.DueAt.getTime()).toBeLessThanOrEqual(Date.now());
  expect(job).not.toHaveProperty('DeferredBy');
});

it('a job that rules made wait waits as before after an inbound call during which nothing was published', async () => {
  await waitingJob('unpublished', { DeferredBy: 'not_before' });
  await attach('unpublished');
  await release('unpublished');
  expect(await jobOf('unpublished')).toMatchObject({
    State: 'created',
    DueAt: LATER,
    DeferredBy: 'not_before',
  });
});

it('a job that waits for its retry waits for it after an inbound call, whatever was published', async () => {
  await waitingJob('retry', {});
  await attach('retry');
  await publish('retry');
  await release('retry');
  expect(await jobOf('retry')).toMatchObject({ State: 'created', DueAt: LATER });
});
