import { type Bench } from '../bench';
import { type Measured } from '../measured';
import { measurePairs, ratioOfMedians } from '../pairs';
import { median } from '../statistics';

// The first pairs compile code and open connections. An even number: the first measured one is a start.
const WARM_UPS = 10;

/** A start or pause through HTTP, against the least it needs: an update with a MongoDB write in a local activity. */
export async function roundTrip(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { api } = await bench.ringmaster();
  const campaignId = await api.create(1);
  return bench.withBareWorker(async (worker) => {
    const bare = await worker.startCampaign(`bare-campaign:${campaignId}`);
    const pairs = Array.from({ length: bench.sizes.commandPairs + WARM_UPS }, (_, i) => ({
      ours: () => api.command(campaignId, i % 2 === 0 ? 'start' : 'pause'),
      raw: () => bare.executeUpdate('move'),
    }));
    const times = await measurePairs(pairs, { warmUps: WARM_UPS, setDetail });
    await bare.terminate();
    return [
      {
        work: 'start/pause round trip through HTTP, p50',
        ours: `${median(times.ours).toFixed(1)} ms`,
        raw: `${median(times.raw).toFixed(1)} ms`,
        value: ratioOfMedians(times),
        unit: 'ratio',
        bar: { atMost: 1.25 },
        note:
          'Raw: an update of a bare workflow that runs one local activity, a MongoDB update acknowledged by the majority. ' +
          'Ours passes HTTP, reads the key and the campaign, keeps a search attribute, and starts or stops a dispatcher besides. ' +
          'Starts and pauses by turns, each beside one raw update: ' +
          `a start takes ${median(everyOther(times.ours, 0)).toFixed(1)} ms, a pause ${median(everyOther(times.ours, 1)).toFixed(1)} ms.`,
      },
    ];
  });
}

const everyOther = (values: number[], first: 0 | 1): number[] => values.filter((_, i) => i % 2 === first);
