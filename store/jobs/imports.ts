import { type ImportBatchDocument, type ImportDocument } from '../mongodb/documents';
import { isDuplicate, type Store } from '../mongodb/mongo';

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
