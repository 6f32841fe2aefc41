import { conversationSeconds, countJobsByState } from '../../store/campaigns/metrics';
import { newId, type Store } from '../../store/mongodb/mongo';
import { type Bench } from '../bench';
import { queueJobs } from '../contacts';
import { type Measured } from '../measured';
import { measurePairs, ratioOfMedians } from '../pairs';
import { median } from '../statistics';

const WARM_UPS = 5;

/** The answer for one campaign, against the two aggregations behind it. */
export async function metrics(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { metricsJobs, metricsCalls, metricsPairs } = bench.sizes;
  const { api, store } = await bench.ringmaster();
  const campaignId = await api.create(1);
  await queueJobs(store, campaignId, metricsJobs);
  await addEndedCalls(store, campaignId, metricsCalls);
  const pair = {
    ours: () => api.getWithMetrics(campaignId),
    raw: () => Promise.all([countJobsByState(store, campaignId), readSeconds(store, campaignId)]),
  };
  const pairs = Array.from({ length: metricsPairs + WARM_UPS }, () => pair);
  const times = await measurePairs(pairs, { warmUps: WARM_UPS, setDetail });
  return [
    {
      work: `GET /campaigns/:id?events=1 with ${metricsJobs.toLocaleString('en')} jobs, p50`,
      ours: `${median(times.ours).toFixed(1)} ms`,
      raw: `${median(times.raw).toFixed(1)} ms`,
      value: ratioOfMedians(times),
      unit: 'ratio',
      bar: { atMost: 2 },
      note: `And ${metricsCalls.toLocaleString('en')} ended calls. Raw: the same two index-covered aggregations side by side through the driver.`,
    },
  ];
}

async function readSeconds(store: Store, campaignId: string): Promise<void> {
  for await (const _page of conversationSeconds(store, campaignId, new Date(0)));
}

async function addEndedCalls(store: Store, campaignId: string, count: number): Promise<void> {
  const now = Date.now();
  const prefix = newId();
  await store.calls.insertMany(
    Array.from({ length: count }, (_, i) => ({
      _id: `call:${prefix}-${i}:1`,
      OrgID: 'org_default',
      CampaignID: campaignId,
      JobID: `${prefix}-${i}`,
      Attempt: 1,
      Version: 1,
      CallerID: '+12025550100',
      DialledAt: new Date(now - 120_000),
      AnsweredAt: new Date(now - 110_000),
      EndedAt: new Date(now - (i % 100_000)),
      EndReason: 'completed',
      Outcome: 'completed',
      // Spread over ten minutes, like real talks.
      ConversationSeconds: (i * 7) % 600,
    })),
  );
}
