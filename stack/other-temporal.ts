/** For Temporal data that no available server may open: it is set aside, and Temporal starts empty. */
import { existsSync, renameSync } from 'node:fs';
import { NoTool, type KeptData } from './tools/resolve';
import { resolveTemporal, temporalServer } from './tools/temporal';
import { versionOf } from './tools/version';

export interface FoundTemporal {
  executable: string;
  /** Data that it may not open, to be set aside before it starts. */
  unreadable?: KeptData;
}

/**
 * The server that may open the data; if there is certainly none, any. MongoDB can restore what Temporal knew, so the
 * start need not fail. It does fail if the next try may find the server: data is not set aside for a slow disk.
 */
export async function findTemporal(
  data: KeptData | undefined,
  say: (line: string) => void,
): Promise<FoundTemporal> {
  try {
    return { executable: await resolveTemporal({ data }) };
  } catch (error) {
    if (data === undefined || !(error instanceof NoTool && error.isCertain)) throw error;
    const executable = await resolveTemporal();
    say(
      `${error.finding}So ${temporalServer.name} ${await versionOf(executable, temporalServer)} begins with nothing.`,
    );
    return { executable, unreadable: data };
  }
}

// SQLite keeps files of the same name beside a database, and the last writes may be in them alone. The database is
// renamed last, so that a start after an interrupted one goes on with the same name.
const parts = ['-journal', '-shm', '-wal', ''];

/** Renames the files of a database after the version that wrote them, replacing no file. @returns the new name. */
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
looked up at the provider, and none is dialled again. Schedules of your own must be made again.
docs/runbook.md says more, at "The data was written by another version".`;
