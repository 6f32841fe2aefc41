/** One line of the table. */
export interface Measured {
  work: string;
  ours: string;
  raw: string;
  /** What the bar is about: mostly ours / raw, for some rows a plain value. */
  value: number;
  unit: 'ratio' | 'ms' | 'events' | 'standard errors';
  bar: { atMost: number } | { atLeast: number };
  /** How it was measured, where the words above leave a question. */
  note?: string;
}

export const isMet = ({ value, bar }: Measured): boolean =>
  'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
