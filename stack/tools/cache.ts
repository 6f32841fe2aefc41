/**
 * The tools that we fetched, one folder per tool and version. A folder is complete or absent: one process at a time
 * builds it beside its place and moves it there in one step.
 */
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { lock } from '../lock';
import { makeFolders } from '../make-folders';
import { NotOffered } from './version';
import { say } from './progress';

// The slowest way, building Temporal from source, takes three minutes on two cores; a slow machine may need five times
// that.
export const SET_UP_LIMIT_MS = 15 * 60_000;

export interface CachedTool {
  tool: string;
  version: string;
  /** Throws when the executable does not run here. */
  check(executable: string): Promise<void>;
  folder?: string;
}

export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ringmaster');
}

/** The executable of a tool that was set up before; throws when none runs. */
export async function cached({ tool, version, check, folder = cacheFolder() }: CachedTool): Promise<string> {
  const executable = join(folder, tool, version, tool);
  if (!existsSync(executable)) throw new NotOffered(`nothing in ${join(folder, tool, version)}`);
  await check(executable);
  return executable;
}

/**
 * Sets a tool up: `build` leaves an executable named as the tool in the folder that it is given. A killed set-up
 * leaves an unfinished folder, which the next one removes.
 */
export async function setUp(wanted: CachedTool, build: (folder: string) => Promise<void>): Promise<string> {
  const { tool, version, check, folder = cacheFolder() } = wanted;
  const home = join(folder, tool);
  const target = join(home, version);
  const unfinished = `.unfinished-`;
  makeFolders(home);
  const { release } = await lock(join(home, 'set-up.lock'), {
    withinMs: SET_UP_LIMIT_MS,
    onWait: (pid) => say(`Process ${pid} is setting up ${tool}; waiting for it…`),
  });
  try {
    const ready = await cached(wanted).catch(() => undefined);
    if (ready !== undefined) return ready;
    for (const name of readdirSync(home)) {
      if (name.startsWith(unfinished)) rmSync(join(home, name), { recursive: true, force: true });
    }
    const workplace = mkdtempSync(join(home, unfinished));
    try {
      await build(workplace);
      await check(join(workplace, tool));
      // A folder here can only be one whose executable does not run.
      rmSync(target, { recursive: true, force: true });
      renameSync(workplace, target);
    } finally {
      rmSync(workplace, { recursive: true, force: true });
    }
    return join(target, tool);
  } finally {
    release();
  }
}
