/** Keeps the logs of a stack that runs for months small, while it runs. */
import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endOfFile } from '../end-of-file';

/**
 * Days of a busy stack, and a size that an editor opens. With the one before that is kept, five logs (API, worker, simulator,
 * mongod, Temporal) take 100 MB at most, and what is written between two looks.
 */
const LIMIT_BYTES = 10_000_000;
// Looking costs microseconds, and what writes fastest, a process that fails in a circle, writes some megabytes meanwhile.
const LOOK_EVERY_MS = 1_000;

/** @returns what ends it */
export function keepLogsSmall(folder: string, limitBytes = LIMIT_BYTES): () => void {
  const look = setInterval(() => {
    for (const name of logsIn(folder)) keepSmall(join(folder, name), limitBytes);
  }, LOOK_EVERY_MS);
  // Nobody is kept alive by it.
  look.unref();
  return () => clearInterval(look);
}

/**
 * The end goes to `<file>.1`, and the file begins anew. Its writers keep it open, and append: no process stands between them
 * and their log, so none can hold them up or lose their last words. What they write in the moment of it is lost.
 */
function keepSmall(file: string, limitBytes: number): void {
  try {
    const found = statSync(file);
    // A person may have put a link to a device there.
    if (!found.isFile() || found.size <= limitBytes) return;
    try {
      // First the room, for the disk may be full.
      rmSync(`${file}.1`, { force: true });
      writeFileSync(`${file}.1`, endOfFile(file, limitBytes));
    } catch {
      // Then nothing is kept of it: it is the bound that counts.
    }
    truncateSync(file);
  } catch {
    // It cannot be looked at or made shorter: the next look tries again.
  }
}

function logsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.log'));
  } catch {
    // The folder is gone, or cannot be read for now.
    return [];
  }
}
