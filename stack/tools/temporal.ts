/** Where the Temporal dev server comes from. */
import { join } from 'node:path';
import { setUp, SET_UP_LIMIT_MS, type CachedTool } from './cache';
import { runCommand } from './command';
import { download } from './download';
import { temporalCli } from './pins';
import { say, withProgress } from './progress';
import { resolveTool, type Way } from './resolve';
import { checkVersion } from './version';
import { inCache, onPath, thisPlatform } from './ways';

// The first server whose updates need no switch.
const least = { pattern: /Server (\d+)\.(\d+)/, major: 1, minor: 25, name: 'Temporal Server' };
const check = (executable: string): Promise<void> => checkVersion(executable, least);
const tool: CachedTool = { tool: 'temporal', version: temporalCli.version, check };

const officialDownload = (downloads: string): Way => ({
  name: 'official download',
  attempt: () => {
    const archive = temporalCli.archives[thisPlatform];
    if (archive === undefined)
      throw new Error(`no checksum is pinned for ${thisPlatform}, so it is not used`);
    const url = `${downloads}/v${temporalCli.version}/${archive.name}`;
    return setUp(tool, async (folder) => {
      const file = join(folder, archive.name);
      say(`No Temporal server here yet: fetching Temporal CLI ${temporalCli.version} from ${url}`);
      await download({ what: 'Temporal CLI', url, sha256: archive.sha256, file });
      await runCommand('tar', ['-xzf', file, '-C', folder], { withinMs: 60_000 });
    });
  },
});

const goModule = `github.com/temporalio/cli`;
// A proxy that can be reached tells of one version in a moment. Where packets are dropped Go itself would wait for minutes.
const PROXY_ANSWERS_WITHIN_MS = 15_000;

const goInstall = (proxyAnswersWithinMs: number): Way => ({
  name: `go install ${goModule}/cmd/temporal@v${temporalCli.version}`,
  attempt: async () => {
    await runCommand('go', ['version'], { withinMs: 30_000 });
    return setUp(tool, async (folder) => {
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
  downloads?: string;
  proxyAnswersWithinMs?: number;
}

export const temporalWays = ({
  downloads = temporalCli.downloads,
  proxyAnswersWithinMs = PROXY_ANSWERS_WITHIN_MS,
}: TemporalWaysOptions = {}): Way[] => [
  onPath('temporal', check),
  inCache([tool]),
  officialDownload(downloads),
  goInstall(proxyAnswersWithinMs),
];

export const resolveTemporal = (ways: Way[] = temporalWays()): Promise<string> =>
  resolveTool({ tool: 'temporal', variable: 'TEMPORAL_ADDRESS', example: 'localhost:7233', ways });
