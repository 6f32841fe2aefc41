import { callId } from '../../domain/jobs/job';
import { type BareWorker } from '../bare/bare-worker';
import { newId } from '../../store/mongodb/mongo';
import { type Bench } from '../bench';
import { secondsForCalls, type SetDetail } from '../calls';
import { queueJobs } from '../contacts';
import { historyLength } from '../history-length';
import { type Measured } from '../measured';
import { timed } from '../pairs';
import { type Ringmaster } from '../ringmaster';
import { mean, sum } from '../statistics';

const IN_FLIGHT = 50;
// Both worker processes compile their code and open their connections first.
const WARM_UPS = 100;

/** Calls of one run whose history is read: its length depends on which events arrive together. */
const LOOKED_AT = 50;

interface Dispatched {
  seconds: number;
  /** Workflow ids of some calls. */
  some: string[];
}

/** Instant calls at a high cap, against bare workflows with the same steps. One worker process at a time. */
export async function dispatch(bench: Bench, setDetail: SetDetail): Promise<Measured[]> {
  const { dispatchCalls: calls, dispatchRounds: rounds } = bench.sizes;
  const sides = {
    ours: async () => dispatchOurs(await bench.ringmaster(), calls, setDetail),
    raw: async () => {
      // Idle pollers would be enough to disturb the other side.
      await bench.stopRingmaster();
      return bench.withBareWorker((worker) => dispatchBare(worker, calls, setDetail));
    },
  };
  const done: Record<'ours' | 'raw', Dispatched[]> = { ours: [], raw: [] };
  for (let round = 0; round < rounds; round++) {
    // Ours, raw, raw, ours: drift affects both alike.
    const order = round % 2 === 0 ? (['ours', 'raw'] as const) : (['raw', 'ours'] as const);
    for (const side of order) done[side].push(await sides[side]());
  }
  await bench.stopRingmaster();
  const rate = (runs: Dispatched[]): number =>
    (calls * runs.length) / sum(runs.map(({ seconds }) => seconds));
  const events = async (runs: Dispatched[]): Promise<string> => {
    const ids = runs.flatMap(({ some }) => some);
    return mean(await Promise.all(ids.map((id) => historyLength(bench.temporal, id)))).toFixed(1);
  };
  return [
    {
      work: `dispatch: jobs settled per second, ${calls.toLocaleString('en')} instant calls, cap ${IN_FLIGHT}`,
      ours: `${rate(done.ours).toFixed(1)}/s`,
      raw: `${rate(done.raw).toFixed(1)}/s`,
      value: rate(done.ours) / rate(done.raw),
      unit: 'ratio',
      bar: { atLeast: 0.9 },
      note:
        `From the start command to the last settled job, ${rounds} rounds. Raw: ${IN_FLIGHT} bare workflows in flight, each with an activity, ` +
        'two signals under a limit, a local activity, all empty, on one worker with our options. ' +
        'A call of ours makes about a dozen operations of MongoDB, asks a provider, and hears two events of it over HTTP besides: ' +
        'the bare one does none of that, and all share two cores. ' +
        `History of one call: ours ${await events(done.ours)} events, bare ${await events(done.raw)}.`,
    },
  ];
}

async function dispatchOurs(
  ringmaster: Ringmaster,
  calls: number,
  setDetail: SetDetail,
): Promise<Dispatched> {
  const { api, store } = ringmaster;
  const campaignId = await api.create(IN_FLIGHT);
  await queueJobs(store, campaignId, WARM_UPS);
  await secondsForCalls(ringmaster, campaignId, { calls: WARM_UPS, setDetail });
  await queueJobs(store, campaignId, calls);
  const seconds = await secondsForCalls(ringmaster, campaignId, { calls, setDetail });
  const jobs = await store.jobs
    .find({ CampaignID: campaignId })
    .sort({ _id: 1 })
    .skip(WARM_UPS)
    .project<{ _id: string; Attempts: number }>({ Attempts: 1 })
    .toArray();
  const ids = jobs.map(({ _id, Attempts }) => callId({ JobID: _id, Attempt: Attempts }));
  return { seconds, some: spread(ids) };
}

async function dispatchBare(worker: BareWorker, calls: number, setDetail: SetDetail): Promise<Dispatched> {
  const run = newId();
  const ids = Array.from({ length: WARM_UPS + calls }, (_, n) => `bare-call:${run}:${n}`);
  let next = 0;
  const runUntil = async (until: number): Promise<void> => {
    const slot = async (): Promise<void> => {
      for (let id = ids[next]; next < until && id !== undefined; id = ids[next]) {
        next += 1;
        setDetail(`${next} of ${ids.length} bare calls`);
        await worker.runCall(id);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, slot));
  };
  await runUntil(WARM_UPS);
  const ms = await timed(() => runUntil(ids.length));
  return { seconds: ms / 1_000, some: spread(ids.slice(WARM_UPS)) };
}

/** Picks evenly over the whole run: its beginning and its end differ from its middle. */
const spread = (ids: string[]): string[] =>
  Array.from({ length: LOOKED_AT }, (_, i) => ids[Math.floor((i * ids.length) / LOOKED_AT)]).filter(
    (id) => id !== undefined,
  );
