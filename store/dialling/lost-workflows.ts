/** Calls whose workflows may be gone: the audit checks their slots before their leases expire. */
import { type Document } from 'mongodb';
import { type Store } from '../mongodb/mongo';

/**
 * Ends the leases of a campaign's dialled calls, so that the next audit checks each: at once, or as soon as its
 * placement can no longer be on the way. `HangUpFrom` is the end of the call's limits, because until then the call may
 * rightly go on: the lease's original end, or later where a lease is shorter than its call (inbound calls, and calls
 * that are being placed).
 */
export async function endLeases(
  store: Store,
  {
    campaignId,
    now,
    limits: { ringSeconds, callSeconds },
    marginMs,
  }: {
    campaignId: string;
    now: Date;
    /** Of a job that names none. */
    limits: { ringSeconds: number; callSeconds: number };
    /** What events and queues may add to them. */
    marginMs: number;
  },
): Promise<void> {
  const longestSeconds: Document = {
    $add: [
      { $ifNull: ['$Overrides.MaxRingSeconds', ringSeconds] },
      { $ifNull: ['$Overrides.MaxCallSeconds', callSeconds] },
    ],
  };
  const limitsEnd: Document = {
    $add: ['$Slot.ClaimedAt', { $multiply: [longestSeconds, 1_000] }, marginMs],
  };
  const hasLeaseOfItsCall: Document = {
    $and: [{ $eq: ['$Slot.Stage', 'placed'] }, { $eq: [{ $type: '$Slot.Inbound' }, 'missing'] }],
  };
  const endLease: Document = {
    $set: {
      // Before DialUntil the provider could say that it has no such call, and dial a moment later.
      'Slot.LeaseUntil': { $max: [now, '$Slot.DialUntil'] },
      'Slot.HangUpFrom': {
        $ifNull: [
          '$Slot.HangUpFrom',
          { $cond: [hasLeaseOfItsCall, '$Slot.LeaseUntil', { $max: ['$Slot.LeaseUntil', limitsEnd] }] },
        ],
      },
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
