import { type Bench } from '../bench';
import { secondsForCalls } from '../calls';
import { queueJobs } from '../contacts';
import { type Measured } from '../measured';
import { type Store } from '../../store/mongodb/mongo';
import { quantile } from '../statistics';

const CAP = 10;
const CALL_MS = 1_000;

/** From a slot freed to the next call placed, while jobs wait and the machine is not saturated. */
export async function handOver(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const ringmaster = await bench.ringmaster();
  const { api, store } = ringmaster;
  await ringmaster.setCallMs(CALL_MS);
  const campaignId = await api.create(CAP);
  // Calls that end when no job waits any more hand nothing over.
  const calls = bench.sizes.handOverCalls + CAP;
  await queueJobs(store, campaignId, calls);
  await secondsForCalls(ringmaster, campaignId, { calls, setDetail });
  const times = await handOverTimes(store, campaignId);
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  const shared = { raw: '', unit: 'ms' } as const;
  return [
    {
      ...shared,
      work: 'hand-over from a freed slot to the next call, p50',
      ours: `${p50.toFixed(0)} ms`,
      value: p50,
      bar: { atMost: 120 },
      note:
        `${times.length} hand-overs at a cap of ${CAP} with calls of ${CALL_MS} ms. A slot is freed when the provider ends ` +
        `its call (EndedAt); the k-th end is followed by the (${CAP} + k)-th call (DialledAt, just before the placement leaves). ` +
        `Calls that began together end together, so up to ${CAP} are handed over at once, each by a signal, two workflow tasks, an activity ` +
        'and about a dozen operations of MongoDB.',
    },
    {
      ...shared,
      work: 'hand-over from a freed slot to the next call, p99',
      ours: `${p99.toFixed(0)} ms`,
      value: p99,
      bar: { atMost: 400 },
    },
  ];
}

/** Slots have no names, so ends and dials are paired in the order of time: the k-th end makes room for dial cap + k. */
async function handOverTimes(store: Store, campaignId: string): Promise<number[]> {
  const calls = await store.calls.find({ CampaignID: campaignId }).toArray();
  const inOrder = (times: number[]): number[] => times.sort((a, b) => a - b);
  const ends = inOrder(calls.flatMap(({ EndedAt }) => (EndedAt ? [EndedAt.getTime()] : [])));
  const dials = inOrder(calls.map(({ DialledAt }) => DialledAt.getTime())).slice(CAP);
  return dials.map((dial, k) => dial - (ends[k] ?? dial));
}
