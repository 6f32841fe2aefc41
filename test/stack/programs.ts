/** Real processes for tests about processes. */
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

export interface Program {
  child: ChildProcessWithoutNullStreams;
  output(): string;
  ended: Promise<number | null>;
}

/** What configures us, and what leads to servers, carriers and accounts of whoever runs the tests. */
const ours =
  /^((TEMPORAL|MONGODB|RINGMASTER|PROVIDER|VOICE|TWILIO|ANALYST|OPENAI|SIMULATOR|PUBLIC)_|(PORT|HOST|CALLS_PER_SECOND)$)/;

/** The environment of whoever runs the tests, without what would make a child call their carrier or use their data. */
export const environment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));

/**
 * Runs Node with our TypeScript, e.g. `runNode(['-e', code])`; code may require our files by absolute path.
 * @param env what the child gets besides a clean environment
 */
export function runNode(args: string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...environment(), ...env } });
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

export interface RunningProcess {
  pid: number;
  parent: number;
  command: string;
}

/** Every process of this machine. Small images have no `ps`, other systems no `/proc`. */
export function processes(): RunningProcess[] {
  if (!existsSync('/proc/self/stat')) {
    const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => {
      const [pid, parent, ...command] = line.trim().split(/ +/);
      return { pid: Number(pid), parent: Number(parent), command: command.join(' ') };
    });
  }
  return readdirSync('/proc').flatMap((name) => {
    try {
      const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [{ pid: Number(name), parent, command }];
    } catch {
      // Not a process, or gone since.
      return [];
    }
  });
}
