/** Campaigns that wait for their turn to claim, over all workers, and how many claims wait to be dialled. */
import { type Contender } from '../../domain/dialling/claim-turns';
import { type Store } from '../mongodb/mongo';

/** Stores that these campaigns wait for a turn, until `until`. */
export async function announceContenders(
  store: Store,
  contenders: Pick<Contender, 'campaignId' | 'orgId' | 'wants'>[],
  until: Date,
): Promise<void> {
  if (contenders.length === 0) return;
  await store.callTurns.bulkWrite(
    contenders.map(({ campaignId, orgId, wants }) => ({
      updateOne: {
        filter: { _id: campaignId },
        update: {
          $set: { OrgID: orgId, Wants: wants, WaitsUntil: until },
          $setOnInsert: { LastTurnAt: new Date(0) },
        },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}

/** All campaigns that wait for a turn now, of all workers. */
export async function listContenders(store: Store, now: Date): Promise<Contender[]> {
  const waiting = await store.callTurns.find({ WaitsUntil: { $gt: now } }).toArray();
  return waiting.map(({ _id, OrgID, LastTurnAt, Wants }) => ({
    campaignId: _id,
    orgId: OrgID,
    lastTurnMs: LastTurnAt.getTime(),
    wants: Wants,
  }));
}

/** Records that these campaigns have had a turn. */
export async function recordTurns(store: Store, campaignIds: string[], now: Date): Promise<void> {
  if (campaignIds.length === 0) return;
  await store.callTurns.updateMany({ _id: { $in: campaignIds } }, { $max: { LastTurnAt: now } });
}

/**
 * Counts the claims of all campaigns since `since` that have not begun to dial, from a small index. An older claim does
 * not wait for its turn but, for example, for a workflow that an operator has stopped: it must not delay the other
 * campaigns.
 */
export const countUndialledClaims = (store: Store, since: Date): Promise<number> =>
  store.jobs.countDocuments({ 'Slot.Stage': 'claimed', 'Slot.ClaimedAt': { $gt: since } });
