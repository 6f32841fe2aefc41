/** Calls to a number that opts out whose conversation is being analysed. */
import { type CallDocument, type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { cancelAtOnce, findOptOut } from './opt-outs';

/**
 * Fails the job that waits for the analysis of this call, in which its contact opted out. The analysis goes on, and what comes of
 * it is stored with the call; it finds no job to move.
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
 * For a job whose call has just ended, and is analysed now: whoever put its number on the list during the call may have looked
 * for jobs before this one was `analyzing`, and would see it in a step that is over. An opt-out first writes its entry, so here it
 * is seen. One that is older than the call says nothing of it: the contact has called us.
 */
export async function endAnalyzedIfOptedOut(
  store: Store,
  { job, call, now }: { job: JobDocument; call: CallDocument; now: Date },
): Promise<void> {
  const { OptOut } = (await findOptOut(store, job.OrgID, job.ContactPhoneNumber)) ?? {};
  if (!OptOut || OptOut.At < call.DialledAt) return;
  // Nobody is on two calls: it was said in this one.
  if (OptOut.Source === 'call') await failAnalyzedJob(store, { jobId: job._id, callId: call._id, now });
  else
    await store.jobs.updateOne(
      { _id: job._id, State: 'analyzing', AnalyzedCallID: call._id },
      cancelAtOnce(now),
    );
}
