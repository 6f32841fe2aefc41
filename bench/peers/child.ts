/** A process that takes part: it says when it is ready, is told to stop or killed, and ends when the bench is gone. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { openLog } from '../../stack/open-log';
import { logTail } from '../../stack/servers/ready';

export interface Child {
  pid: number;
  /** Where it listens, if it says so. */
  url: string | undefined;
  /** By SIGKILL: whatever it is at is cut off. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Throws when it has ended without being told to. */
  assertRunning(): void;
}

export interface ChildOrder {
  name: string;
  script: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
}

// A worker may have to bundle its workflows: tens of seconds on a loaded two-core machine.
const READY_WITHIN_MS = 90_000;
// A worker ends its activities first; none takes as long.
const STOP_WITHIN_MS = 30_000;

export async function startChild({ name, script, env, logFile }: ChildOrder): Promise<Child> {
  const log = openLog(logFile) ?? 'ignore';
  const child = fork(script, {
    execArgv: ['--require', require.resolve('tsx/cjs')],
    env,
    stdio: ['ignore', log, log, 'ipc'],
    // Ctrl-C at the terminal must reach only the bench, which stops this process in order.
    detached: true,
  });
  if (log !== 'ignore') closeSync(log);
  const gone = once(child, 'exit');
  let hasEnded = false;
  void gone.then(() => (hasEnded = true));
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (!hasEnded) child.kill(signal);
    const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(lastResort);
  };

  const ready = new Promise<{ url?: string }>((resolve) => {
    child.on('message', (message: { kind: string; url?: string }) => {
      if (message.kind === 'ready') resolve(message);
    });
  });
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (limit = setTimeout(() => resolve('late'), READY_WITHIN_MS)));
  const first = await Promise.race([ready, late, gone.then(() => 'gone' as const)]);
  clearTimeout(limit);
  if (first === 'late' || first === 'gone') {
    await end('SIGKILL');
    throw new Error(`The ${name} did not start. The end of its log:\n${logTail(logFile)}`);
  }
  return {
    pid: child.pid ?? 0,
    url: first.url,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    assertRunning: () => {
      if (hasEnded)
        throw new Error(`The ${name} ended unexpectedly. The end of its log:\n${logTail(logFile)}`);
    },
  };
}
