/** Processor time of this process in ms, its collections of garbage included: other programs do not count. */
export function cpuMsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}

export function cpuMsOf(work: () => unknown): number {
  const begun = process.cpuUsage();
  work();
  return cpuMsSince(begun);
}

/**
 * At its best of three: to collect what earlier test files have left in the heap takes up to a second, which falls into
 * one of them.
 */
export const leastCpuMsOf = (work: () => unknown): number =>
  Math.min(...Array.from({ length: 3 }, () => cpuMsOf(work)));
