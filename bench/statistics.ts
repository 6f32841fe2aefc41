/** The value below which a share `p` (0 to 1) of the values lies, between two neighbours by proportion. */
export function quantile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * p;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('Nothing was measured.');
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: number[]): number => quantile(values, 0.5);

export interface Slope {
  perSecond: number;
  standardError: number;
  blocks: number;
}

// Enough for an error, few enough that neighbours are nearly independent: memory rises and falls in waves of
// seconds, and its samples taken one by one would claim a precision that they do not have.
const BLOCKS = 8;

/** The straight line through the means of equal blocks of samples, and the standard error of its slope. */
export function slopeOf(samples: { seconds: number; value: number }[]): Slope {
  const size = Math.floor(samples.length / BLOCKS);
  if (size < 1) throw new Error(`${samples.length} samples are too few for a slope; it needs ${BLOCKS}.`);
  const blocks = Array.from({ length: BLOCKS }, (_, i) => {
    const block = samples.slice(i * size, (i + 1) * size);
    return { x: mean(block.map(({ seconds }) => seconds)), y: mean(block.map(({ value }) => value)) };
  });
  const centre = { x: mean(blocks.map(({ x }) => x)), y: mean(blocks.map(({ y }) => y)) };
  const spread = sum(blocks.map(({ x }) => (x - centre.x) ** 2));
  const perSecond = sum(blocks.map(({ x, y }) => (x - centre.x) * (y - centre.y))) / spread;
  const residuals = blocks.map(({ x, y }) => y - centre.y - perSecond * (x - centre.x));
  const variance = sum(residuals.map((residual) => residual ** 2)) / (BLOCKS - 2);
  return { perSecond, standardError: Math.sqrt(variance / spread), blocks: BLOCKS };
}

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: number[]): number => sum(values) / values.length;
