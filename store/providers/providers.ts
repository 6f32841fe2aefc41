/** Whether a provider may be used, as its circuit workflow last said. */
import { type Document } from 'mongodb';
import { type ProviderDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** The provider's state; undefined means that nothing ever stood in its way. */
export const loadProvider = (store: Store, name: string): Promise<ProviderDocument | null> =>
  store.providers.findOne({ _id: name });

/** Every provider that anything ever stood in the way of: a handful. */
export const listProviders = (store: Store): Promise<ProviderDocument[]> => store.providers.find().toArray();

/** Writes change number `Epoch`, unless a newer one is stored. @returns what is stored then. */
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

/** A pause whose reason changes began when it began. */
const pausedAt = ({
  GlobalPause,
  Since,
}: Pick<ProviderDocument, 'GlobalPause' | 'Since'>): Document | string =>
  GlobalPause ? { $cond: [{ $eq: ['$GlobalPause', true] }, '$PausedAt', Since] } : '$PausedAt';
