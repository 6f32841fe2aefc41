/** Waiting for a server to answer, and saying what its log said when it does not. */
import { readFileSync } from 'node:fs';
import { type GuardedServer } from './guarded';

// Both servers answer within a second or two. A first start on a loaded two-core machine may take twenty.
const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 50;
// A cause is in the last lines; more would hide it.
const TAIL_LINES = 20;

export async function untilReady(
  name: string,
  server: GuardedServer,
  logFile: string,
  ask: () => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    let refusal: unknown;
    try {
      if (!server.hasEnded()) return await ask();
      refusal = new Error('it ended');
    } catch (error) {
      refusal = error;
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

export function logTail(logFile: string, lines = TAIL_LINES): string {
  try {
    const text = readFileSync(logFile, 'utf8').trimEnd();
    return text === ''
      ? '  (empty)'
      : text
          .split('\n')
          .slice(-lines)
          .map((line) => `  ${line}`)
          .join('\n');
  } catch {
    return '  (no log)';
  }
}
