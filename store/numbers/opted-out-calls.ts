/** Calls to a number that opts out whose conversation is being analysed. */
import { type CallDocument, type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { cancelAtOnce, findOptOut } from './opt-outs';

/**
 * Fails the job that waits for the analysis of this call, in which its contact opted out. The analysis goes on, and its
 * result is stored with the call; it then finds no job to settle.
 */
export async function failAnalyzedJob(
  store: Store,
  { jobId, callId, now }: { jobId: string; callId: string; now: Date },
): Promise<void> {
  await store.jobs.updateOne(
    { _id: jobId, State: 'analyzing', AnalyzedCallID: callId },
    { $set: { State: 'failed', FailureReason: 'opted_out', UpdatedAt: now } },
  );
}

/**
 * For a job whose call has just ended and is now analysed. An opt-out during the call may have looked for `analyzing`
 * jobs before this one was one, and missed it. But an opt-out writes its entry first, so this function sees it. An
 * entry that is older than the call does not count: the contact has called since.
 */
export async function endAnalyzedIfOptedOut(
  store: Store,
  { job, call, now }: { job: JobDocument; call: CallDocument; now: Date },
): Promise<void> {
  const { OptOut } = (await findOptOut(store, job.OrgID, job.ContactPhoneNumber)) ?? {};
  if (!OptOut || OptOut.At < call.DialledAt) return;
  // A contact is on one call at a time, so they opted out in this one.
  if (OptOut.Source === 'call') await failAnalyzedJob(store, { jobId: job._id, callId: call._id, now });
  else
    await store.jobs.updateOne(
      { _id: job._id, State: 'analyzing', AnalyzedCallID: call._id },
      cancelAtOnce(now),
    );
}
