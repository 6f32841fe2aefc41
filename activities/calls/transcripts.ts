import { type CallRef, callId } from '../../domain/jobs/job';
import { findCallOwner } from '../../store/calls/calls';
import { type Turn } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { recordTranscript } from '../../store/calls/transcripts';
import { type ActivityDeps } from '../ports/deps';
import { type ToldTranscript } from '../ports/voice-provider';

/** Keeps what a look-up tells was said, and notes what of it could not be kept. */
export async function keepToldTranscript(
  { store, clock, logger }: Pick<ActivityDeps, 'store' | 'clock' | 'logger'>,
  ref: CallRef,
  { transcript, transcriptFault: fault }: ToldTranscript,
): Promise<void> {
  if (fault !== undefined)
    logger.warn({ callId: callId(ref), fault }, 'a transcript was not kept as it was told');
  await keepTranscript(store, ref, transcript, clock.date());
}

/** Keeps what a look-up tells was said, as the end event would have. */
async function keepTranscript(
  store: Store,
  ref: CallRef,
  turns: readonly Turn[] | undefined,
  now: Date,
): Promise<void> {
  const job = turns && (await findCallOwner(store, callId(ref)));
  if (!job) return;
  await recordTranscript(store, {
    _id: callId(ref),
    OrgID: job.OrgID,
    CampaignID: ref.CampaignID,
    JobID: ref.JobID,
    Turns: [...turns],
    CreatedAt: now,
  });
}
