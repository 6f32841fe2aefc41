import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { cpuMsSince } from './cpu-time';

// Coarser would miss the shortest stretches that count.
const LOOK_EVERY_MS = 5;

interface Stretch {
  from: number;
  to: number;
  cpuMs: number;
}
interface Span {
  startTime: number;
  duration: number;
}

/** What each measurement that goes on leaves out. */
const leftOut = new Set<Span[]>();

/** Does a test's own work in the process that it measures: it counts to no stretch. */
export function aside<Result>(work: () => Result): Result {
  const startTime = performance.now();
  try {
    return work();
  } finally {
    for (const spans of leftOut) spans.push({ startTime, duration: performance.now() - startTime });
  }
}

/**
 * Longest that nothing else was done in this process while `work` went on, in ms. As time of its own: on a machine that
 * has other things to do the process stands still for longer, and collecting what earlier test files have left in its
 * heap takes up to a second. Neither is what the work does.
 */
export async function longestStretchOf(work: () => Promise<unknown>): Promise<number> {
  const spans: Span[] = [];
  leftOut.add(spans);
  const collections = new PerformanceObserver((list) => spans.push(...list.getEntries()));
  collections.observe({ entryTypes: ['gc'] });
  const stretches: Stretch[] = [];
  let from = performance.now();
  let used = process.cpuUsage();
  const look = (): void => {
    stretches.push({ from, to: performance.now(), cpuMs: cpuMsSince(used) });
    from = performance.now();
    used = process.cpuUsage();
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(looking);
    // The stretch in which the work ended is one as well.
    look();
    // Collections are told a moment later.
    await setImmediate();
    await setImmediate();
    collections.disconnect();
    leftOut.delete(spans);
  }
  return Math.max(
    ...stretches.map((stretch) => {
      const leftOutMs = spans.reduce((ms, span) => ms + overlapMs(stretch, span), 0);
      return Math.min(stretch.to - stretch.from - leftOutMs, stretch.cpuMs);
    }),
  );
}

const overlapMs = ({ from, to }: Stretch, { startTime, duration }: Span): number =>
  Math.max(0, Math.min(to, startTime + duration) - Math.max(from, startTime));
