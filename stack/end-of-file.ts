import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** The last bytes of a file of any size. Throws if it is no file: a device may have no end. */
export function endOfFile(file: string, mostBytes: number): Buffer {
  const found = statSync(file);
  if (!found.isFile()) throw new Error(`${file} is not a file`);
  const bytes = Math.min(found.size, mostBytes);
  const end = Buffer.alloc(bytes);
  const opened = openSync(file, 'r');
  try {
    return end.subarray(0, readSync(opened, end, 0, bytes, found.size - bytes));
  } finally {
    closeSync(opened);
  }
}
