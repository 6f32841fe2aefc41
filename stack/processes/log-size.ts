/** Keeps the logs of a running stack small, for months. */
import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endOfFile } from '../end-of-file';

/**
 * Days of a busy stack, and a size that an editor opens. With the previous file, five logs (API, worker, simulator,
 * mongod, Temporal) take 100 MB at most, plus what is written between two looks.
 */
const LIMIT_BYTES = 10_000_000;
// A look costs microseconds, and the fastest writer, a process that fails in a loop, writes some megabytes meanwhile.
const LOOK_EVERY_MS = 1_000;

/** @returns a function that ends it */
export function keepLogsSmall(folder: string, limitBytes = LIMIT_BYTES): () => void {
  const look = setInterval(() => {
    for (const name of logsIn(folder)) keepSmall(join(folder, name), limitBytes);
  }, LOOK_EVERY_MS);
  // The timer keeps no process running.
  look.unref();
  return () => clearInterval(look);
}

/**
 * Copies the end to `<file>.1` and empties the file. Its writers keep it open and append: no process stands between
 * them and their log, so none can delay them or lose their last lines. Lines written during the copy are lost.
 */
function keepSmall(file: string, limitBytes: number): void {
  try {
    const found = statSync(file);
    // A person may have put a link to a device there.
    if (!found.isFile() || found.size <= limitBytes) return;
    try {
      // Makes room first, since the disk may be full.
      rmSync(`${file}.1`, { force: true });
      writeFileSync(`${file}.1`, endOfFile(file, limitBytes));
    } catch {
      // Then nothing of it is kept: the bound matters more.
    }
    truncateSync(file);
  } catch {
    // It cannot be read or shortened now: the next look tries again.
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
