/** Whether a provider may be used, as its circuit workflow last stored it. */
import { type Document } from 'mongodb';
import { type ProviderDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** The provider's state; null: it was never out or held. */
export const loadProvider = (store: Store, name: string): Promise<ProviderDocument | null> =>
  store.providers.findOne({ _id: name });

/** Every provider that was ever out or held: a handful. */
export const listProviders = (store: Store): Promise<ProviderDocument[]> => store.providers.find().toArray();

/** Writes change number `Epoch`, unless a newer one is stored. @returns what is then stored. */
export async function recordProvider(
  store: Store,
  change: Omit<ProviderDocument, 'PausedAt'>,
): Promise<ProviderDocument> {
  const { _id, ...fields } = change;
  const stored = await store.providers.findOneAndUpdate(
    { _id },
    [
      {
        $replaceWith: {
          $cond: [
            { $gte: [{ $ifNull: ['$Epoch', -1] }, change.Epoch] },
            '$$ROOT',
            { _id, ...fields, Reason: { $literal: fields.Reason }, PausedAt: pausedAt(change) },
          ],
        },
      },
    ],
    { upsert: true, returnDocument: 'after' },
  );
  return stored ?? change;
}

/** When the pause began: a new reason does not change that. */
const pausedAt = ({
  GlobalPause,
  Since,
}: Pick<ProviderDocument, 'GlobalPause' | 'Since'>): Document | string =>
  GlobalPause ? { $cond: [{ $eq: ['$GlobalPause', true] }, '$PausedAt', Since] } : '$PausedAt';
