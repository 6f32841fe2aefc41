/** One instant of the database: whatever is read of it, and however long that takes, is as it was then. */
import { type ClientSession } from 'mongodb';
import { type Store } from './mongo';

/** What a read is given, so that it reads this cut. The first read decides the instant. */
export interface Cut {
  session?: ClientSession;
}

/**
 * MongoDB keeps what was for five minutes (`minSnapshotHistoryWindowInSeconds`); a later read of the cut fails. The
 * caller ends it, which also ends reads that were given up.
 */
export function openCut(store: Store): Cut & { end(): Promise<void> } {
  const session = store.client.startSession({ snapshot: true });
  return {
    session,
    async end() {
      try {
        // The driver closes a cursor with the read concern of its session, which MongoDB refuses for that, and says
        // nothing: the cursor would stay for ten minutes.
        if (session.id) await store.db.command({ killSessions: [session.id] });
      } finally {
        await session.endSession();
      }
    },
  };
}
