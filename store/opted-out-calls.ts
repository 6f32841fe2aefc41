/** Calls to a number that opts out: those that are on their way, and those whose conversation is being analysed. */
import { callOwnerId } from '../domain/job';
import { type CallDocument, type JobDocument } from './documents';
import { numberId } from './number-ids';
import { type Store } from './mongo';
import { cancelAtOnce, findOptOut } from './opt-outs';

/**
 * Whether a placement to one of these numbers may still be on its way to the provider. Asked once they are on the list, after
 * which no other takes a line: a line that is held has `DialUntil` of a placement that may leave until then, or has left.
 */
export async function isDialledStill(
  store: Store,
  { orgId, phoneNumbers, now }: { orgId: string; phoneNumbers: string[]; now: Date },
): Promise<boolean> {
  const lines = await store.numbers
    .find(
      {
        _id: { $in: phoneNumbers.map((number) => numberId(orgId, number)) },
        'OnCall.DialUntil': { $gt: now },
      },
      { projection: { 'OnCall.CallID': 1 } },
    )
    .toArray();
  if (lines.length === 0) return false;
  const callIds = lines.flatMap(({ OnCall }) => (OnCall ? [OnCall.CallID] : []));
  // What the provider has taken is no longer on its way.
  const placed = await store.jobs.countDocuments({
    _id: { $in: callIds.flatMap((id) => callOwnerId(id) ?? []) },
    'Slot.CallID': { $in: callIds },
    'Slot.Stage': 'placed',
  });
  return placed < lines.length;
}

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
