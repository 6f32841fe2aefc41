import { quantile } from './statistics';

/** One line of the table. */
export interface Measured {
  work: string;
  ours: string;
  raw: string;
  /** Compared with the bar: mostly ours / raw, for some rows a plain value. */
  value: number;
  unit:
    | 'ratio'
    | 'ms'
    | 'MiB'
    | '% of a core'
    | 'events'
    | 'operations'
    | 'tasks'
    | 'lines/s'
    | 'standard errors';
  bar: { atMost: number } | { atLeast: number };
  /** How it was measured, if that is not clear from the fields above. */
  note?: string;
}

export const isMet = ({ value, bar }: Measured): boolean =>
  'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;

/** The lines of a delay, in ms: its median with a note, and its 99th percentile. */
export function delayLines(
  work: string,
  times: number[],
  { atMost, note }: { atMost: { p50: number; p99: number }; note: string },
): Measured[] {
  const line = (name: 'p50' | 'p99', p: number): Measured => ({
    work: `${work}, ${name}`,
    ours: `${quantile(times, p).toFixed(0)} ms`,
    raw: '',
    value: quantile(times, p),
    unit: 'ms',
    bar: { atMost: atMost[name] },
  });
  return [{ ...line('p50', 0.5), note }, line('p99', 0.99)];
}
