/** One line of the table. */
export interface Measured {
  work: string;
  ours: string;
  raw: string;
  /** Compared with the bar: mostly ours / raw, for some rows a plain value. */
  value: number;
  unit: 'ratio' | 'ms' | 'MiB' | '% of a core' | 'events' | 'operations' | 'tasks' | 'standard errors';
  bar: { atMost: number } | { atLeast: number };
  /** How it was measured, if that is not clear from the fields above. */
  note?: string;
}

export const isMet = ({ value, bar }: Measured): boolean =>
  'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
