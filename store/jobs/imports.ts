import { type ImportBatchDocument, type ImportDocument } from '../mongodb/documents';
import { isDuplicate, type Store } from '../mongodb/mongo';

/** The import that this key belongs to; begun now, with this id, if there is none. */
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
    // MongoDB tries again by itself what a twin was quicker with, but only where the filter names the index: here it is the id's.
    const stored = isDuplicate(error) ? await store.imports.findOne({ Key }) : null;
    if (!stored) throw error;
    return stored;
  }
}

/** Keeps what a complete import answered, and the hash of the file it was. */
export async function finishImport(
  store: Store,
  importId: string,
  { Result, FileHash }: { Result: unknown; FileHash: string },
): Promise<void> {
  await store.imports.updateOne({ _id: importId }, { $set: { Result, FileHash } });
}

/** Notes what a batch holds before it is stored. False: an earlier attempt of the same import held something else. */
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
