/** Tells which calls have just ended, so that dispatchers need not poll fast. */
import { type ChangeStream } from 'mongodb';
import { type CallDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

export interface CallEndStream {
  close(): Promise<void>;
}

// A broken stream is reopened after this. Meanwhile dispatchers tick every second, so nothing stalls.
const REOPEN_AFTER_MS = 1_000;

/**
 * Calls `onFreed` with a call's id whenever a call ends, also when another process recorded it.
 * It is only a hint: events may be missed while the stream is being reopened.
 */
export function openCallEndStream(store: Store, onFreed: (callId: string) => void): CallEndStream {
  let closed = false;
  let stream: ChangeStream | undefined;
  let reopening: NodeJS.Timeout | undefined;

  const open = (): void => {
    if (closed) return;
    stream = store.calls.watch<CallDocument>([
      { $match: { operationType: 'update', 'updateDescription.updatedFields.EndedAt': { $exists: true } } },
      // Only the id: the document would cost the server a read for each call.
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
