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

/** One binding of a key: whoever takes the key over has another id. */
export interface BoundKey extends RequestKey {
  resourceId: string;
}

const idOf = ({ orgId, key }: RequestKey): string => `${orgId}:${key}`;

/**
 * Notes a request before it is carried out, with the id it will give to what it creates. A twin or a repetition finds
 * the same id, and the answer if there was one. A key that is bound by nothing is taken over: each of its tries was refused
 * and did nothing. In one step, so that of two other requests one gets it.
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
  // A record without a count is of a version that had none: bound.
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

/** Keeps the answer for repetitions. Of twins the first answer stays, but what was done outweighs a refusal. */
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
 * Takes back one try that was refused and did nothing; with its `answer` the same request is answered so again, as long as
 * nobody takes the key over. A key whose other tries may have done something stays bound.
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
