/** Imports of jobs: how far each is, how it ended, the rows that it did not take, and how its jobs are undone. */
import { type Document } from 'mongodb';
import { SILENT_MS } from '../../domain/jobs/import-state';
import {
  type ImportBatchDocument,
  type ImportCounts,
  type ImportDocument,
  type ImportFormat,
  type RejectedRowDocument,
} from '../mongodb/documents';
import { isDuplicate, type Store } from '../mongodb/mongo';
import { allOf } from '../mongodb/one-by-one';

export interface NewImport {
  /** A file that is sent again with its key has the same. */
  id: string;
  orgId: string;
  campaignId: string;
  key?: string | undefined;
  format: ImportFormat;
  now: Date;
  /** By MongoDB's clock, which deletes it. */
  expiresAt: Date;
}

const noCounts: ImportCounts = {
  BytesRead: 0,
  Rows: 0,
  Accepted: 0,
  Rejected: 0,
  Duplicates: 0,
  RejectedKept: 0,
};

/** Begins a run of the import. One that is done or undone stays as it is, and is returned so. */
export async function beginImport(
  store: Store,
  { id, orgId, campaignId, key, format, now, expiresAt }: NewImport,
): Promise<ImportDocument> {
  const isFinal = { $in: ['$State', ['done', 'undone']] };
  const anew = (field: string, value: unknown): Document => ({
    [field]: { $cond: [isFinal, `$${field}`, value] },
  });
  const once = (field: string, value: unknown): Document => ({ [field]: { $ifNull: [`$${field}`, value] } });
  const begun = await store.imports.findOneAndUpdate(
    { _id: id },
    [
      {
        $set: {
          OrgID: orgId,
          CampaignID: campaignId,
          ...(key === undefined ? {} : { IdempotencyKey: { $literal: key } }),
          ...once('CreatedAt', now),
          ...once('ExpiresAt', expiresAt),
          ...anew('Format', format),
          ...anew('Run', { $add: [{ $ifNull: ['$Run', 0] }, 1] }),
          ...anew('StartedAt', now),
          ...anew('UpdatedAt', now),
          ...anew('EndedAt', '$$REMOVE'),
          ...anew('Why', '$$REMOVE'),
          ...Object.fromEntries(
            Object.entries(noCounts).flatMap(([name, none]) => Object.entries(anew(name, none))),
          ),
          ...anew('State', 'running'),
        },
      },
    ],
    { upsert: true, returnDocument: 'after' },
  );
  if (!begun) throw new Error('An import that was stored just now is not there');
  return begun;
}

/** One run of an import. */
export interface ImportRun {
  importId: string;
  run: number;
}

const goingOn = ({ importId, run }: ImportRun) => ({ _id: importId, Run: run, State: 'running' as const });

/** Stores how far a run is, and with that that it is there. */
export async function recordProgress(
  store: Store,
  run: ImportRun,
  its: ImportCounts & Pick<ImportDocument, 'UpdatedAt' | 'Form'>,
): Promise<void> {
  await store.imports.updateOne(goingOn(run), { $set: its });
}

/** Stores why a run broke off. */
export async function recordBreak(
  store: Store,
  run: ImportRun,
  { counts, why, now }: { counts: ImportCounts; why: string; now: Date },
): Promise<void> {
  await store.imports.updateOne(goingOn(run), {
    $set: { ...counts, State: 'broken_off', Why: why, UpdatedAt: now, EndedAt: now },
  });
}

/**
 * Stores the answer of a complete import and the hash of its file. Of twins the first counts, also one that is no
 * longer the latest run.
 */
export async function finishImport(
  store: Store,
  importId: string,
  its: ImportCounts & Pick<ImportDocument, 'Result' | 'FileHash' | 'Form' | 'UpdatedAt' | 'EndedAt'>,
): Promise<void> {
  await store.imports.updateOne(
    { _id: importId, State: { $in: ['running', 'broken_off'] } },
    { $set: { ...its, State: 'done' }, $unset: { Why: '' } },
  );
}

interface ImportKey {
  campaignId: string;
  importId: string;
}

export type ShownImport = Omit<ImportDocument, 'Result' | 'Form' | 'FileHash'>;
/** They may be large: a thousand faults, and a header of a thousand columns. */
const shownOnly = { Result: 0, Form: 0, FileHash: 0 } as const;

export const findImport = (store: Store, { campaignId, importId }: ImportKey): Promise<ShownImport | null> =>
  store.imports.findOne<ShownImport>({ _id: importId, CampaignID: campaignId }, { projection: shownOnly });

/** The imports of a campaign, the newest first, older than `before`. */
export const listImports = (
  store: Store,
  campaignId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<ShownImport[]> =>
  allOf(
    store.imports
      .find<ShownImport>(
        { CampaignID: campaignId, ...(before === undefined ? {} : { _id: { $lt: before } }) },
        { projection: shownOnly },
      )
      .sort({ _id: -1 })
      .limit(limit),
  );

/** What its rejected rows are read by; null: there is no such import. */
export const findForm = (
  store: Store,
  { campaignId, importId }: ImportKey,
): Promise<Pick<ImportDocument, '_id' | 'Form' | 'Format'> | null> =>
  store.imports.findOne({ _id: importId, CampaignID: campaignId }, { projection: { Form: 1, Format: 1 } });

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

/** As many digits as the numbers of rows have. */
export const rejectedRowId = (importId: string, line: number): string =>
  `${importId}:${line.toString(36).padStart(7, '0')}`;

/** Keeps rows to be mended. One that an earlier run has kept stays as it is. */
export async function keepRejected(store: Store, rows: RejectedRowDocument[]): Promise<void> {
  try {
    await store.rejectedRows.insertMany(rows, { ordered: false });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

/** Forgets rows that an earlier run rejected and this one takes. */
export async function forgetRejected(store: Store, importId: string, lines: number[]): Promise<void> {
  await store.rejectedRows.deleteMany({ _id: { $in: lines.map((line) => rejectedRowId(importId, line)) } });
}

/** The rejected rows in the order of the file, after the line `after`. */
export const listRejected = (
  store: Store,
  importId: string,
  { after, limit }: { after: number; limit: number },
): Promise<RejectedRowDocument[]> =>
  allOf(
    store.rejectedRows
      .find({ _id: { $gt: rejectedRowId(importId, after), $lt: `${importId};` } })
      .sort({ _id: 1 })
      .limit(limit),
  );

export const isUndone = async (store: Store, importId: string): Promise<boolean> =>
  (await store.imports.findOne({ _id: importId, State: 'undone' }, { projection: { _id: 1 } })) !== null;

/** Makes an import undone unless it is running. Null: it is running, or is not there. */
export const recordUndo = (
  store: Store,
  { campaignId, importId }: ImportKey,
  now: Date,
): Promise<ShownImport | null> =>
  store.imports.findOneAndUpdate(
    {
      _id: importId,
      CampaignID: campaignId,
      // See `isSilent`.
      $or: [
        { State: { $ne: 'running' } },
        { State: 'running', UpdatedAt: { $lte: new Date(now.getTime() - SILENT_MS) } },
      ],
    },
    [{ $set: { State: 'undone', UndoneAt: { $ifNull: ['$UndoneAt', now] } } }],
    { returnDocument: 'after', projection: shownOnly },
  );

/** What became of an import's jobs when it was undone. */
export interface UndoneJobs {
  canceled: number;
  canceledBefore: number;
  called: number;
  others: number;
}

/** Jobs canceled in one operation: takes far less than the deadline of one. */
export const UNDO_STEP = 2_000;

const BY_ID = { CampaignID: 1, _id: 1 } as const;

/**
 * Cancels the jobs of one step that were not called yet, in the order of their ids. A claim whose call has not begun to
 * dial is as good as none: the permit to dial is refused to it. A repetition changes nothing.
 * @returns what became of them, and where the next step begins, if there is one.
 */
export async function undoStep(
  store: Store,
  { campaignId, importId, afterId, now }: ImportKey & { afterId?: string | undefined; now: Date },
): Promise<UndoneJobs & { throughId?: string }> {
  const rest = { CampaignID: campaignId, _id: { $gt: afterId ?? `${importId}-`, $lt: `${importId}.` } };
  const last = await store.jobs
    .find(rest)
    .project<{ _id: string }>({ _id: 1 })
    .sort({ _id: 1 })
    .hint(BY_ID)
    .skip(UNDO_STEP - 1)
    .limit(1)
    .next();
  const step = last ? { ...rest, _id: { $gt: rest._id.$gt, $lte: last._id } } : rest;
  const { modifiedCount } = await store.jobs.updateMany(
    {
      ...step,
      InboundOnly: { $ne: true },
      $or: [
        { State: 'created', Attempts: 0 },
        { State: 'calling', Attempts: 1, 'Slot.Stage': 'claimed', 'Slot.Inbound': { $exists: false } },
      ],
    },
    [
      {
        $set: {
          State: 'canceled',
          CancelReason: 'import_undone',
          // The attempt that a claim numbered was never dialled.
          Attempts: 0,
          // The corrected file may have the same ids.
          UndoneExternalID: '$ExternalID',
          UpdatedAt: now,
        },
      },
      { $unset: ['ExternalID', 'Slot'] },
    ],
    { hint: BY_ID },
  );
  const [counted] = await store.jobs
    .aggregate<{ undone: number; called: number; all: number }>(
      [
        { $match: step },
        {
          $group: {
            _id: null,
            undone: { $sum: { $cond: [{ $eq: ['$CancelReason', 'import_undone'] }, 1, 0] } },
            called: { $sum: { $cond: [wasCalled, 1, 0] } },
            all: { $sum: 1 },
          },
        },
      ],
      { hint: BY_ID },
    )
    .toArray();
  const { undone = 0, called = 0, all = 0 } = counted ?? {};
  return {
    canceled: modifiedCount,
    canceledBefore: undone - modifiedCount,
    called,
    others: all - undone - called,
    ...(last ? { throughId: last._id } : {}),
  };
}

/** In a pipeline: it was called, or is. A contact who called us has talked as well. */
const wasCalled: Document = {
  $or: [{ $gt: ['$Attempts', 0] }, { $in: ['$State', ['calling', 'analyzing', 'completed']] }],
};
