/** CPU time of processes, as Linux counts it. */
import { readFileSync } from 'node:fs';

// `proc(5)` counts in ticks; on every platform that Node runs on there are 100 of them in a second.
const MS_PER_TICK = 10;
// The 14th and 15th field, user and system time, counted from the third: a name in brackets may hold spaces.
const [USER, SYSTEM] = [11, 12];

/** With all threads, since each process began. */
export const cpuMs = (pids: number[]): number =>
  pids.reduce((ms, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ms + (Number(fields[USER]) + Number(fields[SYSTEM])) * MS_PER_TICK;
  }, 0);
