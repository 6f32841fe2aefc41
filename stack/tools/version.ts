/** Whether a program runs here, and is new enough. */
import { runCommand } from './command';

// A quarter of a gigabyte of executable, read from a cold disk.
const VERSION_WITHIN_MS = 30_000;

export interface Least {
  /** Finds the major and minor version in what `--version` prints. */
  pattern: RegExp;
  major: number;
  minor: number;
  name: string;
}

export async function checkVersion(executable: string, least: Least): Promise<void> {
  const output = await runCommand(executable, ['--version'], { withinMs: VERSION_WITHIN_MS });
  const [, major, minor] = least.pattern.exec(output) ?? [];
  const wanted = `${least.name} ${least.major}.${least.minor} or newer is needed`;
  if (major === undefined || minor === undefined) {
    throw new Error(`${executable} does not tell its version (${output.trim().slice(0, 80)}); ${wanted}`);
  }
  const difference = Number(major) - least.major || Number(minor) - least.minor;
  if (difference < 0) throw new Error(`${executable} is ${least.name} ${major}.${minor}; ${wanted}`);
}
