import { type IdempotencyDocument } from './documents';
import { newId, type Store } from './mongo';

export type StoredAnswer = NonNullable<IdempotencyDocument['Answer']>;

export interface SameRequest {
  kind: 'same';
  resourceId: string;
  answer?: StoredAnswer | undefined;
}

export type RequestRecord =
  | SameRequest
  /** The key belongs to another request. */
  | { kind: 'different' };

interface RequestKey {
  orgId: string;
  key: string;
}

const idOf = ({ orgId, key }: RequestKey): string => `${orgId}:${key}`;

/**
 * Notes a request before it is carried out, with the id it will give to what it creates. A twin or a repetition finds
 * the same id, and the answer if there was one.
 */
export async function recordRequest(
  store: Store,
  request: RequestKey & { requestHash: string; now: Date },
): Promise<RequestRecord> {
  const record: IdempotencyDocument = {
    _id: idOf(request),
    OrgID: request.orgId,
    RequestHash: request.requestHash,
    ResourceID: newId(),
    CreatedAt: request.now,
  };
  const stored =
    (await store.idempotencyKeys.findOneAndUpdate(
      { _id: record._id },
      { $setOnInsert: record },
      { upsert: true, returnDocument: 'after' },
    )) ?? record;
  if (stored.RequestHash !== request.requestHash) return { kind: 'different' };
  return { kind: 'same', resourceId: stored.ResourceID, answer: stored.Answer };
}

/** Keeps the answer for repetitions. Of twins the first answer stays. */
export async function recordAnswer(store: Store, request: RequestKey, answer: StoredAnswer): Promise<void> {
  await store.idempotencyKeys.updateOne(
    { _id: idOf(request), Answer: { $exists: false } },
    { $set: { Answer: answer } },
  );
}
