import { type CallRef, callId } from '../domain/job';
import { findCallOwner } from '../store/calls';
import { type Turn } from '../store/documents';
import { type Store } from '../store/mongo';
import { recordTranscript } from '../store/transcripts';

/** Keeps what a look-up tells was said, as the end event would have. */
export async function keepTranscript(
  store: Store,
  ref: CallRef,
  turns: readonly Turn[] | undefined,
): Promise<void> {
  const job = turns && (await findCallOwner(store, callId(ref)));
  if (!job) return;
  await recordTranscript(store, {
    _id: callId(ref),
    OrgID: job.OrgID,
    CampaignID: ref.CampaignID,
    JobID: ref.JobID,
    Turns: [...turns],
    CreatedAt: new Date(),
  });
}
