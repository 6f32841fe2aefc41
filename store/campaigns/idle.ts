/**
 * Started campaigns without a dispatcher, because none of their jobs can be called before a time, and what wakes them.
 * The dispatcher first marks its campaign as idle and then looks once more; whoever makes a call possible writes first
 * and then announces it (`announceWork`). So one of the two sees the other.
 */
import { type Document, type Filter } from 'mongodb';
import { type CampaignDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** Marks the campaign of this epoch's dispatcher as idle. */
export async function markIdle(
  store: Store,
  { campaignId, epoch, onHold }: { campaignId: string; epoch: number; onHold: boolean },
): Promise<void> {
  await store.campaigns.updateOne(
    { _id: campaignId, State: 'started', Epoch: epoch },
    { $set: { Idle: onHold ? { OnHold: true } : {} } },
  );
}

/** The campaign has a dispatcher again. */
export async function endIdle(
  store: Store,
  { campaignId, epoch }: { campaignId: string; epoch: number },
): Promise<void> {
  await store.campaigns.updateOne(
    { _id: campaignId, State: 'started', Epoch: epoch },
    { $unset: { Idle: '' } },
  );
}

/** The campaigns that may have something to do now. */
export type WithWork =
  | { campaignIds: string[] }
  /** All of an organisation that were held back, or all that were. */
  | { onHoldOf: string }
  | 'all_on_hold';

/** Tells the dispatchers of these campaigns to look, and has a dispatcher started for each that is idle. */
export async function announceWork(store: Store, withWork: WithWork): Promise<void> {
  await store.campaigns.updateMany(filterOf(withWork), [
    {
      $set: {
        // Each announcement is a change, which the processes that watch the campaigns see.
        Announced: { $add: [{ $ifNull: ['$Announced', 0] }, 1] },
        Idle: {
          $cond: [isIdle, { $mergeObjects: ['$Idle', { Woken: true }] }, '$$REMOVE'],
        },
      },
    },
  ]);
}
const isIdle: Document = { $ne: [{ $type: '$Idle' }, 'missing'] };

function filterOf(withWork: WithWork): Filter<CampaignDocument> {
  if (withWork === 'all_on_hold') return { State: 'started', 'Idle.OnHold': true };
  if ('onHoldOf' in withWork) return { OrgID: withWork.onHoldOf, State: 'started', 'Idle.OnHold': true };
  return { _id: { $in: withWork.campaignIds }, State: 'started' };
}

/**
 * Takes the task of telling an idle campaign's workflow that there is work: of several processes one gets it. Who dies
 * with it delays the campaign until `listUntold` finds it.
 */
export async function takeTelling(store: Store, campaignId: string, now: Date): Promise<boolean> {
  const taken = await store.campaigns.updateOne(
    { _id: campaignId, State: 'started', 'Idle.Woken': true, 'Idle.ToldAt': { $exists: false } },
    { $set: { 'Idle.ToldAt': now } },
  );
  return taken.modifiedCount === 1;
}

/** Idle campaigns with work whose workflow was not told, or was told before `toldBefore` and is idle still. */
export const listUntold = async (
  store: Store,
  { toldBefore, limit }: { toldBefore: Date; limit: number },
): Promise<string[]> => {
  const untold = await store.campaigns
    .find({
      State: 'started',
      'Idle.Woken': true,
      $or: [{ 'Idle.ToldAt': { $exists: false } }, { 'Idle.ToldAt': { $lt: toldBefore } }],
    })
    .project<{ _id: string }>({ _id: 1 })
    .limit(limit)
    .toArray();
  return untold.map(({ _id }) => _id);
};
