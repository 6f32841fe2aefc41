/**
 * Answers of calls, stored when they are reported: most calls end before anything depends on their answer, so it need
 * not wake their workflow (docs/decisions/0013-cost-of-a-call.md).
 */
import { type StoredAnswer } from '../../domain/calls/call';
import { type CallDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/**
 * Stores that a call was answered. The first answer stays; only who answered may become known later. Its time is by the
 * provider's clock, which may be wrong: none is stored as before the dial.
 * @returns whether the call has a record, and has not ended: otherwise its workflow has to be told.
 */
export async function recordCallAnswer(
  store: Store,
  callId: string,
  {
    atMs,
    by,
    providerCallId,
    heardAt,
  }: StoredAnswer & { providerCallId?: string | undefined; heardAt: Date },
): Promise<boolean> {
  const stored = await store.calls.updateOne({ _id: callId, EndedAt: { $exists: false } }, [
    {
      $set: {
        AnsweredAt: { $ifNull: ['$AnsweredAt', { $max: [new Date(atMs), '$DialledAt'] }] },
        AnsweredBy: {
          $cond: [
            { $eq: [{ $ifNull: ['$AnsweredBy', 'unknown'] }, 'unknown'] },
            { $literal: by },
            '$AnsweredBy',
          ],
        },
        AnswerHeardAt: { $ifNull: ['$AnswerHeardAt', heardAt] },
        ...(providerCallId === undefined
          ? {}
          : { ProviderCallID: { $ifNull: ['$ProviderCallID', { $literal: providerCallId }] } }),
      },
    },
  ]);
  return stored.matchedCount === 1;
}

const answerOnly = { AnsweredAt: 1, AnsweredBy: 1, AnswerHeardAt: 1 } as const;
type AnswerFields = Pick<CallDocument, keyof typeof answerOnly>;

/** The answer that the provider has reported, in a call's record. That we answered an inbound call is none. */
export const answerIn = ({ AnsweredAt, AnsweredBy }: AnswerFields): StoredAnswer | undefined =>
  AnsweredAt && AnsweredBy && { atMs: AnsweredAt.getTime(), by: AnsweredBy };

export async function findCallAnswer(
  store: Store,
  callId: string,
): Promise<(StoredAnswer & { heardAt: Date }) | undefined> {
  const call = await store.calls.findOne<AnswerFields>({ _id: callId }, { projection: answerOnly });
  const answer = call ? answerIn(call) : undefined;
  return answer && { ...answer, heardAt: call?.AnswerHeardAt ?? new Date(answer.atMs) };
}
