/** Reads one large file in a process whose heap has a bound, and tells its parent what came of it. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { UnpackedFile } from '../../api/files/unpacked';
import { openSheet } from '../../api/files/xlsx-sheet';
import { Problem } from '../../api/http/problems';

export interface ReadFile {
  /** Rows of a workbook, bytes of another file. */
  read: number;
  refused?: string;
  /** The most that was held while it was read, in the heap and outside of it. */
  peakBytes: number;
}

async function run(file: string): Promise<ReadFile> {
  const told: ReadFile = { read: 0, peakBytes: 0 };
  const look = (): void => {
    told.peakBytes = Math.max(told.peakBytes, process.memoryUsage.rss());
  };
  try {
    if (file.endsWith('.xlsx')) {
      for await (const _ of (await openSheet(await readFile(file))).rows) {
        told.read += 1;
        if (told.read % 1_000 === 0) look();
      }
    } else {
      for await (const piece of new UnpackedFile(createReadStream(file), undefined)) {
        told.read += piece.length;
        look();
      }
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    told.refused = error.detail;
  }
  look();
  return told;
}

run(process.env['LARGE_FILE'] ?? '').then(
  (told) => process.send?.(told, () => process.exit(0)),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
