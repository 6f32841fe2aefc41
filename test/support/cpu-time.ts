/** Processor time of a piece of work, in ms: other programs do not count. What its process collects meanwhile does. */
export function cpuMsOf(work: () => unknown): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}

/**
 * The same, at its best of three: to collect what earlier test files have left in the heap takes up to a second, which
 * falls into one of them.
 */
export const leastCpuMsOf = (work: () => unknown): number =>
  Math.min(...Array.from({ length: 3 }, () => cpuMsOf(work)));
