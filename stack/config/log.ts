/** The log of a role: lines of JSON on its standard output. A failed write never ends the role. */
import { writeSync } from 'node:fs';
import pino, { type Logger } from 'pino';

// Output that waits while the disk is full or the reader is slow: some hundred lines. More is dropped.
const MOST_WAITING_BYTES = 100_000;

/** A log that cannot be written, on a full disk or without a reader, must not end its process. */
export function createLog(name: string): Logger {
  let waiting: Uint8Array = Buffer.alloc(0);
  const flush = (): void => {
    try {
      // There may be room for a part only.
      while (waiting.length > 0) waiting = waiting.subarray(writeSync(1, waiting));
    } catch {
      // It waits for the next line.
    }
  };
  const write = (line: string): void => {
    if (waiting.length < MOST_WAITING_BYTES) waiting = Buffer.concat([waiting, Buffer.from(line)]);
    flush();
  };
  // The last lines, if the reader was slow.
  process.once('exit', flush);
  outliveOutput();
  return pino({ name }, { write });
}

/** The same for other output: by Node, by a library, or for a person to read. */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
