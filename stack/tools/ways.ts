/** The ways that both tools share. */
import { cached, cacheFolder, type CachedTool } from './cache';
import { findOnPath } from './command';
import { type Way } from './resolve';

export const onPath = (tool: string, check: (executable: string) => Promise<void>): Way => ({
  name: 'PATH',
  attempt: async () => {
    const executable = findOnPath(tool);
    if (executable === undefined) throw new Error(`there is no program "${tool}"`);
    await check(executable);
    return executable;
  },
});

/** Any of the versions that a set-up may have left, the preferred one first. */
export const inCache = (tools: CachedTool[]): Way => ({
  name: `our cache (${cacheFolder()})`,
  attempt: async () => {
    const reasons: string[] = [];
    for (const tool of tools) {
      try {
        return await cached(tool);
      } catch (error) {
        reasons.push(error instanceof Error ? error.message : String(error));
      }
    }
    throw new Error(reasons.join('; '));
  },
});

export const thisPlatform = `${process.platform}-${process.arch}`;
