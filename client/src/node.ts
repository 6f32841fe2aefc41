/** What only Node has: files by their path. */
import { createReadStream } from 'node:fs';
import { type FileSource } from './file.ts';

/** A file to import, by its path. It is read as it is sent, and again from its beginning when it is sent again. */
export const fileAt = (path: string): FileSource => ({ name: path, open: () => createReadStream(path) });
