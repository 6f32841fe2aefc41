/** What a preflight reads: the waiting jobs of a campaign, with what is known of their numbers. */
import { waitingStates } from '../../domain/jobs/job';
import { type DueJob, dueJobFields } from './claims';
import { type NumberDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { loadNumbers } from '../numbers/numbers';
import { oneByOne } from '../mongodb/one-by-one';

export interface WaitingBatch {
  jobs: DueJob[];
  numbers: Map<string, NumberDocument>;
}

const waiting = (campaignId: string) => ({ CampaignID: campaignId, State: { $in: [...waitingStates] } });

export const countWaitingJobs = (store: Store, campaignId: string): Promise<number> =>
  store.jobs.countDocuments(waiting(campaignId));

/** Waiting jobs in batches, in order of due time, at most `limit` in all. */
export async function* waitingJobs(
  store: Store,
  { orgId, campaignId, limit, batch }: { orgId: string; campaignId: string; limit: number; batch: number },
): AsyncGenerator<WaitingBatch> {
  const cursor = store.jobs
    .find(waiting(campaignId), { projection: dueJobFields })
    .sort({ DueAt: 1, _id: 1 })
    .limit(limit)
    .batchSize(batch);
  try {
    let jobs: DueJob[] = [];
    const withNumbers = async (): Promise<WaitingBatch> => ({
      jobs,
      numbers: await loadNumbers(store, orgId, [...new Set(jobs.map((job) => job.ContactPhoneNumber))]),
    });
    for await (const job of oneByOne(cursor)) {
      jobs.push(job);
      if (jobs.length < batch) continue;
      yield await withNumbers();
      jobs = [];
    }
    if (jobs.length > 0) yield await withNumbers();
  } finally {
    await cursor.close();
  }
}
