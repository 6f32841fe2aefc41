/** Calls whose workflows may be gone: the audit checks their slots before their leases expire. */
import { type Document } from 'mongodb';
import { type Store } from '../mongodb/mongo';

/**
 * Ends the leases of a campaign's dialled calls, so that the next audit checks each: at once, or as soon as its
 * placement can no longer be on the way. `HangUpFrom` keeps the lease's original end, because until then the call may
 * rightly go on.
 */
export async function endLeases(
  store: Store,
  { campaignId, now }: { campaignId: string; now: Date },
): Promise<void> {
  const endLease: Document = {
    $set: {
      // Before DialUntil the provider could say that it has no such call, and dial a moment later.
      'Slot.LeaseUntil': { $max: [now, '$Slot.DialUntil'] },
      'Slot.HangUpFrom': { $ifNull: ['$Slot.HangUpFrom', '$Slot.LeaseUntil'] },
    },
  };
  await store.jobs.updateMany(
    // Every active call has a slot number, and this index holds only those.
    {
      CampaignID: campaignId,
      'Slot.Number': { $exists: true },
      State: 'calling',
      'Slot.Stage': { $in: ['dialling', 'placed'] },
    },
    [endLease],
  );
}

/** Has the audit check a slot again at `at`, because its call rightly goes on. */
export async function lookAgain(
  store: Store,
  { jobId, callId, at }: { jobId: string; callId: string; at: Date },
): Promise<void> {
  await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId },
    { $set: { 'Slot.LeaseUntil': at } },
  );
}
