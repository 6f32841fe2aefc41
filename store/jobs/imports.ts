import { MongoBulkWriteError, type WriteError } from 'mongodb';
import { type ImportBatchDocument, type ImportDocument, type JobDocument } from '../mongodb/documents';
import { DUPLICATE_KEY, isDuplicate, type Store } from '../mongodb/mongo';

/** The import of this key; created now, with this id, if there is none. */
export async function ensureImport(
  store: Store,
  {
    id,
    orgId,
    campaignId,
    key,
    now,
  }: { id: string; orgId: string; campaignId: string; key: string; now: Date },
): Promise<ImportDocument> {
  const Key = `${orgId}:${campaignId}:${key}`;
  const begun: ImportDocument = { _id: id, OrgID: orgId, CampaignID: campaignId, Key, CreatedAt: now };
  try {
    const stored = await store.imports.findOneAndUpdate(
      { Key },
      { $setOnInsert: begun },
      { upsert: true, returnDocument: 'after' },
    );
    return stored ?? begun;
  } catch (error) {
    // If a twin request came first, MongoDB retries by itself only where the duplicate key is the filter's; here it may
    // be the id.
    const stored = isDuplicate(error) ? await store.imports.findOne({ Key }) : null;
    if (!stored) throw error;
    return stored;
  }
}

/** Stores the answer of a complete import and the hash of its file. */
export async function finishImport(
  store: Store,
  importId: string,
  { Result, FileHash }: { Result: unknown; FileHash: string },
): Promise<void> {
  await store.imports.updateOne({ _id: importId }, { $set: { Result, FileHash } });
}

/** Records a batch before its jobs are stored. False: an earlier attempt of the same import had another batch here. */
export async function noteBatch(store: Store, batch: ImportBatchDocument): Promise<boolean> {
  try {
    await store.importBatches.insertOne(batch);
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const earlier = await store.importBatches.findOne({ _id: batch._id });
    return earlier?.Hash === batch.Hash;
  }
}

export interface InsertedJobs {
  /** Stored now or by an earlier attempt of the same import. */
  accepted: number;
  /** Another job of the campaign has the same ExternalID. */
  duplicates: number;
}

/** Stores jobs whose ids say which row they come from, so that a row is never stored twice. */
export async function insertJobs(store: Store, jobs: JobDocument[]): Promise<InsertedJobs> {
  if (jobs.length === 0) return { accepted: 0, duplicates: 0 };
  try {
    await store.jobs.insertMany(jobs, { ordered: false });
    return { accepted: jobs.length, duplicates: 0 };
  } catch (error) {
    const refused = refusedIn(error);
    if (!refused) throw error;
    // A row that is stored under its own id belongs to this import; any other refusal is about the ExternalID.
    const ids = refused.map((index) => jobs[index]?._id ?? '');
    const earlier = await store.jobs.countDocuments({ _id: { $in: ids } });
    const duplicates = refused.length - earlier;
    return { accepted: jobs.length - duplicates, duplicates };
  }
}

/** The indexes of the jobs that a unique index refused; undefined when anything else went wrong. */
function refusedIn(error: unknown): number[] | undefined {
  if (!(error instanceof MongoBulkWriteError)) return undefined;
  const refusals: WriteError[] = [error.writeErrors].flat();
  if (refusals.length === 0 || refusals.some(({ code }) => code !== DUPLICATE_KEY)) return undefined;
  return refusals.map(({ index }) => index);
}
