import { type Bench } from '../bench';
import { lastSettledAt, secondsForCalls, type SetDetail, untilSettled } from '../calls';
import { queueJobs } from '../contacts';
import { commandAll, startDueTogether } from '../many';
import { type Measured } from '../measured';
import { type Ringmaster } from '../ringmaster';

const CALL_MS = 1_500;
// The processes have compiled their code by then.
const WARM_UPS = 100;

/** Calls of many small campaigns against the same calls in one: what the number of campaigns costs. */
export async function spread(bench: Bench, setDetail: SetDetail): Promise<Measured[]> {
  const { spreadCampaigns: count, spreadCalls: calls } = bench.sizes;
  const ringmaster = await bench.ringmaster();
  await ringmaster.setCallMs(CALL_MS);
  const warmUp = await ringmaster.api.create(count);
  await queueJobs(ringmaster.store, warmUp, WARM_UPS);
  await secondsForCalls(ringmaster, warmUp, { calls: WARM_UPS, setDetail });
  const one = await callsPerSecond(ringmaster, 1, { cap: count, jobs: calls, setDetail });
  const many = await callsPerSecond(ringmaster, count, { cap: 1, jobs: calls / count, setDetail });
  return [
    {
      work: `spread: calls per second of ${count} campaigns with a cap of 1, against one with a cap of ${count}`,
      ours: `${many.toFixed(1)}/s`,
      raw: `${one.toFixed(1)}/s`,
      value: many / one,
      unit: 'ratio',
      bar: { atLeast: 0.85 },
      note:
        `${calls.toLocaleString('en')} calls of ${CALL_MS} ms that fall due together in campaigns that have run for seconds, ` +
        `from that moment to the last settled job. The cap alone would let ${(count / (CALL_MS / 1_000)).toFixed(0)} calls a second through.`,
    },
  ];
}

async function callsPerSecond(
  ringmaster: Ringmaster,
  count: number,
  { setDetail, ...each }: { cap: number; jobs: number; setDetail: SetDetail },
): Promise<number> {
  const { api, store } = ringmaster;
  setDetail(`starting ${count} campaigns`);
  const { ids, due } = await startDueTogether(ringmaster, count, each);
  const calls = count * each.jobs;
  await untilSettled(store, ids, { jobs: calls, setDetail });
  await commandAll(api, ids, 'pause');
  return calls / (((await lastSettledAt(store, ids)).getTime() - due.getTime()) / 1_000);
}
