/** What the processes of a run use of the processor, from Linux's /proc: `ps` rounds to seconds. */
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { ourProcesses, type ProcessName } from './processes';
import { sum } from './statistics';

// The unit of these times in /proc is a hundredth of a second on every common processor.
const MS_PER_TICK = 10;

/** The bench itself is one of them. */
type Name = ProcessName | 'bench';

export interface CpuUse {
  seconds: number;
  /** CPU time, user and system. */
  msOf: Map<Name, number>;
}

export async function cpuDuring(work: () => Promise<unknown>): Promise<CpuUse> {
  const processes = await ourProcesses();
  const began = performance.now();
  const [before, ownBefore] = [await times(processes), process.cpuUsage()];
  await work();
  const [after, own] = [await times(processes), process.cpuUsage(ownBefore)];
  const msOf = new Map<Name, number>([['bench', (own.user + own.system) / 1_000]]);
  processes.forEach(({ name }, i) => {
    const ms = (after[i] ?? 0) - (before[i] ?? 0);
    msOf.set(name, (msOf.get(name) ?? 0) + ms);
  });
  return { seconds: (performance.now() - began) / 1_000, msOf };
}

const times = (processes: { pid: number }[]): Promise<number[]> =>
  Promise.all(processes.map(({ pid }) => msSoFar(pid)));

async function msSoFar(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error: Error) => {
    throw new Error(
      `CPU times are read from /proc, which Linux has, while the process runs: ${error.message}`,
    );
  });
  // The second field is a name that may contain spaces and ends with the last parenthesis; utime and stime are the
  // 14th and the 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** What the same processes use above their idling, per process. */
export function above(idle: CpuUse, use: CpuUse): CpuUse {
  const share = use.seconds / idle.seconds;
  const msOf = new Map([...use.msOf].map(([name, ms]) => [name, ms - (idle.msOf.get(name) ?? 0) * share]));
  return { seconds: use.seconds, msOf };
}

/** All but those that are not to be counted. */
export const without = ({ seconds, msOf }: CpuUse, ...left: Name[]): CpuUse => ({
  seconds,
  msOf: new Map([...msOf].filter(([name]) => !left.includes(name))),
});

export const totalMs = ({ msOf }: CpuUse): number => sum([...msOf.values()]);

/** Each process, the greediest first, with its figure as `show` says it. */
export const byProcess = ({ msOf }: CpuUse, show: (ms: number) => string): string =>
  [...msOf]
    .sort(([, a], [, b]) => b - a)
    .map(([name, ms]) => `${name} ${show(ms)}`)
    .join(', ');
