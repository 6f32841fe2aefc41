/** Measures two operations by turns, so that drift on the machine affects both alike. */
import { performance } from 'node:perf_hooks';
import { median } from './statistics';

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export interface Pair {
  ours: () => Promise<unknown>;
  raw: () => Promise<unknown>;
}

export interface PairTimes {
  ours: number[];
  raw: number[];
}

/** Pairs alternate which operation goes first, since the second one finds warmer caches. */
export async function measurePairs(
  pairs: Pair[],
  { warmUps, setDetail }: { warmUps: number; setDetail: (detail: string) => void },
): Promise<PairTimes> {
  const times: PairTimes = { ours: [], raw: [] };
  for (const [i, { ours, raw }] of pairs.entries()) {
    setDetail(`${i} of ${pairs.length} pairs`);
    const order = i % 2 === 0 ? (['ours', 'raw'] as const) : (['raw', 'ours'] as const);
    for (const which of order) {
      const ms = await timed(which === 'ours' ? ours : raw);
      if (i >= warmUps) times[which].push(ms);
    }
  }
  return times;
}

export const ratioOfMedians = ({ ours, raw }: PairTimes): number => median(ours) / median(raw);
