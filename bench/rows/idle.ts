import { setTimeout } from 'node:timers/promises';
import { days } from '../../domain/campaigns/campaign-data';
import { type Bench } from '../bench';
import { queueJobs } from '../contacts';
import { above, byProcess, type CpuUse, cpuDuring, totalMs, without } from '../cpu';
import { commandAll, createCampaigns } from '../many';
import { type Measured } from '../measured';
import { residentMiB } from '../processes';
import { type Ringmaster } from '../ringmaster';

/** Above one, so that a campaign is an ordinary one; nothing is due, so it does not matter. */
const CAP = 10;
const DAY_MS = 24 * 60 * 60_000;
/** No window opens while this row runs, and none begins at the midnight that it may run over. */
const OPEN_IN_DAYS = 3;

/** What started campaigns cost that have nothing to do: the price of keeping many of them. */
export async function idle(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { idleCampaigns: count, idleJobs: jobs, idleSettleSeconds, idleSeconds } = bench.sizes;
  const measure = async (what: string): Promise<CpuUse> => {
    setDetail(`${what}: settling`);
    await setTimeout(idleSettleSeconds * 1_000);
    await untilWholeReconciliations(idleSeconds * 1_000);
    setDetail(`${what}: measuring`);
    const use = await cpuDuring(() => setTimeout(idleSeconds * 1_000));
    return without(use, 'bench', 'simulator');
  };
  const startCampaigns = async ({ api, store }: Ringmaster, jobsOfEach: number): Promise<void> => {
    setDetail(`making ${count} campaigns`);
    const ids = await createCampaigns(api, count, { cap: CAP, Constraints: closedNow() });
    if (jobsOfEach > 0) for (const id of ids) await queueJobs(store, id, jobsOfEach);
    setDetail(`starting ${count} campaigns`);
    await commandAll(api, ids, 'start');
  };
  const first = await bench.freshRingmaster();
  const none = await measure('no campaign');
  await startCampaigns(first, 0);
  const empty = await measure('without jobs');
  // Stopping that one is cheaper than pausing its campaigns, which may be as much as two cores can do.
  await startCampaigns(await bench.freshRingmaster(), jobs);
  const closed = await measure('windows closed');
  const { worker: memory } = await residentMiB(['worker']);
  await bench.stopRingmaster();

  const percent = (ms: number): string => ((ms / 1_000 / idleSeconds) * 100).toFixed(1);
  const line = (work: string, use: CpuUse): Measured => {
    const value = (totalMs(above(none, use)) / 1_000 / use.seconds / count) * 100;
    return {
      work: `CPU of one idle campaign of ${count}, ${work}`,
      ours: `${value.toFixed(4)} % of a core`,
      raw: '',
      value,
      unit: '% of a core',
      bar: { atMost: 0.02 },
      note:
        `API, worker, mongod and the Temporal server over ${idleSeconds} s, less the same without a campaign. ` +
        'It is too little where other work, or the campaigns themselves, keep every core busy: they look less often then. ' +
        (idleSeconds % 60 === 0 ? '' : 'No run of the reconciler, which comes once a minute, is in it. ') +
        `All of it, in % of a core: ${byProcess(use, percent)}; without a campaign: ${byProcess(none, percent)}.`,
    };
  };
  return [
    line('without jobs', empty),
    line(`with ${jobs.toLocaleString('en')} waiting jobs whose windows are closed`, closed),
    {
      work: `memory of the worker with ${count} idle campaigns of ${jobs.toLocaleString('en')} jobs`,
      ours: `${memory.toFixed(0)} MiB`,
      raw: '',
      value: memory,
      unit: 'MiB',
      bar: { atMost: 600 },
    },
  ];
}

/** Rules whose only window is a day of the week some days from now. */
const closedNow = () => {
  // `days` begins with Monday, JavaScript's week with Sunday.
  const day = days[(new Date(Date.now() + OPEN_IN_DAYS * DAY_MS).getUTCDay() + 6) % days.length];
  return {
    DisableJitter: true,
    RuleSets: [],
    TimeZone: 'UTC',
    CallWindows: day === undefined ? [] : [{ Days: [day], Start: '00:00', End: '24:00' }],
  };
};

const MINUTE_MS = 60_000;
// A run compares every campaign at two milliseconds each: that is over by then.
const RECONCILED_WITHIN_MS = 6_000;

/** Waits for a moment from which `windowMs` cut no run of the reconciler in two: it begins with each full minute. */
async function untilWholeReconciliations(windowMs: number): Promise<void> {
  const latest = MINUTE_MS - (windowMs % MINUTE_MS);
  const now = Date.now() % MINUTE_MS;
  if (now < RECONCILED_WITHIN_MS) await setTimeout(RECONCILED_WITHIN_MS - now);
  else if (now > latest) await setTimeout(MINUTE_MS - now + RECONCILED_WITHIN_MS);
}
