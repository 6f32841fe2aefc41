/** Merges the entries of two forms of one number into one, under the canonical form. */
import { type Document, type Filter } from 'mongodb';
import { INBOUND_CALLS_KEPT } from './caller-line';
import { type NumberDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { identityOf, numberId } from './number-ids';
import { latestConversation } from './conversations';
import { DIALS_KEPT } from './numbers';

/** Tries: only processes of an earlier version still write to the old entry, now and then. */
const LOOKS = 5;

/**
 * Moves the entry `id` to its number's canonical form. The old entry is removed only once all of it, and its jobs, are
 * moved: an opt-out holds throughout. An entry that keeps changing is also left in place, until the next run.
 */
export async function mergeEntry(store: Store, id: string, moveJobs: () => Promise<void>): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const entry = await store.numbers.findOne({ _id: id });
    if (!entry) return;
    await store.numbers.updateOne(
      { _id: numberId(entry.OrgID, entry.PhoneNumber) },
      [{ $set: { ...identityOf(entry.OrgID, entry.PhoneNumber), ...merged(entry) } }],
      { upsert: true },
    );
    await moveJobs();
    const { deletedCount } = await store.numbers.deleteOne(asItIs(entry));
    if (deletedCount > 0) return;
  }
}

const asItIs = ({
  _id,
  OptOut,
  OnCall,
  InboundCalls,
  Dials,
  ConversationAt,
}: NumberDocument): Filter<NumberDocument> => {
  const absent = { $exists: false };
  return {
    _id,
    OptOut: OptOut ?? absent,
    OnCall: OnCall ?? absent,
    InboundCalls: InboundCalls ?? absent,
    Dials: Dials ?? absent,
    ConversationAt: ConversationAt ?? absent,
  } as Filter<NumberDocument>;
};

/**
 * Keeps the first opt-out, the line with the later end, every call, the latest dials and the latest conversation. A
 * repetition changes nothing.
 */
function merged({ OptOut, OnCall, InboundCalls, Dials, ConversationAt, Awaited }: NumberDocument): Document {
  return {
    ...(Awaited && { Awaited: { $literal: Awaited } }),
    ...(OptOut && {
      OptOut: {
        $cond: [
          { $or: [{ $eq: [{ $type: '$OptOut' }, 'missing'] }, { $gt: ['$OptOut.At', OptOut.At] }] },
          { $literal: OptOut },
          '$OptOut',
        ],
      },
    }),
    // A missing field compares as less than every time.
    ...(OnCall && {
      OnCall: { $cond: [{ $lt: ['$OnCall.Until', OnCall.Until] }, { $literal: OnCall }, '$OnCall'] },
    }),
    ...(InboundCalls && { InboundCalls: union('InboundCalls', InboundCalls, 'Until', INBOUND_CALLS_KEPT) }),
    ...(Dials && { Dials: union('Dials', Dials, 'At', DIALS_KEPT) }),
    ...(ConversationAt && { ConversationAt: latestConversation(ConversationAt) }),
  };
}

/** Each call of both lists once, the latest last. */
const union = (field: string, others: { CallID: string }[], time: string, kept: number): Document => ({
  $slice: [
    {
      $sortArray: {
        input: {
          $concatArrays: [
            { $ifNull: [`$${field}`, []] },
            {
              $filter: {
                input: { $literal: others },
                cond: { $not: [{ $in: ['$$this.CallID', { $ifNull: [`$${field}.CallID`, []] }] }] },
              },
            },
          ],
        },
        sortBy: { [time]: 1 },
      },
    },
    -kept,
  ],
});
