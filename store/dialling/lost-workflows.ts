/** Calls whose workflows may be gone: their slots are looked into before their leases run out. */
import { type Document } from 'mongodb';
import { type Store } from '../mongodb/mongo';

/**
 * Ends the leases of a campaign's dialled calls, so that the next audit looks into each: at once, or as soon as no placement of
 * it can be on its way any more. When the lease would have run out stays known, for until then the call may rightly go on.
 */
export async function endLeases(
  store: Store,
  { campaignId, now }: { campaignId: string; now: Date },
): Promise<void> {
  const endLease: Document = {
    $set: {
      // The provider could say that it has no such call, and dial a moment later.
      'Slot.LeaseUntil': { $max: [now, '$Slot.DialUntil'] },
      'Slot.HangUpFrom': { $ifNull: ['$Slot.HangUpFrom', '$Slot.LeaseUntil'] },
    },
  };
  await store.jobs.updateMany(
    // Those that hold a slot number are all, and their index holds no others.
    {
      CampaignID: campaignId,
      'Slot.Number': { $exists: true },
      State: 'calling',
      'Slot.Stage': { $in: ['dialling', 'placed'] },
    },
    [endLease],
  );
}

/** Has a slot looked into again at `at`, because its call rightly goes on. */
export async function lookAgain(
  store: Store,
  { jobId, callId, at }: { jobId: string; callId: string; at: Date },
): Promise<void> {
  await store.jobs.updateOne(
    { _id: jobId, State: 'calling', 'Slot.CallID': callId },
    { $set: { 'Slot.LeaseUntil': at } },
  );
}
