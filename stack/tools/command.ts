/** Runs programs of others, with a time limit. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

// A program prints its reasons last.
const REASON_LINES = 3;

export interface CommandOptions {
  withinMs: number;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

/** The standard output of the program; when it fails, throws the end of its output. */
export function runCommand(command: string, args: string[], options: CommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let output = '';
    let complaint = '';
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, options.withinMs);
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      reject(new Error(error.code === 'ENOENT' ? `there is no program "${command}"` : error.message));
    });
    child.on('exit', () => {
      // Its children may keep its output open without end.
      if (late) for (const stream of [child.stdout, child.stderr]) stream.destroy();
    });
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) return resolve(output);
      const said = (complaint.trim() || output.trim()).split('\n').slice(-REASON_LINES).join(' / ');
      const how = late
        ? `took over ${options.withinMs / 1000} s`
        : `ended with ${signal ?? `status ${code}`}`;
      reject(
        new Error(`"${[command, ...args.slice(0, 3)].join(' ')}" ${how}${said === '' ? '' : `: ${said}`}`),
      );
    });
  });
}

export function findOnPath(program: string, path = process.env['PATH'] ?? ''): string | undefined {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // The next folder may have it.
    }
  }
  return undefined;
}
