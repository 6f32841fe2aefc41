/** One instant of the database: whatever is read of it, and however long that takes, is as it was then. */
import { type ClientSession, type Db, type MongoClient } from 'mongodb';

/** What a read is given, so that it reads this cut. The first read decides the instant. */
export interface Cut {
  session?: ClientSession;
}

export interface OpenCut extends Cut {
  /** Ends also the reads that were given up. */
  end(): Promise<void>;
}

/** MongoDB keeps what was for five minutes (`minSnapshotHistoryWindowInSeconds`); a later read of the cut fails. */
export function openCut(client: MongoClient, db: Db): OpenCut {
  const session = client.startSession({ snapshot: true });
  return {
    session,
    async end() {
      try {
        // The driver closes a cursor with the read concern of its session, which MongoDB refuses for that, and says
        // nothing: the cursor would stay for ten minutes.
        if (session.id) await db.command({ killSessions: [session.id] });
      } finally {
        await session.endSession();
      }
    },
  };
}
