/** The processes of a run by name, from `ps`, which lists them on every system. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const marks = {
  worker: /\/worker\/main\.ts$/,
  api: /\/api\/main\.ts$/,
  simulator: /\/simulator\/main\.ts$/,
  mongod: /\bmongod --bind_ip /,
  Temporal: /\btemporal server start-dev /,
  'bare worker': /\/bench\/bare\/worker\.ts$/,
};
export type ProcessName = keyof typeof marks;
const names = Object.keys(marks) as ProcessName[];

interface RunningProcess {
  name: ProcessName;
  pid: number;
  residentMiB: number;
}

/** Our own: a server is the child of its guard, which is ours. */
export async function ourProcesses(): Promise<RunningProcess[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss=,args=']);
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, kib, args] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (args === undefined) return [];
    return [{ pid: Number(pid), parent: Number(parent), residentMiB: Number(kib) / 1_024, args }];
  });
  const children = new Set(all.filter(({ parent }) => parent === process.pid).map(({ pid }) => pid));
  return all.flatMap(({ pid, parent, residentMiB, args }) => {
    const name = names.find((one) => marks[one].test(args));
    const isOurs = parent === process.pid || children.has(parent);
    return name !== undefined && isOurs ? [{ name, pid, residentMiB }] : [];
  });
}

/** By name; throws when one of them is missing. */
export async function residentMiB<Name extends ProcessName>(wanted: Name[]): Promise<Record<Name, number>> {
  const running = await ourProcesses();
  const resident = wanted.map((wantedName) => {
    const found = running.find(({ name }) => name === wantedName);
    if (found === undefined) throw new Error(`ps shows no process of ours for: ${wantedName}.`);
    return [wantedName, found.residentMiB] as const;
  });
  return Object.fromEntries(resident) as Record<Name, number>;
}
