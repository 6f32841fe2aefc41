import { setTimeout } from 'node:timers/promises';
import { type Bench } from '../bench';
import { contactNumbers, queueJobs } from '../contacts';
import { type Measured } from '../measured';
import { quantile } from '../statistics';

/** No other row's campaign has this number. */
const OUR_NUMBER = '+12025560100';
/**
 * Ten calls a second are a busy switchboard. Calls without a pause would measure how fast calls are carried and
 * settled, not how long a caller waits.
 */
const EVERY_MS = 100;
/** Processes that have just started are slower. */
const WARM_UPS = 10;

/** How long a caller waits: from the announcement to the answer, with its job found and its workflow started. */
export async function inbound(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { inboundJobs, inboundCalls } = bench.sizes;
  const { api, store, callIn } = await bench.ringmaster();
  const campaignId = await api.create(1, {
    CallerID: OUR_NUMBER,
    InboundMode: 'lookup',
    // The jobs wait for their contacts to call.
    Constraints: { DisableJitter: true, NotBefore: '2100-01-01T00:00:00Z' },
  });
  await queueJobs(store, campaignId, inboundJobs);
  await api.command(campaignId, 'start');
  const numbers = contactNumbers();
  const times: number[] = [];
  const begun = Date.now();
  for (let n = 0; n < WARM_UPS + inboundCalls; n += 1) {
    await setTimeout(Math.max(0, begun + n * EVERY_MS - Date.now()));
    const { action, ms } = await callIn({ From: numbers[n % numbers.length] ?? '', To: OUR_NUMBER });
    if (action !== 'accept') throw new Error(`Call ${n} to us was answered "${action}" instead of taken.`);
    if (n >= WARM_UPS) times.push(ms);
    if (n % 50 === 0) setDetail(`${n} of ${inboundCalls} calls`);
  }
  await api.command(campaignId, 'pause');
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  return [
    {
      work: `inbound answer with ${inboundJobs.toLocaleString('en')} jobs, p99`,
      ours: `${p99.toFixed(0)} ms`,
      raw: '',
      value: p99,
      unit: 'ms',
      bar: { atMost: 100 },
      note: `${inboundCalls} calls, ${1_000 / EVERY_MS} a second, to jobs of ${numbers.length} numbers; p50 ${p50.toFixed(0)} ms. Measured by the provider, from the announcement to the whole answer.`,
    },
  ];
}
