import { type Bench } from '../bench';
import { lastSettledAt, type SetDetail, untilSettled } from '../calls';
import { queueJobs } from '../contacts';
import { commandAll, sideBySide, startDueTogether } from '../many';
import { type Measured } from '../measured';
import { median } from '../statistics';

// Below what two cores place, so that this limit is the bottleneck, and high enough that the row ends in a minute.
const CALLS_PER_SECOND = 20;
const LARGE_CAP = 1_000;
const SMALL_CAP = 2;
const SMALL_JOBS = 20;

/** Small campaigns beside one that could use every call per second for an hour. */
export async function fairness(bench: Bench, setDetail: SetDetail): Promise<Measured[]> {
  const { fairnessLargeJobs: largeJobs, fairnessSmall: count } = bench.sizes;
  const ringmaster = await bench.freshRingmaster({ CALLS_PER_SECOND: String(CALLS_PER_SECOND) });
  const { api, store } = ringmaster;
  const large = await api.create(LARGE_CAP);
  await queueJobs(store, large, largeJobs);
  await api.command(large, 'start');
  setDetail(`starting ${count} small campaigns`);
  const { ids, due } = await startDueTogether(ringmaster, count, { cap: SMALL_CAP, jobs: SMALL_JOBS });
  await untilSettled(store, ids, { jobs: count * SMALL_JOBS, setDetail });
  const ends = await sideBySide(ids, (id) => lastSettledAt(store, id));
  await commandAll(api, [large, ...ids], 'pause');
  const seconds = ends.map((end) => (end.getTime() - due.getTime()) / 1_000);
  const worst = Math.max(...seconds);
  const placed = await store.calls.countDocuments({
    DialledAt: { $gte: due, $lt: new Date(due.getTime() + worst * 1_000) },
  });
  // Every campaign has work until the small ones have none, which with equal shares is at the same moment for all.
  const campaigns = count + 1;
  const equal = (SMALL_JOBS * campaigns) / CALLS_PER_SECOND;
  // The next row wants no limit.
  await bench.stopRingmaster();
  return [
    {
      work: `fairness: slowest of ${count} small campaigns beside one of ${largeJobs.toLocaleString('en')} due jobs, by its equal share`,
      ours: `${worst.toFixed(1)} s`,
      raw: `${equal.toFixed(1)} s`,
      value: worst / equal,
      unit: 'ratio',
      bar: { atMost: 2 },
      note:
        `${SMALL_JOBS} instant calls each at a cap of ${SMALL_CAP}, due together; the large one, with a cap of ${LARGE_CAP}, has run before. ` +
        `Raw is the time at equal shares of ${CALLS_PER_SECOND} calls a second: ${SMALL_JOBS} jobs × ${campaigns} campaigns / ${CALLS_PER_SECOND}. ` +
        `The cap allows that as long as a call keeps its slot for less than ${((SMALL_CAP * campaigns) / CALLS_PER_SECOND).toFixed(1)} s. ` +
        `From the due moment to the last settled job; the median small one took ${median(seconds).toFixed(1)} s. ` +
        `Over that time all campaigns placed ${(placed / worst).toFixed(1)} calls a second.`,
    },
  ];
}
