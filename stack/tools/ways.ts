/** The ways to find a tool that both tools share. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cached, cacheFolder, type CachedTool } from './cache';
import { findOnPath } from './command';
import { type KeptData, type Way } from './resolve';
import { mayOpen, NotOffered } from './version';

export const onPath = (tool: string, check: (executable: string) => Promise<void>): Way => ({
  name: 'PATH',
  attempt: async () => {
    const executable = findOnPath(tool);
    if (executable === undefined) throw new NotOffered(`there is no program "${tool}"`);
    await check(executable);
    return executable;
  },
});

/** Any version that a set-up may have left, the preferred one first. */
export const inCache = (tools: CachedTool[]): Way => ({
  name: `our cache (${cacheFolder()})`,
  attempt: async () => {
    const failures: unknown[] = [];
    for (const tool of tools) {
      try {
        return await cached(tool);
      } catch (error) {
        failures.push(error);
      }
    }
    const reasons = failures
      .map((error) => (error instanceof Error ? error.message : String(error)))
      .join('; ');
    throw failures.every((error) => error instanceof NotOffered)
      ? new NotOffered(reasons)
      : new Error(reasons);
  },
});

/** The versions to look for: with data also those pinned earlier, since one of them may have written it. */
export function cachedFor(data: KeptData | undefined, pinned: [CachedTool, ...CachedTool[]]): CachedTool[] {
  if (data === undefined) return pinned;
  const [{ tool, check, folder = cacheFolder() }] = pinned;
  const versions = pinned.map(({ version }) => version);
  const others = namesIn(join(folder, tool)).filter((name) => /^\d/.test(name) && !versions.includes(name));
  return [...pinned, ...others.map((version) => ({ tool, version, check, folder }))];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Without data, the server on the user's PATH goes first; with data, the server in our cache. */
export const inOrder = (path: Way, cache: Way, data: KeptData | undefined): Way[] =>
  data === undefined ? [path, cache] : [cache, path];

/** Throws before a version is fetched that may not open the data. */
export function requireUse(version: string, data: KeptData | undefined): void {
  if (!mayOpen(version, data?.writtenBy))
    throw new NotOffered(`it is ${version}, which may not open data of ${data?.writtenBy}`);
}

export const thisPlatform = `${process.platform}-${process.arch}`;
