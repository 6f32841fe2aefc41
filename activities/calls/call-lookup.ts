/** What we know of a call, for asking the provider about it. */
import { callId, type CallRef } from '../../domain/jobs/job';
import { findKnownCall } from '../../store/calls/dial-permits';
import { findCallOwner, otherProviderCallIds, recordTranscript } from '../../store/calls/calls';
import { type Store } from '../../store/mongodb/mongo';
import { type KnownCall, type ToldTranscript } from '../ports/voice-provider';
import { type Turn } from '../../store/mongodb/documents';
import { type ActivityDeps } from '../ports/deps';

/** Never throws for a call without a record: its placement may still have left, and its id is known. */
export async function callToLookUp(store: Store, ref: CallRef): Promise<KnownCall> {
  const id = callId(ref);
  const { call, job } = await findKnownCall(store, ref.JobID, id);
  return {
    callId: id,
    providerCallId: call?.ProviderCallID,
    to: job?.ContactPhoneNumber ?? '',
    from: call?.CallerID ?? '',
    otherProviderCallIds: async () => (job ? otherProviderCallIds(store, job, id) : []),
    dialledAtMs: (call?.DialledAt ?? job?.Slot?.ClaimedAt ?? job?.UpdatedAt)?.getTime() ?? 0,
  };
}

/** Stores a transcript from a look-up, and logs what could not be kept. */
export async function keepToldTranscript(
  { store, clock, logger }: Pick<ActivityDeps, 'store' | 'clock' | 'logger'>,
  ref: CallRef,
  { transcript, transcriptFault: fault }: ToldTranscript,
): Promise<void> {
  if (fault !== undefined)
    logger.warn({ callId: callId(ref), fault }, 'a transcript was not kept as it was told');
  await keepTranscript(store, ref, transcript, clock.date());
}

/** Stores a transcript from a look-up, as the end event would have. */
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
