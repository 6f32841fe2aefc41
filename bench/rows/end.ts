import { incompleteStates } from '../../domain/jobs/job';
import { type Store } from '../../store/mongodb/mongo';
import { eventually } from '../../test/support/eventually';
import { type Bench } from '../bench';
import { queueJobs } from '../contacts';
import { copyInto, emptyTwin, jobsOf } from '../job-copy';
import { type Measured } from '../measured';
import { type PairTimes, ratioOfMedians, timed } from '../pairs';
import { type Ringmaster } from '../ringmaster';
import { median } from '../statistics';

// A look reads one index key: nothing compared with the work that it watches.
const LOOK_EVERY_MS = 10;
// A thousand jobs a second, a thirtieth of MongoDB's speed.
const MOST_MS_PER_JOB = 1;
const AT_LEAST_MS = 60_000;

/** From the end command until every job has failed, against one updateMany with the same change. */
export async function end(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { endedJobs, endRounds } = bench.sizes;
  const ringmaster = await bench.ringmaster();
  const { api, store } = ringmaster;
  const times: PairTimes = { ours: [], raw: [] };
  for (let round = 1; round <= endRounds; round++) {
    setDetail(`round ${round} of ${endRounds}`);
    const campaignId = await api.create(1);
    await queueJobs(store, campaignId, endedJobs);
    const jobs = await jobsOf(store, campaignId);
    const twin = await emptyTwin(store);
    await copyInto(twin, jobs);
    times.ours.push(await msToEnd(ringmaster, campaignId, endedJobs));
    times.raw.push(
      await timed(() =>
        twin.updateMany(
          { CampaignID: campaignId, State: { $in: [...incompleteStates] } },
          {
            $set: { State: 'failed', FailureReason: 'campaign_ended', UpdatedAt: new Date() },
            $unset: { Slot: '' },
          },
        ),
      ),
    );
    await twin.drop();
  }
  return [
    {
      work: `end with ${endedJobs.toLocaleString('en')} incomplete jobs`,
      ours: `${(median(times.ours) / 1_000).toFixed(2)} s`,
      raw: `${(median(times.raw) / 1_000).toFixed(2)} s`,
      value: ratioOfMedians(times),
      unit: 'ratio',
      bar: { atMost: 1.3 },
      note: 'From the command to the last failed job. Raw: one updateMany of the same documents, same change, same indexes.',
    },
  ];
}

/** Ends a paused campaign and waits until none of its jobs is incomplete. */
export async function msToEnd({ api, store }: Ringmaster, campaignId: string, jobs: number): Promise<number> {
  return timed(async () => {
    await api.command(campaignId, 'end');
    await eventually(() => assertNoneIncomplete(store, campaignId), {
      withinMs: AT_LEAST_MS + jobs * MOST_MS_PER_JOB,
      everyMs: LOOK_EVERY_MS,
    });
  });
}

async function assertNoneIncomplete(store: Store, campaignId: string): Promise<void> {
  const left = await store.jobs.findOne(
    { CampaignID: campaignId, State: { $in: [...incompleteStates] } },
    { projection: { _id: 1 }, hint: { CampaignID: 1, State: 1, DueAt: 1, _id: 1 } },
  );
  if (left) throw new Error(`Jobs of the ended campaign ${campaignId} are still incomplete.`);
}
