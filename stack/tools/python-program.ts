/** Programs of the Python package index, each with all that it needs at versions and sums that are pinned in a file. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUp, SET_UP_LIMIT_MS } from './cache';
import { runCommand } from './command';
import { say, withProgress } from './progress';

export interface PythonProgram {
  tool: string;
  version: string;
  /** What `python3 -m` runs. */
  module: string;
}

/** Its packages take a second or two to load. */
const STARTS_WITHIN_MS = 60_000;

/** The program, which is fetched when it is first asked for. Its requirements are in `<tool>.txt` beside this file. */
export function resolvePythonProgram({ tool, version, module }: PythonProgram): Promise<string> {
  const requirements = join(__dirname, `${tool}.txt`);
  if (!readFileSync(requirements, 'utf8').includes(`${tool}==${version} `))
    throw new Error(`${requirements} pins another version of ${tool} than ${version}`);
  const check = async (executable: string): Promise<void> => {
    await runCommand(executable, ['--version'], { withinMs: STARTS_WITHIN_MS });
  };
  return setUp({ tool, version, check }, async (folder) => {
    say(`No ${tool} here yet: fetching ${tool} ${version} from the Python package index`);
    const bounds = ['--disable-pip-version-check', '--no-input', '--timeout', '5', '--retries', '2'];
    const pinned = ['--require-hashes', '--only-binary', ':all:', '--requirement', requirements];
    // Not a virtual environment: that could not be moved to its place.
    const target = ['--target', join(folder, 'packages')];
    await withProgress(`Fetching ${tool}`, () =>
      runCommand('python3', ['-m', 'pip', 'install', '--quiet', ...target, ...bounds, ...pinned], {
        withinMs: SET_UP_LIMIT_MS,
      }),
    );
    const executable = join(folder, tool);
    writeFileSync(executable, launcher(module));
    chmodSync(executable, 0o755);
  });
}

const launcher = (module: string): string =>
  `#!/bin/sh\nexport PYTHONPATH="$(dirname "$0")/packages\${PYTHONPATH:+:$PYTHONPATH}"\nexec python3 -m ${module} "$@"\n`;
