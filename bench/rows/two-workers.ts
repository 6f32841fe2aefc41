import { type Client } from '@temporalio/client';
import { type Store } from '../../store/mongodb/mongo';
import { type Bench } from '../bench';
import { callHistory } from '../call-histories';
import { type SetDetail, untilSettled } from '../calls';
import { queueJobs } from '../contacts';
import { commandAll, createCampaigns, sideBySide } from '../many';
import { delayLines, type Measured } from '../measured';
import { quantile } from '../statistics';

// One slot per campaign: each end is followed by one call, so it is known which end made room for which call.
const CAP = 1;
const CALL_MS = 1_000;

/** From a slot freed by one worker process to the next call, which another process starts. */
export async function twoWorkers(bench: Bench, setDetail: SetDetail): Promise<Measured[]> {
  const { twoWorkersCampaigns: count, twoWorkersCalls: calls } = bench.sizes;
  const ringmaster = await bench.ringmaster();
  const { api, store } = ringmaster;
  await ringmaster.setCallMs(CALL_MS);
  const ids = await createCampaigns(api, count, { cap: CAP });
  for (const [i, id] of ids.entries()) await queueJobs(store, id, calls, { numbersFrom: i * calls });
  const handOvers = await ringmaster.withSecondWorker(async () => {
    await commandAll(api, ids, 'start');
    await untilSettled(store, ids, { jobs: count * calls, setDetail });
    await commandAll(api, ids, 'pause');
    return (await sideBySide(ids, (id) => handOversOf(bench.temporal, store, id))).flat();
  });
  const times = handOvers.filter(({ crosses }) => crosses).map(({ ms }) => ms);
  const within = handOvers.filter(({ crosses }) => !crosses).map(({ ms }) => ms);
  if (times.length === 0)
    throw new Error(
      `Of ${handOvers.length} slots none was freed in another process than the one that used it.`,
    );
  return delayLines('waking: from a slot freed in another process to the next call', times, {
    atMost: { p50: 300, p99: 1_500 },
    note:
      `${times.length} of ${handOvers.length} hand-overs in ${count} campaigns with a cap of ${CAP} and calls of ${CALL_MS} ms, ` +
      'beside two worker processes: those in which the process that settled a call was not the one that started the next, ' +
      'by the identities in their histories. From EndedAt to DialledAt. ' +
      (within.length === 0 ? '' : `Within one process: p50 ${quantile(within, 0.5).toFixed(0)} ms.`),
  });
}

interface HandOver {
  ms: number;
  crosses: boolean;
}

async function handOversOf(client: Client, store: Store, campaignId: string): Promise<HandOver[]> {
  const calls = await store.calls.find({ CampaignID: campaignId }).sort({ DialledAt: 1 }).toArray();
  const histories = await Promise.all(calls.map(({ _id }) => callHistory(client, _id)));
  return calls.slice(1).map(({ DialledAt }, i) => ({
    ms: DialledAt.getTime() - (calls[i]?.EndedAt?.getTime() ?? NaN),
    crosses: histories[i]?.settledBy !== histories[i + 1]?.startedBy,
  }));
}
