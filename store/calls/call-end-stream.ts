/** Tells which calls have just ended, so that dispatchers need not poll fast. */
import { type ChangeStream } from 'mongodb';
import { type CallDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

export interface CallEndStream {
  close(): Promise<void>;
}

// A broken stream is opened again after this: dispatchers tick every second meanwhile, so nothing stalls.
const REOPEN_AFTER_MS = 1_000;

/**
 * Calls `onFreed` with the id of a call whenever one ends, whichever process recorded it.
 * It is a hint only: events may be missed while the stream is being opened again.
 */
export function openCallEndStream(store: Store, onFreed: (callId: string) => void): CallEndStream {
  let closed = false;
  let stream: ChangeStream | undefined;
  let reopening: NodeJS.Timeout | undefined;

  const open = (): void => {
    if (closed) return;
    stream = store.calls.watch<CallDocument>([
      { $match: { operationType: 'update', 'updateDescription.updatedFields.EndedAt': { $exists: true } } },
      // The id alone: a look at the document would cost the server a read for each call.
      { $project: { documentKey: 1 } },
    ]);
    stream.on('change', (change) => {
      if ('documentKey' in change) onFreed(String(change.documentKey._id));
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
