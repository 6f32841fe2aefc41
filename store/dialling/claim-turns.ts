/** Campaigns that wait for their turn to claim, over all workers, and how many claims wait to be dialled. */
import { type Contender } from '../../domain/dialling/claim-turns';
import { type Store } from '../mongodb/mongo';

/** Says who waits for a turn, until `until`. */
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

/** Everybody who waits for a turn now, whichever worker has them. */
export async function listContenders(store: Store, now: Date): Promise<Contender[]> {
  const waiting = await store.callTurns.find({ WaitsUntil: { $gt: now } }).toArray();
  return waiting.map(({ _id, OrgID, LastTurnAt, Wants }) => ({
    campaignId: _id,
    orgId: OrgID,
    lastTurnMs: LastTurnAt.getTime(),
    wants: Wants,
  }));
}

/** Notes that these campaigns have had a turn. */
export async function recordTurns(store: Store, campaignIds: string[], now: Date): Promise<void> {
  if (campaignIds.length === 0) return;
  await store.callTurns.updateMany({ _id: { $in: campaignIds } }, { $max: { LastTurnAt: now } });
}

/**
 * Claims of all campaigns since `since` that have not begun to dial. Read from an index that holds no others. An older one waits
 * for something else than its turn, such as a workflow that somebody has stopped: it must not keep everybody waiting.
 */
export const countUndialledClaims = (store: Store, since: Date): Promise<number> =>
  store.jobs.countDocuments({ 'Slot.Stage': 'claimed', 'Slot.ClaimedAt': { $gt: since } });
