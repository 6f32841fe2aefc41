import { setTimeout } from 'node:timers/promises';
import { newId, type Store } from '../../store/mongodb/mongo';
import { type Bench } from '../bench';
import { callHistory, type CallHistory } from '../call-histories';
import { secondsForCalls, type SetDetail } from '../calls';
import { queueJobs } from '../contacts';
import { above, byProcess, type CpuUse, cpuDuring, totalMs, without } from '../cpu';
import { sideBySide } from '../many';
import { type Measured } from '../measured';
import { mean, sum } from '../statistics';

const CAP = 20;
// Long enough that placement, answer and end come separately, as in every real call.
const RING_MS = 300;
const CALL_MS = 300;
// Worker, API and servers compile their code and fill their caches first.
const WARM_UPS = 100;
/** Calls whose history is read: its length depends on which events arrive together. */
const LOOKED_AT = 50;

/** What a simple call costs in all: placed, answered, ended, settled, without an analysis. */
export async function cost(bench: Bench, setDetail: SetDetail): Promise<Measured[]> {
  const { costCalls: calls } = bench.sizes;
  const ours = await costOfOurs(bench, setDetail);
  // Idle pollers would be paid for by the other side.
  await bench.stopRingmaster();
  const raw = await costOfBare(bench, setDetail);
  // Of a process that does nothing, noise may leave less than nothing.
  const perCall = (ms: number): string => (Math.max(ms, 0) / calls).toFixed(1);
  const ms = (use: CpuUse): string => `${perCall(totalMs(use))} ms`;
  const perCallLine = (
    work: string,
    value: number,
    unit: 'operations' | 'events' | 'tasks',
    atMost: number,
    note: string,
  ): Measured => ({
    work: `cost: ${work} of one simple call`,
    ours: `${value.toFixed(1)} ${unit}`,
    raw: '',
    value,
    unit,
    bar: { atMost },
    note,
  });
  return [
    {
      work: `cost: CPU of one simple call, ${calls.toLocaleString('en')} calls that ring for ${RING_MS} ms and talk for ${CALL_MS} ms, cap ${CAP}`,
      ours: ms(ours.cpu),
      raw: ms(raw),
      value: totalMs(ours.cpu) / totalMs(raw),
      unit: 'ratio',
      bar: { atMost: 1.35 },
      note:
        `All processes but the simulator, less what they use when idle. Milliseconds of a call: ${byProcess(ours.cpu, perCall)}. ` +
        `Raw, the bare workflow: ${byProcess(raw, perCall)}; there the bench is the client that starts it and signals answer and end. ` +
        `HTTP requests of a call: ${ours.requests.placements.toFixed(1)} placement that the simulator counts, and ` +
        `${ours.requests.events.toFixed(1)} events in the API's log.`,
    },
    perCallLine(
      'MongoDB operations',
      ours.operations,
      'operations',
      6,
      `By the server's opcounters, less those of idle processes and the bench's own looks: ${ours.byKind}. Each document of a bulk write counts.`,
    ),
    perCallLine('history events', mean(ours.histories.map(({ events }) => events)), 'events', 15, SAMPLE),
    perCallLine(
      'workflow tasks',
      mean(ours.histories.map(({ workflowTasks }) => workflowTasks)),
      'tasks',
      3,
      SAMPLE,
    ),
  ];
}

const SAMPLE = `Mean of ${LOOKED_AT} calls, by their histories.`;

interface Cost {
  cpu: CpuUse;
  operations: number;
  byKind: string;
  requests: { events: number; placements: number };
  histories: CallHistory[];
}

async function costOfOurs(bench: Bench, setDetail: SetDetail): Promise<Cost> {
  const { costCalls: calls, costIdleSeconds } = bench.sizes;
  const ringmaster = await bench.freshRingmaster();
  const { api, store } = ringmaster;
  await ringmaster.setCallMs(CALL_MS, { ringMs: RING_MS });
  const campaignId = await api.create(CAP);
  await queueJobs(store, campaignId, WARM_UPS);
  await secondsForCalls(ringmaster, campaignId, { calls: WARM_UPS, setDetail });
  await queueJobs(store, campaignId, calls);

  const counts = [await operationsSoFar(store)];
  setDetail('measuring idle processes');
  const idle = await cpuDuring(() => setTimeout(costIdleSeconds * 1_000));
  counts.push(await operationsSoFar(store));
  const before = await ringmaster.countRequests();
  let looks = 0;
  const busy = await cpuDuring(() =>
    secondsForCalls(ringmaster, campaignId, {
      calls,
      setDetail: (detail) => {
        looks += 1;
        setDetail(detail);
      },
    }),
  );
  counts.push(await operationsSoFar(store));
  const after = await ringmaster.countRequests();

  const [first = {}, second = {}, third = {}] = counts;
  const idleShare = busy.seconds / idle.seconds;
  const kinds = Object.keys(third).map((kind) => {
    const idleOnes = (second[kind] ?? 0) - (first[kind] ?? 0);
    const all = (third[kind] ?? 0) - (second[kind] ?? 0);
    const own = kind === 'command' ? looks : 0;
    return { kind, each: (all - own - idleOnes * idleShare) / calls };
  });
  const ids = await callIds(store, campaignId);
  return {
    cpu: without(above(idle, busy), 'bench', 'simulator'),
    operations: sum(kinds.map(({ each }) => each)),
    byKind: kinds.map(({ kind, each }) => `${kind} ${each.toFixed(1)}`).join(', '),
    requests: {
      events: (after.events - before.events) / calls,
      placements: (after.placements - before.placements) / calls,
    },
    histories: await sideBySide(ids, (id) => callHistory(bench.temporal, id)),
  };
}

/** By kind: insert, query, update, delete, getmore, and command for all others, such as findAndModify and aggregate. */
async function operationsSoFar(store: Store): Promise<Record<string, number>> {
  const { opcounters } = await store.db.command({ serverStatus: 1 });
  const numbers = Object.entries(opcounters as Record<string, unknown>).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return Object.fromEntries(numbers);
}

/** The latest: the first ones were to warm up. */
const callIds = async (store: Store, campaignId: string): Promise<string[]> =>
  (
    await store.calls
      .find({ CampaignID: campaignId })
      .sort({ DialledAt: -1 })
      .limit(LOOKED_AT)
      .project<{ _id: string }>({ _id: 1 })
      .toArray()
  ).map(({ _id }) => _id);

async function costOfBare(bench: Bench, setDetail: SetDetail): Promise<CpuUse> {
  const { costCalls: calls, costIdleSeconds } = bench.sizes;
  return bench.withBareWorker(async (worker) => {
    const run = newId();
    const runCalls = async (from: number, count: number): Promise<void> => {
      const ids = Array.from({ length: count }, (_, i) => `bare-call:${run}:${from + i}`);
      await sideBySide(
        ids,
        (id, i) => {
          setDetail(`${i} of ${count} bare calls`);
          return worker.runCall(id, { ringMs: RING_MS, callMs: CALL_MS });
        },
        CAP,
      );
    };
    await runCalls(0, WARM_UPS);
    setDetail('measuring idle processes');
    const idle = await cpuDuring(() => setTimeout(costIdleSeconds * 1_000));
    return above(idle, await cpuDuring(() => runCalls(WARM_UPS, calls)));
  });
}
