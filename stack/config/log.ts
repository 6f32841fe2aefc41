/** The log of a role: lines of JSON on its standard output, which never end it. */
import { writeSync } from 'node:fs';
import pino, { type Logger } from 'pino';

// What waits while the disk is full, or for a reader who is slow: some hundred lines. More is dropped.
const MOST_WAITING_BYTES = 100_000;

/** A log that cannot be written, on a full disk or with nobody who reads it, is no reason to end what it tells of. */
export function createLog(name: string): Logger {
  let waiting: Uint8Array = Buffer.alloc(0);
  const flush = (): void => {
    try {
      // A part of it may be all that there is room for.
      while (waiting.length > 0) waiting = waiting.subarray(writeSync(1, waiting));
    } catch {
      // It waits for the next line.
    }
  };
  const write = (line: string): void => {
    if (waiting.length < MOST_WAITING_BYTES) waiting = Buffer.concat([waiting, Buffer.from(line)]);
    flush();
  };
  // Last words, where a reader was slow.
  process.once('exit', flush);
  outliveOutput();
  return pino({ name }, { write });
}

/** What else is written there: by Node, by a library, or for a person to read. */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
