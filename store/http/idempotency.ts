import { type IdempotencyDocument } from '../mongodb/documents';
import { newId, type Store } from '../mongodb/mongo';

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

/** One binding of a key: a request that takes the key over has another id. */
export interface BoundKey extends RequestKey {
  resourceId: string;
}

const idOf = ({ orgId, key }: RequestKey): string => `${orgId}:${key}`;

/**
 * Records a request before it is carried out, with the id it will give to what it creates. A twin or a repetition gets
 * the same id, and the answer if there is one. Another request may take over a key all of whose tries were refused and
 * did nothing. One atomic step, so that only one of two such requests gets it.
 */
export async function recordRequest(
  store: Store,
  request: RequestKey & { requestHash: string; now: Date },
): Promise<RequestRecord> {
  const { orgId, requestHash, now } = request;
  const hash = { $literal: requestHash };
  const isOurs = { $eq: ['$RequestHash', hash] };
  const isNew = { $eq: [{ $type: '$RequestHash' }, 'missing'] };
  const isFree = { $and: [{ $eq: ['$Tries', 0] }, { $not: isOurs }] };
  const takes = { $or: [isNew, isFree] };
  const isTry = { $and: [isOurs, { $eq: [{ $type: '$Answer' }, 'missing'] }] };
  // A record without a count is from a version that did not count: the key stays bound.
  const tried = { $add: [{ $ifNull: ['$Tries', 1] }, 1] };
  const stored = await store.idempotencyKeys.findOneAndUpdate(
    { _id: idOf(request) },
    [
      {
        $set: {
          OrgID: { $literal: orgId },
          RequestHash: { $cond: [takes, hash, '$RequestHash'] },
          ResourceID: { $cond: [takes, newId(), '$ResourceID'] },
          CreatedAt: { $cond: [takes, now, '$CreatedAt'] },
          Tries: { $cond: [takes, 1, { $cond: [isTry, tried, '$Tries'] }] },
          Answer: { $cond: [takes, '$$REMOVE', '$Answer'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'after' },
  );
  if (stored?.RequestHash !== requestHash) return { kind: 'different' };
  return { kind: 'same', resourceId: stored.ResourceID, answer: stored.Answer };
}

/** Stores the answer for repetitions. Of twins the first answer stays, but a success replaces a refusal. */
export async function recordAnswer(store: Store, bound: BoundKey, answer: StoredAnswer): Promise<void> {
  await store.idempotencyKeys.updateOne(
    {
      _id: idOf(bound),
      ResourceID: bound.resourceId,
      $or: [{ Answer: { $exists: false } }, { 'Answer.Status': { $gte: 400 } }],
    },
    { $set: { Answer: answer } },
  );
}

/**
 * Takes back one try that was refused and did nothing. With `answer`, the same request gets that answer again, as long
 * as no other request takes the key over. A key whose other tries may have done something stays bound.
 */
export async function releaseKey(store: Store, bound: BoundKey, answer?: StoredAnswer): Promise<void> {
  await store.idempotencyKeys.updateOne(
    { _id: idOf(bound), ResourceID: bound.resourceId, Tries: { $gte: 1 } },
    [
      {
        $set: {
          Tries: { $subtract: ['$Tries', 1] },
          ...(answer ? { Answer: { $ifNull: ['$Answer', { $literal: answer }] } } : {}),
        },
      },
    ],
  );
}
