import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all: also on a full disk, and when two processes write it at once. */
export function writeWhole(file: string, text: string): void {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, text);
    renameSync(own, file);
  } catch (error) {
    rmSync(own, { force: true });
    throw error;
  }
}
