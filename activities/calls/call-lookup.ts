/** What we know of a call, for a provider that is asked about it. */
import { type CallRef, callId } from '../../domain/jobs/job';
import { findKnownCall } from '../../store/calls/dial-permits';
import { otherProviderCallIds } from '../../store/calls/calls';
import { type Store } from '../../store/mongodb/mongo';
import { type KnownCall } from '../ports/voice-provider';

/** Never throws for a call without a record: its placement may have left all the same, and its id is known. */
export async function knownCall(store: Store, ref: CallRef): Promise<KnownCall> {
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
