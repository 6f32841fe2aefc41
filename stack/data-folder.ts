/** What `npm start` keeps between starts, used by one start at a time. */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { folderId, lockHolder, tryLock } from './lock';
import { makeFolders } from './make-folders';

const lockFile = (folder: string): string => join(folder, 'start.lock');

export interface ClaimedFolder {
  release(): void;
  /** Throws when it has moved: a restarted server would begin empty in its place. */
  requireHere(): void;
}

/** Takes the folder; throws an error that names the process that has it. */
export function claimDataFolder(folder: string): ClaimedFolder {
  // Numbers, conversations and secrets: no other user of this machine may read them. Temporal and MongoDB write files
  // that all may read, so the folder is closed. An existing folder may be shared on purpose, and stays as it is.
  makeFolder(folder);
  const id = folderId(folder);
  const requireHere = (): void => {
    if (folderId(folder) !== id)
      throw new Error(
        `${folder} was moved or replaced while it was in use: stop npm start and start it again.`,
      );
  };
  // The second try is for a lock of a dead process, which the first one breaks.
  for (const _try of [1, 2]) {
    const { release } = tryLock(lockFile(folder));
    if (release !== undefined) return { release, requireHere };
  }
  throw new Error(
    `${folder} is in use by process ${dataFolderUser(folder) ?? '(unknown)'}, another npm start. ` +
      'Stop that one, or set RINGMASTER_DATA_DIR to another folder.',
  );
}

// SQLite takes no path over 512 bytes; the longest name that is appended to the folder is "/temporal.sqlite-journal".
const LONGEST_PATH_BYTES = 480;

/** Throws an error that names the variable to set if a server could not keep its data there. */
function makeFolder(folder: string): void {
  const refuse = (why: string): Error =>
    new Error(`The data folder ${folder} cannot be used: ${why}. Set RINGMASTER_DATA_DIR to another folder.`);
  const requireShort = (path: string): void => {
    const bytes = Buffer.byteLength(path);
    if (bytes > LONGEST_PATH_BYTES)
      throw refuse(`its path has ${bytes} bytes; allowed: ${LONGEST_PATH_BYTES} at most`);
  };
  requireShort(folder);
  try {
    makeFolders(folder, 0o700);
    makeFolders(join(folder, 'logs'));
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw refuse(reasons[code ?? ''] ?? message);
  }
  // The target of links counts.
  requireShort(realpathSync(folder));
}

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it can be read only',
  ENOENT: 'no folder can be made there',
  EEXIST: 'it, or something above it, is a file',
  ENOTDIR: 'it, or something above it, is a file',
  ENAMETOOLONG: 'a name in its path is too long',
  ENOSPC: 'the disk is full',
};

// MongoDB ends when it cannot write, and Temporal cannot begin: both need some room before anything works again.
const FULL_BELOW_BYTES = 50_000_000;

export function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < FULL_BELOW_BYTES;
  } catch {
    // The folder is gone: that is another problem.
    return false;
  }
}

export const dataFolderUser = (folder: string): number | undefined => lockHolder(lockFile(folder));

/** The secret shared with the embedded simulator: made at the first start, kept, readable by its owner only. */
export function providerSecret(folder: string): string {
  const file = join(folder, 'provider-secret');
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}

/** Removes our files, and the folder if nothing else is in it. */
export function clearDataFolder(folder: string): void {
  const ours = /^(logs|mongo|provider-secret|temporal\.sqlite.*|start\.lock.*)$/;
  for (const name of readdirSync(folder)) {
    if (ours.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
