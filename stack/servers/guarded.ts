/** A server process that cannot outlive us. */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holderText, processIdentity, readHolder, removeNote } from '../lock';

export interface GuardedServer {
  /** Of the server itself; undefined when it could not be run. */
  readonly pid: number | undefined;
  /** Settles when the server is gone, for every cause. */
  readonly gone: Promise<string>;
  hasEnded(): boolean;
  stop(): Promise<void>;
}

export interface ServerOrder {
  command: string;
  args: string[];
  /** Its working folder; absent: ours. */
  cwd?: string;
  logFile: string;
  /** Names the process, so that the next start on the same data finds a server that a killed guard left. */
  pidFile?: string;
  /** A folder that is removed with the server. */
  removeAfter?: string;
  stopSignal?: 'SIGTERM' | 'SIGKILL';
}

// Flushing a development database takes well under a second; ten are for a very slow disk.
const STOP_WITHIN_MS = 10_000;
// The system needs moments to end a killed process; one that stays hangs on a disk or network that does not answer.
const KILLED_WITHIN_MS = 5_000;

export async function startGuarded({ pidFile, ...order }: ServerOrder): Promise<GuardedServer> {
  const guard = spawn(
    process.execPath,
    [
      join(__dirname, 'guard.js'),
      JSON.stringify({ stopSignal: 'SIGTERM', ...order, stopWithinMs: STOP_WITHIN_MS }),
    ],
    // Its own process group: Ctrl-C at the terminal must reach only us, and we stop servers last.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  let ended = false;
  let pid: number | undefined;
  let identity: string | undefined;
  let note = '';
  const gone = new Promise<string>((resolve) => {
    guard.on('close', (code, signal) => {
      ended = true;
      // A guard that was killed itself could not stop its server; the note stays for the next start.
      if (tell({ pid, identity }, order.stopSignal ?? 'SIGTERM')) {
        if (order.removeAfter !== undefined) rmSync(order.removeAfter, { recursive: true, maxRetries: 5 });
      } else if (pidFile !== undefined) removeNote(pidFile, note);
      resolve(signal === null ? `exit status ${code}` : `signal ${signal}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    guard.on('error', reject);
    guard.stdout.once('data', (line: Buffer) => {
      pid = Number(line.toString());
      identity = processIdentity(pid);
      resolve();
    });
    void gone.then(() => resolve());
  });
  const stop = async (): Promise<void> => {
    guard.stdin.end();
    // The guard kills the server after its bound; this one is for a guard that hangs itself.
    const lastResort = setTimeout(() => guard.kill('SIGKILL'), STOP_WITHIN_MS + KILLED_WITHIN_MS);
    await gone;
    clearTimeout(lastResort);
  };
  if (pidFile !== undefined && pid !== undefined && !ended) {
    try {
      note = holderText(pidFile, pid);
      writeFileSync(pidFile, note);
    } catch (error) {
      // The next start could not find it if it outlived us.
      await stop();
      throw error;
    }
  }
  return { pid, gone, hasEnded: () => ended, stop };
}

/**
 * Signals this process if it still runs: another process may have its pid by now. @returns whether it was signalled.
 */
function tell(
  { pid, identity }: { pid: number | undefined; identity: string | undefined },
  signal: 'SIGTERM' | 'SIGKILL',
): boolean {
  if (pid === undefined || processIdentity(pid) !== identity) return false;
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // It has ended between the two lines.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/**
 * Stops a server that an earlier run left on the same data. It touches only the process that we started, and none that
 * serves the original of which this folder is a copy.
 */
export async function stopLeftOver(pidFile: string, signal?: AbortSignal): Promise<void> {
  const left = readHolder(pidFile);
  if (left === undefined) return;
  const killAt = performance.now() + STOP_WITHIN_MS;
  tell(left, 'SIGTERM');
  while (processIdentity(left.pid) === left.identity) {
    const late = performance.now() - killAt;
    if (late > KILLED_WITHIN_MS)
      throw new Error(
        `Process ${left.pid} serves this data since an earlier start and cannot be stopped: stop it, then start again.`,
      );
    if (late > 0) tell(left, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
    signal?.throwIfAborted();
  }
  rmSync(pidFile, { force: true });
}
