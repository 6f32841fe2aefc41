/** Which version of each server wrote the data of a folder: another one may be unable to read it, and fail late. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from './make-folders';
import { mongoServer } from './tools/mongod';
import { type KeptData } from './tools/resolve';
import { temporalServer } from './tools/temporal';
import { versionOf } from './tools/version';
import { writeWhole } from './write-whole';

// The note lies beside the data, so that the two are copied and removed together.
const servers = {
  temporal: { product: temporalServer, written: 'temporal.sqlite', note: 'temporal.sqlite.version' },
  mongod: { product: mongoServer, written: 'mongo/WiredTiger', note: 'mongo/ringmaster.version' },
};
type Server = keyof typeof servers;

/** Undefined without data, or without a note of the version that wrote it: then any server may try. */
export function keptData(dataDir: string, server: Server): KeptData | undefined {
  const { product, written, note } = servers[server];
  const path = join(dataDir, written);
  if (!existsSync(path) || !existsSync(join(dataDir, note))) return undefined;
  const writtenBy = readFileSync(join(dataDir, note), 'utf8').trim();
  return writtenBy === '' ? undefined : { path, product: product.name, writtenBy };
}

/**
 * Notes the version when the server starts. Before the start if that creates the data, so that a killed start leaves
 * no data without a note; else after it, because a server that refuses the data has not written it.
 */
export async function noteVersion<T>(
  dataDir: string,
  server: Server,
  executable: string,
  start: () => Promise<T>,
): Promise<T> {
  const { product, written, note } = servers[server];
  const version = await versionOf(executable, product);
  const write = (): void => {
    const file = join(dataDir, note);
    makeFolders(dirname(file));
    writeWhole(file, `${version}\n`);
  };
  if (!existsSync(join(dataDir, written))) write();
  const started = await start();
  try {
    if (keptData(dataDir, server)?.writtenBy !== version) write();
  } catch {
    // The disk is full. The server runs, and the next start notes it.
  }
  return started;
}
