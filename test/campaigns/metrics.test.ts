import { histogram } from '../../domain/campaigns/histogram';
import { jobStates } from '../../domain/jobs/job';
import { type CallDocument, type JobDocument } from '../../store/mongodb/documents';
import { conversationSecondsQuery, jobCountsQuery } from '../../store/campaigns/metrics';
import { CALLER_ID, CONTACT, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface Metrics {
  BillingIntervalStartMS: number;
  UsedConversationalMinutes?: number;
  IncludedConversationalMinutes: number;
  JobStateCounts?: Record<string, number>;
  HistogramTuples?: number[][];
}
const metricsOf = async (campaignId: string, query = '?events=1'): Promise<Metrics> =>
  (await api.request<{ Metrics: Metrics }>('GET', `/campaigns/${campaignId}${query}`)).body.Metrics;

const call = (
  campaignId: string,
  n: number,
  endedAt: Date | undefined,
  seconds: number | undefined,
): CallDocument => ({
  _id: `call:${campaignId}:${n}`,
  OrgID: api.orgId,
  CampaignID: campaignId,
  JobID: campaignId,
  Attempt: n,
  Version: 1,
  CallerID: CALLER_ID,
  DialledAt: new Date(0),
  ...(endedAt ? { EndedAt: endedAt } : {}),
  ...(seconds === undefined ? {} : { AnsweredAt: new Date(0), ConversationSeconds: seconds }),
});
const job = (campaignId: string, n: number, State: JobDocument['State']): JobDocument => ({
  _id: `${campaignId}-${String(n).padStart(7, '0')}`,
  OrgID: api.orgId,
  CampaignID: campaignId,
  ContactPhoneNumber: CONTACT,
  State,
  DueAt: new Date(n),
  Attempts: 0,
  CreatedAt: new Date(),
  UpdatedAt: new Date(),
});

describe('the metrics of a campaign', () => {
  it('have the interval and the included minutes always, and the rest only when asked for', async () => {
    const { _id } = await api.storeCampaign();
    await api.request('PATCH', '/org', { IncludedConversationSeconds: 119 });
    expect(await metricsOf(_id, '')).toEqual({ BillingIntervalStartMS: 0, IncludedConversationalMinutes: 1 });
    expect(await metricsOf(_id)).toEqual({
      BillingIntervalStartMS: 0,
      IncludedConversationalMinutes: 1,
      UsedConversationalMinutes: 0,
      JobStateCounts: Object.fromEntries(jobStates.map((state) => [state, 0])),
      HistogramTuples: [],
    });
  });

  it('count the jobs of all nine states, of this campaign only', async () => {
    const [{ _id }, other] = [await api.storeCampaign(), await api.storeCampaign()];
    await api.store.jobs.insertMany([
      ...jobStates.flatMap((state, i) =>
        Array.from({ length: i + 1 }, (_, n) => job(_id, 100 * i + n, state)),
      ),
      job(other._id, 1, 'created'),
    ]);
    expect((await metricsOf(_id)).JobStateCounts).toEqual(
      Object.fromEntries(jobStates.map((state, i) => [state, i + 1])),
    );
  });

  it('chart the conversations in the order in which they ended, at most 20 bins, without calls nobody answered', async () => {
    const { _id } = await api.storeCampaign();
    const seconds = Array.from({ length: 500 }, (_, i) => (i * 7919) % 311);
    const calls = seconds.map((value, i) => call(_id, i, new Date(1_000_000 + i), value));
    // Inserted in another order than they ended in.
    await api.store.calls.insertMany([
      ...calls.toReversed(),
      call(_id, 900, new Date(), undefined),
      call(_id, 901, undefined, undefined),
    ]);
    const metrics = await metricsOf(_id);
    expect(metrics.HistogramTuples).toEqual(histogram(seconds, 20));
    expect(metrics.HistogramTuples?.length).toBeLessThanOrEqual(20);
    expect(metrics.UsedConversationalMinutes).toBe(Math.ceil(seconds.reduce((a, b) => a + b) / 60));
  });

  it('count only the calls of the billing interval once the organisation has a billing day', async () => {
    const { _id } = await api.storeCampaign();
    await api.request('PATCH', '/org', { BillingDoMStart: 1 });
    const now = new Date();
    const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
    await api.store.calls.insertMany([
      call(_id, 1, new Date(start - 1), 600),
      call(_id, 2, new Date(start), 61),
    ]);
    expect(await metricsOf(_id)).toMatchObject({
      BillingIntervalStartMS: start,
      UsedConversationalMinutes: 2,
      HistogramTuples: [[61, 61, 1]],
    });
    await api.request('PATCH', '/org', { BillingDoMStart: 0 });
    expect(await metricsOf(_id)).toMatchObject({ BillingIntervalStartMS: 0, UsedConversationalMinutes: 12 });
  });

  it('read indexes and no document, on every page', async () => {
    const { _id } = await api.storeCampaign();
    await api.store.jobs.insertMany(Array.from({ length: 200 }, (_, n) => job(_id, n, 'created')));
    await api.store.calls.insertMany(Array.from({ length: 200 }, (_, n) => call(_id, n, new Date(n), n)));
    const first = { campaignId: _id, since: new Date(0) };
    const after = { seconds: [], endedAt: new Date(50), id: 'x' };
    const plans = [
      await jobCountsQuery(api.store, _id).explain('executionStats'),
      await conversationSecondsQuery(api.store, first).explain('executionStats'),
      await conversationSecondsQuery(api.store, { ...first, after }).explain('executionStats'),
    ].map((plan) => JSON.stringify(plan));
    for (const plan of plans) {
      expect(plan).toMatch(/"totalDocsExamined":0/);
      expect(plan).not.toMatch(/"totalDocsExamined":[1-9]/);
    }
  });
});
