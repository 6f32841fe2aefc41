import { type Bench } from '../bench';
import { CLIENTS, commandAll, createCampaigns, sideBySide } from '../many';
import { type Measured } from '../measured';
import { timed } from '../pairs';
import { quantile } from '../statistics';

const CAP = 10;

/** Every campaign stopped at once, as on the day when something is wrong. */
export async function pausing(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { pausingCampaigns: count } = bench.sizes;
  const { api } = await bench.ringmaster();
  setDetail(`starting ${count} campaigns`);
  const ids = await createCampaigns(api, count, { cap: CAP });
  await commandAll(api, ids, 'start');
  setDetail(`pausing ${count} campaigns`);
  let times: number[] = [];
  const allMs = await timed(async () => {
    times = await sideBySide(ids, (id) => timed(() => api.command(id, 'pause')));
  });
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  return [
    {
      work: `pausing ${count} started campaigns at once, p99 of the request`,
      ours: `${p99.toFixed(0)} ms`,
      raw: '',
      value: p99,
      unit: 'ms',
      bar: { atMost: 2_000 },
      note: `${CLIENTS} HTTP clients, no jobs; p50 ${p50.toFixed(0)} ms, all of them ${(allMs / 1_000).toFixed(1)} s.`,
    },
  ];
}
