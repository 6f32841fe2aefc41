/** One of our own programs as a child process: it says when it is ready, and stops when told or when we are gone. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openLog } from '../open-log';
import { logTail } from '../servers/ready';
import { type Running } from './supervisor';

export const root = join(__dirname, '../..');

export interface RoleOrder {
  name: 'simulator' | 'worker' | 'api';
  env: NodeJS.ProcessEnv;
  logFile: string;
  stopWithinMs: number;
  onApiKey?: (secret: string) => void;
}

export interface RunningRole extends Running {
  url?: string;
}

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), url: z.string().optional() }),
  z.object({ kind: z.literal('api-key'), secret: z.string() }),
]);

// The worker bundles its workflows first: seconds, or tens of seconds on a loaded two-core machine.
const READY_WITHIN_MS = 90_000;

/** @param signal ends the wait for readiness */
export async function startRole(order: RoleOrder, signal: AbortSignal): Promise<RunningRole> {
  const { name, logFile, stopWithinMs } = order;
  const log = openLog(logFile);
  const child = spawn(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), join(root, name, 'main.ts')],
    // Its own process group: Ctrl-C at the terminal must reach only us, and we stop the roles in order.
    { cwd: root, env: order.env, stdio: ['ignore', log ?? 'ignore', log ?? 'ignore', 'ipc'], detached: true },
  );
  if (log !== undefined) closeSync(log);

  let hasEnded = false;
  const gone = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      hasEnded = true;
      resolve(signal === null ? `exit status ${code}` : `signal ${signal}`);
    });
  });
  const stop = async (): Promise<void> => {
    if (!hasEnded) child.kill('SIGTERM');
    const lastResort = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await gone;
    clearTimeout(lastResort);
  };

  const ready = new Promise<{ url?: string | undefined }>((resolve) => {
    child.on('message', (raw) => {
      const message = messageSchema.safeParse(raw);
      if (!message.success) return;
      if (message.data.kind === 'ready') resolve(message.data);
      else order.onApiKey?.(message.data.secret);
    });
  });
  let limit: NodeJS.Timeout | undefined;
  const started = new AbortController();
  const late = new Promise<string>((resolve) => {
    const options = { once: true, signal: started.signal };
    signal.addEventListener('abort', () => resolve('it was told to stop'), options);
    limit = setTimeout(() => resolve(`it was not ready within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
  });
  const first = await Promise.race([ready, gone, late]);
  clearTimeout(limit);
  started.abort();
  if (typeof first === 'string') {
    await stop();
    throw new Error(
      `The ${name} did not start: ${first}. The end of its log (${logFile}):\n${logTail(logFile)}`,
    );
  }
  return { gone, stop, ...(first.url === undefined ? {} : { url: first.url }) };
}
