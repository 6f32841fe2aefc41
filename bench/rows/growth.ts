import { type Bench } from '../bench';
import { secondsForCalls, type SetDetail } from '../calls';
import { contactsCsv, queueJobs } from '../contacts';
import { type Measured } from '../measured';
import { timed } from '../pairs';
import { type Ringmaster } from '../ringmaster';
import { type Sizes } from '../sizes';
import { median } from '../statistics';
import { msToEnd } from './end';

const CAP = 50;
const MOST_TIMES_AS_DEAR = 1.2;

/** What one job costs. */
interface Cost {
  dispatchMs: number;
  importMs: number;
  endMs: number;
}

/** The cost of a job with many jobs queued, against few: first few, in an empty database, then many. */
export async function growth(bench: Bench, setDetail: SetDetail): Promise<Measured[]> {
  const { sizes } = bench;
  const ringmaster = await bench.freshRingmaster();
  await warmUp(ringmaster, sizes, setDetail);
  const few = await costWith(ringmaster, sizes.fewQueued, sizes, setDetail);
  const many = await costWith(ringmaster, sizes.manyQueued, sizes, setDetail);
  const queued = `${sizes.manyQueued.toLocaleString('en')} queued against ${sizes.fewQueued.toLocaleString('en')}`;
  const line = (work: string, cost: (of: Cost) => number, note: string): Measured => ({
    work: `growth of ${work}: cost of a job with ${queued}`,
    ours: `${cost(many).toFixed(3)} ms`,
    raw: `${cost(few).toFixed(3)} ms`,
    value: cost(many) / cost(few),
    unit: 'ratio',
    bar: { atMost: MOST_TIMES_AS_DEAR },
    note,
  });
  return [
    line(
      'dispatch',
      ({ dispatchMs }) => dispatchMs,
      `${sizes.growthCalls} instant calls at a cap of ${CAP}. Here "raw" is ours with few jobs.`,
    ),
    line(
      'import',
      ({ importMs }) => importMs,
      `${sizes.growthImportRows.toLocaleString('en')} rows into a campaign that holds that many.`,
    ),
    line('end', ({ endMs }) => endMs, 'From the command to the last failed job.'),
  ];
}

async function warmUp(ringmaster: Ringmaster, sizes: Sizes, setDetail: SetDetail): Promise<void> {
  const { api, store } = ringmaster;
  const campaignId = await api.create(CAP);
  await queueJobs(store, campaignId, sizes.growthCalls);
  await secondsForCalls(ringmaster, campaignId, { calls: sizes.growthCalls, setDetail });
  await api.importCsv(campaignId, contactsCsv(sizes.growthImportRows, 0));
  await msToEnd(ringmaster, campaignId, sizes.growthImportRows);
}

/** Medians over some rounds; the campaign of the last one is ended, so each count of jobs is ended once. */
async function costWith(
  ringmaster: Ringmaster,
  queued: number,
  sizes: Sizes,
  setDetail: SetDetail,
): Promise<Cost> {
  const { api, store } = ringmaster;
  const { growthCalls: calls, growthImportRows: rows, growthRounds: rounds } = sizes;
  setDetail(`queueing ${queued.toLocaleString('en')} jobs`);
  const campaignId = await api.create(CAP);
  await queueJobs(store, campaignId, queued);
  const dispatchMs: number[] = [];
  const importMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const seconds = await secondsForCalls(ringmaster, campaignId, { calls, setDetail });
    dispatchMs.push((seconds * 1_000) / calls);
    setDetail(`importing, ${queued.toLocaleString('en')} queued`);
    // New contacts: an ExternalID is unique in the campaign.
    const csv = contactsCsv(rows, queued + round * rows);
    importMs.push((await timed(() => api.importCsv(campaignId, csv))) / rows);
  }
  setDetail(`ending ${queued.toLocaleString('en')} jobs`);
  const incomplete = await store.jobs.countDocuments({ CampaignID: campaignId, State: 'created' });
  const endMs = (await msToEnd(ringmaster, campaignId, incomplete)) / incomplete;
  return { dispatchMs: median(dispatchMs), importMs: median(importMs), endMs };
}
