/** Lets a campaign make calls and says how long they took. */
import { jobStates, isIncomplete } from '../domain/jobs/job';
import { countActiveCalls } from '../store/jobs/jobs';
import { type Store } from '../store/mongodb/mongo';
import { eventually } from '../test/support/eventually';
import { type Ringmaster } from './ringmaster';

export type SetDetail = (detail: string) => void;

// A look counts index keys, thousands of them at the end of a row: five times a second that is a hundredth of a core.
const LOOK_EVERY_MS = 200;
// Five calls a second, a tenth of what two cores do: slower is broken, not slow.
const MOST_MS_PER_CALL = 200;
// A start, on a machine that is busy with other work.
const AT_LEAST_MS = 60_000;

const settledStates = jobStates.filter((state) => !isIncomplete(state));

export const countSettled = (store: Store, campaigns: string | string[]): Promise<number> =>
  store.jobs.countDocuments({ CampaignID: { $in: [campaigns].flat() }, State: { $in: settledStates } });

export async function untilSettled(
  store: Store,
  campaigns: string | string[],
  { jobs, setDetail }: { jobs: number; setDetail: SetDetail },
): Promise<void> {
  await eventually(
    async () => {
      const settled = await countSettled(store, campaigns);
      setDetail(`${settled} of ${jobs} calls`);
      if (settled < jobs) throw new Error(`Only ${settled} of ${jobs} jobs were settled in time.`);
    },
    { withinMs: AT_LEAST_MS + jobs * MOST_MS_PER_CALL, everyMs: LOOK_EVERY_MS },
  );
}

/** When the last of the settled jobs was settled, by the stored times. */
export async function lastSettledAt(store: Store, campaigns: string | string[]): Promise<Date> {
  const [last] = await store.jobs
    .find({ CampaignID: { $in: [campaigns].flat() }, State: { $in: settledStates } })
    .sort({ UpdatedAt: -1 })
    .limit(1)
    .project<{ UpdatedAt: Date }>({ UpdatedAt: 1 })
    .toArray();
  if (last === undefined) throw new Error('No job has settled.');
  return last.UpdatedAt;
}

/** Starts a paused campaign, lets it settle `calls` more jobs and pauses it. @returns seconds to the last job. */
export async function secondsForCalls(
  { api, store }: Ringmaster,
  campaignId: string,
  { calls, setDetail }: { calls: number; setDetail: SetDetail },
): Promise<number> {
  const before = await countSettled(store, campaignId);
  const began = new Date();
  await api.command(campaignId, 'start');
  await untilSettled(store, campaignId, { jobs: before + calls, setDetail });
  await api.command(campaignId, 'pause');
  await untilQuiet(store, campaignId);
  // By the stored times, so that rare looks cost no precision.
  const settled = await store.jobs
    .find({ CampaignID: campaignId, State: { $in: settledStates }, UpdatedAt: { $gte: began } })
    .sort({ UpdatedAt: 1 })
    .project<{ UpdatedAt: Date }>({ UpdatedAt: 1 })
    .toArray();
  const last = settled[calls - 1];
  if (last === undefined) throw new Error(`Only ${settled.length} of ${calls} settled jobs were found.`);
  return (last.UpdatedAt.getTime() - began.getTime()) / 1_000;
}

/** Waits until calls that were in progress at a pause have ended: they must not disturb the next measurement. */
async function untilQuiet(store: Store, campaignId: string): Promise<void> {
  await eventually(
    async () => {
      const active = await countActiveCalls(store, campaignId);
      if (active > 0) throw new Error(`${active} calls are still active after the pause.`);
    },
    { withinMs: AT_LEAST_MS, everyMs: LOOK_EVERY_MS },
  );
}
