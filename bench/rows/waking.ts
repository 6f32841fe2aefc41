import { setTimeout } from 'node:timers/promises';
import { type Store } from '../../store/mongodb/mongo';
import { eventually } from '../../test/support/eventually';
import { type Bench } from '../bench';
import { type SetDetail } from '../calls';
import { ownNumber } from '../contacts';
import { commandAll, createCampaigns } from '../many';
import { delayLines, type Measured } from '../measured';

const CAP = 10;
// Longer than any look that a campaign takes at its jobs by itself soon after a start.
const IDLE_MS = 20_000;
// No part of a second, so that the samples fall on all moments between two looks that come every second.
const EVERY_MS = 310;
// Until the first window opens, every added job has been dialled, also by a campaign that looks once a second.
const OPENING_AFTER_MS = 3_000;
// A campaign that looks once a minute is seen to be slow; one that is slower than this does not work.
const DIALLED_WITHIN_MS = 90_000;

/** From an event until the placement leaves, in campaigns that had nothing to do. */
export async function waking(bench: Bench, setDetail: SetDetail): Promise<Measured[]> {
  const { wakingSamples: samples } = bench.sizes;
  const { api, store } = await bench.ringmaster();
  setDetail('starting the campaigns');
  const ids = await createCampaigns(api, samples * 2, { cap: CAP });
  await commandAll(api, ids, 'start');
  const [added, opening] = [ids.slice(0, samples), ids.slice(samples)];

  const firstOpeningMs = Date.now() + IDLE_MS + (samples + 1) * EVERY_MS + OPENING_AFTER_MS;
  const openings: Sample[] = [];
  for (const [i, id] of opening.entries()) {
    const eventMs = firstOpeningMs + i * EVERY_MS;
    const NotBefore = new Date(eventMs).toISOString();
    const jobId = await api.addJob(id, {
      ContactPhoneNumber: ownNumber(samples + i),
      Overrides: { Constraints: { NotBefore } },
    });
    openings.push({ jobId, eventMs });
  }
  setDetail('waiting until all are idle');
  await setTimeout(IDLE_MS);
  const additions: Sample[] = [];
  const beganMs = Date.now();
  for (const [i, id] of added.entries()) {
    setDetail(`${i} of ${samples} jobs added`);
    await setTimeout(Math.max(0, beganMs + i * EVERY_MS - Date.now()));
    const jobId = await api.addJob(id, { ContactPhoneNumber: ownNumber(i) });
    const job = await store.jobs.findOne({ _id: jobId }, { projection: { CreatedAt: 1 } });
    additions.push({ jobId, eventMs: job?.CreatedAt.getTime() ?? NaN });
  }
  setDetail('waiting until all windows have opened');
  const [afterAddition, afterOpening] = [await latencies(store, additions), await latencies(store, openings)];
  await commandAll(api, ids, 'pause');
  return [
    ...lines('a job added to an idle campaign', afterAddition, 'CreatedAt'),
    ...lines('a window that opens in an idle campaign', afterOpening, 'NotBefore'),
  ];
}

interface Sample {
  jobId: string;
  eventMs: number;
}

/** Waits until each job has been dialled. */
async function latencies(store: Store, samples: Sample[]): Promise<number[]> {
  const latestMs = Math.max(...samples.map(({ eventMs }) => eventMs));
  const calls = await eventually(
    async () => {
      const found = await store.calls.find({ JobID: { $in: samples.map(({ jobId }) => jobId) } }).toArray();
      if (found.length < samples.length)
        throw new Error(`Only ${found.length} of ${samples.length} jobs were dialled in time.`);
      return found;
    },
    { withinMs: Math.max(latestMs - Date.now(), 0) + DIALLED_WITHIN_MS },
  );
  const dialledMs = new Map(calls.map(({ JobID, DialledAt }) => [JobID, DialledAt.getTime()]));
  return samples.map(({ jobId, eventMs }) => (dialledMs.get(jobId) ?? NaN) - eventMs);
}

const lines = (event: string, times: number[], field: string): Measured[] =>
  delayLines(`waking: from ${event} to its call`, times, {
    atMost: { p50: 300, p99: 1_500 },
    note:
      `${times.length} campaigns, each with nothing due for ${IDLE_MS / 1_000} s, one event every ${EVERY_MS} ms. ` +
      `From the job's ${field} to the call's DialledAt, just before the placement leaves; both by MongoDB's clock.`,
  });
