/** When an organisation last talked with the contact of a number: a law may leave the number in peace for a while. */
import { type Document } from 'mongodb';
import { callOwnerId } from '../../domain/jobs/job';
import { type Store } from '../mongodb/mongo';
import { identityOf, numberId } from './number-ids';

/** The stored time or this one, whichever is later; a repetition changes nothing. */
export const latestConversation = (at: Document | string | Date): Document => ({
  $max: ['$ConversationAt', at],
});

/**
 * For a conversation that its voice agent reports: the call may be settled already, as one without a conversation.
 * It is noted as of `now` unless one since the dial is noted already, and again when the call ends. `now` is never too
 * early; the recorded end of the call may be, for it is by the provider's clock. Nothing is noted for a call of no job.
 */
export async function noteConversation(
  store: Store,
  { callId, now }: { callId: string; now: Date },
): Promise<void> {
  const jobId = callOwnerId(callId);
  if (jobId === undefined) return;
  const [job, call] = await Promise.all([
    store.jobs.findOne(
      { _id: jobId, State: { $nin: ['deleting', 'deleted'] } },
      { projection: { OrgID: 1, ContactPhoneNumber: 1 } },
    ),
    store.calls.findOne({ _id: callId }, { projection: { DialledAt: 1 } }),
  ]);
  if (!job) return;
  const { OrgID, ContactPhoneNumber } = job;
  await store.numbers.updateOne(
    { _id: numberId(OrgID, ContactPhoneNumber) },
    [
      {
        $set: {
          ...identityOf(OrgID, ContactPhoneNumber),
          ConversationAt: call
            ? { $cond: [{ $gte: ['$ConversationAt', call.DialledAt] }, '$ConversationAt', now] }
            : latestConversation(now),
        },
      },
    ],
    { upsert: true },
  );
}
