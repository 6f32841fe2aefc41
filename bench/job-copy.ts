/** The campaign's jobs in a second collection, equal to the first but for its name. */
import { type Collection } from 'mongodb';
import { insertInBatches } from './contacts';
import { type JobDocument } from '../store/mongodb/documents';
import { type Store } from '../store/mongodb/mongo';

/** An empty collection with the indexes of `jobs`. */
export async function emptyTwin(store: Store): Promise<Collection<JobDocument>> {
  const twin = store.db.collection<JobDocument>('jobs_twin');
  await twin.drop();
  for (const { v: _v, key, ...options } of await store.jobs.indexes()) await twin.createIndex(key, options);
  return twin;
}

export const jobsOf = (store: Store, campaignId: string): Promise<JobDocument[]> =>
  store.jobs.find({ CampaignID: campaignId }).toArray();

/** Writes the documents as the import does. */
export const copyInto = (twin: Collection<JobDocument>, jobs: JobDocument[]): Promise<void> =>
  insertInBatches(jobs.length, {
    batchAt: (from, to) => jobs.slice(from, to),
    insert: (batch) => twin.insertMany(batch, { ordered: false }),
  });
