/** Tells the dispatchers of a process what may let them make a call, so that they need not poll. */
import { type ChangeStream, type ChangeStreamDocument } from 'mongodb';
import { type Store } from '../mongodb/mongo';

export interface DispatchStream {
  /** Whether events come at present. While they do not, look yourself. */
  isLive(): boolean;
  close(): Promise<void>;
}

export interface DispatchEvents {
  /** A job has left its slot, whichever process freed it. */
  onSlotFreed(jobId: string): void;
  /** Work was announced for a campaign (`announceWork`), or its state changed. */
  onWork(campaignId: string, campaign: { isIdle: boolean }): void;
  /** Events come from now on; earlier ones may have been missed. */
  onOpen(): void;
}

// A broken stream is opened again after this. Meanwhile dispatchers look every second; idle campaigns wait for it, or
// for the reconciler.
const REOPEN_AFTER_MS = 1_000;
// MongoDB answers every second even if nothing has happened. After three silent seconds it is away, or a stopped
// machine holds the connection.
const LIVE_FOR_MS = 3_000;

/** It is only a hint: what an event says is read in the database. */
export function openDispatchStream(store: Store, events: DispatchEvents): DispatchStream {
  let closed = false;
  let stream: ChangeStream | undefined;
  let reopening: NodeJS.Timeout | undefined;
  let lastHeardAt = -Infinity;

  const open = (): void => {
    if (closed) return;
    // Of the whole database: MongoDB reads the same log for each stream, so two would cost it twice.
    const opened = store.watch([
      {
        $match: {
          operationType: 'update',
          $or: [
            { 'ns.coll': store.jobs.collectionName, 'updateDescription.removedFields': 'Slot' },
            {
              'ns.coll': store.campaigns.collectionName,
              $or: [
                { 'updateDescription.updatedFields.Announced': { $exists: true } },
                { 'updateDescription.updatedFields.State': { $exists: true } },
              ],
            },
          ],
        },
      },
      { $project: { documentKey: 1, ns: 1, operationType: 1, 'updateDescription.updatedFields': 1 } },
    ]);
    stream = opened;
    opened.on('change', heard);
    opened.once('resumeTokenChanged', () => events.onOpen());
    opened.on('resumeTokenChanged', () => (lastHeardAt = performance.now()));
    opened.on('error', () => {
      lastHeardAt = -Infinity;
      void opened.close().catch(() => undefined);
      if (!closed) reopening = setTimeout(open, REOPEN_AFTER_MS);
    });
  };

  function heard(change: ChangeStreamDocument): void {
    if (change.operationType !== 'update') return;
    const id = String(change.documentKey._id);
    if (change.ns.coll === store.jobs.collectionName) return events.onSlotFreed(id);
    const { updatedFields = {} } = change.updateDescription;
    events.onWork(id, { isIdle: Object.keys(updatedFields).some((field) => field.startsWith('Idle')) });
  }
  open();

  return {
    isLive: () => performance.now() - lastHeardAt < LIVE_FOR_MS,
    close: async () => {
      closed = true;
      clearTimeout(reopening);
      await stream?.close();
    },
  };
}
