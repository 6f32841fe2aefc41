/** A data folder whose Temporal data no server to be had may open: it is kept aside, and Temporal begins with nothing. */
import { existsSync, renameSync } from 'node:fs';
import { NoTool, type KeptData } from './tools/resolve';
import { resolveTemporal, temporalServer } from './tools/temporal';
import { versionOf } from './tools/version';

export interface FoundTemporal {
  executable: string;
  /** It may not open this, which is to be kept aside before it starts. */
  unreadable?: KeptData;
}

/** The server that may open the data, else any. What Temporal held comes back from MongoDB, so a start need not fail for it. */
export async function findTemporal(
  data: KeptData | undefined,
  say: (line: string) => void,
): Promise<FoundTemporal> {
  try {
    return { executable: await resolveTemporal({ data }) };
  } catch (error) {
    if (data === undefined || !(error instanceof NoTool)) throw error;
    const executable = await resolveTemporal();
    say(
      `${error.finding}So ${temporalServer.name} ${await versionOf(executable, temporalServer)} begins with nothing.`,
    );
    return { executable, unreadable: data };
  }
}

// SQLite's own files beside a database go by its name: what was written last may stand in them alone. The database goes last, so
// that a start after one that was cut off goes on with the same name.
const parts = ['-journal', '-shm', '-wal', ''];

/** Renames the files of a database after the version that wrote them, over no other file. @returns the new name. */
export function keepAside({ path, writtenBy }: KeptData): string {
  const named = `${path}.${writtenBy}`;
  let kept = named;
  for (let n = 2; existsSync(kept); n += 1) kept = `${named}.${n}`;
  for (const part of parts) if (existsSync(`${path}${part}`)) renameSync(`${path}${part}`, `${kept}${part}`);
  return kept;
}

/** What an operator has to know and to do. */
export const announcement = (kept: string): string => `The old data is kept as ${kept}.
Every campaign comes back from MongoDB within a minute, paused: start those that should run. Calls that were in progress are
looked up at the provider, and none is dialled again. Schedules of your own must be made anew.
docs/runbook.md says more, at "The data was written by another version".`;
