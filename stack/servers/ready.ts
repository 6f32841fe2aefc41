/** Waits for a server to answer, and shows its log when it does not. */
import { endOfFile } from '../end-of-file';
import { untilAborted } from '../lifetime';
import { type GuardedServer } from './guarded';

// Both servers answer within a second or two. A first start on a loaded two-core machine may take twenty.
const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 50;
// What one start writes. Older lines are about an earlier start.
const RECENT_LINES = 200;
// Enough for the longest lines, errors with their causes, of some kilobytes each.
const RECENT_BYTES = 1_000_000;
const TAIL_LINES = 20;
const MOST_CAUSES = 5;
/** mongod (severity E or F), pino (levels 50 and 60) and Temporal. */
const markedAsError = /"s":"[EF]"|"level":[56]0|level=(ERROR|FATAL)/i;

export interface Readiness {
  name: string;
  server: GuardedServer;
  logFile: string;
  /** Ends the wait, and the server. */
  signal?: AbortSignal | undefined;
  /** Throws while it is not ready. */
  ask(): Promise<void>;
}

export async function untilReady({ name, server, logFile, signal, ask }: Readiness): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    let refusal: unknown;
    try {
      // A stop does not wait for a late answer.
      if (!server.hasEnded()) return await (signal ? untilAborted(ask(), signal) : ask());
      refusal = new Error('it ended');
    } catch (error) {
      refusal = error;
    }
    if (signal?.aborted) {
      await server.stop();
      throw signal.reason;
    }
    if (server.hasEnded() || Date.now() > deadline) {
      const reason = refusal instanceof Error ? refusal.message : String(refusal);
      const after = server.hasEnded()
        ? 'it ended'
        : `not ready within ${READY_WITHIN_MS / 1000} s: ${reason}`;
      await server.stop();
      throw new Error(
        `${name} did not start: ${after}. The end of its log (${logFile}):\n${logTail(logFile)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** The lines that say what went wrong, where the log marks them so; else its last lines. */
export function logTail(logFile: string): string {
  let text: string;
  try {
    text = endOfFile(logFile, RECENT_BYTES).toString().trimEnd();
  } catch {
    return '  (no log)';
  }
  if (text === '') return '  (empty)';
  const recent = text.split('\n').slice(-RECENT_LINES);
  const causes = recent.filter((line) => markedAsError.test(line)).slice(-MOST_CAUSES);
  return (causes.length > 0 ? causes : recent.slice(-TAIL_LINES)).map(asSaid).join('\n');
}

// Fields that pino writes.
const inEveryLine = ['level', 'time', 'pid', 'hostname', 'name', 'msg'];

/** The message alone, for a line of ours without further fields: a person reads it. */
function asSaid(line: string): string {
  try {
    const said = JSON.parse(line) as Record<string, unknown>;
    if (typeof said['msg'] === 'string' && Object.keys(said).every((field) => inEveryLine.includes(field)))
      return said['msg'].replace(/^/gm, '  ');
  } catch {
    // A server's own log may be anything.
  }
  return `  ${line}`;
}
