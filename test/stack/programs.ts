/** Real processes for tests about processes. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

export interface Program {
  child: ChildProcessWithoutNullStreams;
  output(): string;
  ended: Promise<number | null>;
}

/** Runs Node with our TypeScript, e.g. `runNode(['-e', code])`; code may require our files by absolute path. */
export function runNode(args: string[], env: NodeJS.ProcessEnv = process.env): Program {
  const child = spawn(process.execPath, args, { cwd: root, env });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return { child, output: () => output, ended };
}

/** Runs a piece of TypeScript of ours in a process of its own. */
export const runScript = (code: string, env?: NodeJS.ProcessEnv): Program =>
  runNode(['--require', 'tsx/cjs', '-e', code], env);

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-stack-test-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
