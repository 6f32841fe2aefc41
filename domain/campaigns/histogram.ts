/**
 * ClickHouse's `histogram(N)(x)`: the streaming histogram of Ben-Haim and Tom-Tov ("A Streaming Parallel Decision
 * Tree Algorithm", JMLR 11, 2010), number for number, because the Campaigns API promises that format.
 *
 * The order of the values matters once there are 2N of them: feed them in a fixed order (such as end time) and the
 * same calls always give the same bins.
 */

/** [lower, upper, height]. Bins touch, and heights are fractional: their sum is the number of values. */
export type Bin = [lower: number, upper: number, height: number];

interface Point {
  mean: number;
  weight: number;
}

/** ClickHouse's own limit. A chart with more bars cannot be read. */
const MAX_BINS = 250;

/** The histogram of a whole list. */
export function histogram(values: Iterable<number>, bins: number): Bin[] {
  const stream = new Histogram(bins);
  for (const value of values) stream.add(value);
  return stream.bins();
}

/** The same, value by value: memory is 2N points however many values a cursor yields. */
export class Histogram {
  private points: Point[] = [];
  private lowest = Infinity;
  private highest = -Infinity;

  constructor(private readonly maxBins: number) {
    if (Number.isInteger(maxBins) && maxBins >= 1 && maxBins <= MAX_BINS) return;
    throw new RangeError(`A histogram has 1 to ${MAX_BINS} bins, a whole number; ${maxBins} was asked for`);
  }

  add(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`A histogram takes finite numbers only, not ${value}`);
    this.points.push({ mean: value, weight: 1 });
    this.lowest = Math.min(this.lowest, value);
    this.highest = Math.max(this.highest, value);
    // Compressing once per N additions, not at each, keeps the cost per value logarithmic in N.
    if (this.points.length >= 2 * this.maxBins) this.points = compress(this.points, this.maxBins);
  }

  /**
   * The bins of the values so far. It may be called at any time, but ClickHouse compresses here: call it once, at the
   * end.
   */
  bins(): Bin[] {
    const points = fuseIndistinguishable(compress(this.points, this.maxBins));
    return points.map(({ mean, weight }, i) => {
      const left = points[i - 1];
      const right = points[i + 1];
      const lower = left ? (left.mean + mean) / 2 : this.lowest;
      const upper = right ? (mean + right.mean) / 2 : this.highest;
      // Density is taken as linear between two points, so each bin gives an eighth of its weight to each neighbour.
      const height = (densityTowards(left, weight) + densityTowards(right, weight)) / 2;
      return [lower, upper, height];
    });
  }
}

const densityTowards = (neighbour: Point | undefined, weight: number): number =>
  neighbour ? (neighbour.weight + 3 * weight) / 4 : weight;

const fuse = (a: Point, b: Point): Point => {
  const weight = a.weight + b.weight;
  return { mean: a.mean + (b.weight * (b.mean - a.mean)) / weight, weight };
};

/** Sorts, then fuses the two closest neighbours (of equals the leftmost) until at most `maxBins` are left. */
function compress(unsorted: readonly Point[], maxBins: number): Point[] {
  const points = unsorted.toSorted((a, b) => a.mean - b.mean);
  let excess = points.length - maxBins;
  if (excess <= 0) return points;

  // A linked list of the remaining points: a point keeps its index; one fused into its left neighbour is gone.
  const end = points.length;
  const next = points.map((_, i) => i + 1);
  const previous = points.map((_, i) => i - 1);
  const gone = points.map(() => false);
  const at = (i: number): Point => points[i] as Point;
  const after = (i: number): number => next[i] as number;
  const gap = (left: number): number => at(after(left)).mean - at(left).mean;

  const closest = new ClosestFirst();
  for (let left = 0; left + 1 < end; left++) closest.push({ gap: gap(left), left });

  while (excess > 0) {
    const pair = closest.pop();
    if (!pair) break;
    const { left } = pair;
    const right = after(left);
    // Fusing only widens a gap, and then queues the wider one: a narrower entry is out of date.
    if (gone[left] || right === end || gap(left) > pair.gap) continue;
    points[left] = fuse(at(left), at(right));
    gone[right] = true;
    next[left] = after(right);
    if (after(left) < end) {
      previous[after(left)] = left;
      closest.push({ gap: gap(left), left });
    }
    const before = previous[left] as number;
    if (before >= 0) closest.push({ gap: gap(before), left: before });
    excess--;
  }
  return points.filter((_, i) => !gone[i]);
}

/** Fuses neighbours whose printed form would differ only in the last digit, as ClickHouse does before it answers. */
function fuseIndistinguishable(points: readonly Point[]): Point[] {
  const distinct: Point[] = [];
  for (const point of points) {
    const last = distinct.at(-1);
    if (last && last.mean + Math.abs(10 * (last.mean + point.mean) * Number.EPSILON) >= point.mean) {
      distinct[distinct.length - 1] = fuse(last, point);
    } else {
      distinct.push(point);
    }
  }
  return distinct;
}

interface Pair {
  gap: number;
  left: number;
}

const isCloser = (a: Pair, b: Pair): boolean => a.gap < b.gap || (a.gap === b.gap && a.left < b.left);

/** A binary heap of neighbours: the closest come out first; of equal ones, the leftmost. */
class ClosestFirst {
  private readonly heap: Pair[] = [];

  push(pair: Pair): void {
    let hole = this.heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isCloser(pair, this.at(parent))) break;
      this.heap[hole] = this.at(parent);
      hole = parent;
    }
    this.heap[hole] = pair;
  }

  pop(): Pair | undefined {
    const closest = this.heap[0];
    const last = this.heap.pop();
    if (!closest || !last || this.heap.length === 0) return closest;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.heap.length) break;
      if (child + 1 < this.heap.length && isCloser(this.at(child + 1), this.at(child))) child++;
      if (!isCloser(this.at(child), last)) break;
      this.heap[hole] = this.at(child);
      hole = child;
    }
    this.heap[hole] = last;
    return closest;
  }

  private at(i: number): Pair {
    return this.heap[i] as Pair;
  }
}
