/** Tells which campaigns have just had a call end, so that their dispatchers need not poll fast. */
import { type ChangeStream } from 'mongodb';
import { type CallDocument } from './documents';
import { type Store } from './mongo';

export interface SlotWatch {
  close(): Promise<void>;
}

// A broken stream is opened again after this: dispatchers tick every second meanwhile, so nothing stalls.
const REOPEN_AFTER_MS = 1_000;

/**
 * Calls `onFreed` with the id of a campaign whenever one of its calls ends, whichever process recorded it.
 * It is a hint only: events may be missed while the stream is being opened again.
 */
export function watchFreedSlots(
  store: Store,
  onFreed: (campaignId: string, callId: string) => void,
): SlotWatch {
  let closed = false;
  let stream: ChangeStream | undefined;
  let reopening: NodeJS.Timeout | undefined;

  const open = (): void => {
    if (closed) return;
    stream = store.calls.watch<CallDocument>(
      [
        { $match: { operationType: 'update', 'updateDescription.updatedFields.EndedAt': { $exists: true } } },
        { $project: { 'fullDocument._id': 1, 'fullDocument.CampaignID': 1 } },
      ],
      { fullDocument: 'updateLookup' },
    );
    stream.on('change', (change) => {
      const call = 'fullDocument' in change ? (change.fullDocument as Partial<CallDocument>) : {};
      if (call?.CampaignID !== undefined && call._id !== undefined) onFreed(call.CampaignID, call._id);
    });
    stream.on('error', () => {
      void stream?.close().catch(() => undefined);
      if (!closed) reopening = setTimeout(open, REOPEN_AFTER_MS);
    });
  };
  open();

  return {
    close: async () => {
      closed = true;
      clearTimeout(reopening);
      await stream?.close();
    },
  };
}
