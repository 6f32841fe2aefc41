import fc from 'fast-check';
import { Histogram, histogram } from '../../domain/campaigns/histogram';
import { leastCpuMsOf } from '../support/cpu-time';

const oneTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 300 });
/** Few different values, so that equal gaps and equal means are the rule. */
const seconds = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 300 });
const bins = fc.integer({ min: 1, max: 25 });

/** The definition, without any queue: fuse the closest pair, of equals the leftmost, until few enough are left. */
function byDefinition(input: readonly number[], n: number): number[][] {
  let points: [mean: number, weight: number][] = [];
  const compress = (): void => {
    points.sort((a, b) => a[0] - b[0]);
    while (points.length > n) {
      const gaps = points.slice(1).map((point, i) => point[0] - points[i]![0]);
      const left = gaps.indexOf(Math.min(...gaps));
      points.splice(left, 2, fuse(points[left]!, points[left + 1]!));
    }
  };
  const fuse = (a: [number, number], b: [number, number]): [number, number] => [
    a[0] + (b[1] * (b[0] - a[0])) / (a[1] + b[1]),
    a[1] + b[1],
  ];
  for (const value of input) {
    points.push([value, 1]);
    if (points.length >= 2 * n) compress();
  }
  compress();
  points = points.reduce<typeof points>((done, point) => {
    const last = done.at(-1);
    const same = last && last[0] + Math.abs(10 * (last[0] + point[0]) * Number.EPSILON) >= point[0];
    return same ? [...done.slice(0, -1), fuse(last, point)] : [...done, point];
  }, []);
  return points.map(([mean, weight], i) => {
    const [left, right] = [points[i - 1], points[i + 1]];
    const lower = left ? (left[0] + mean) / 2 : Math.min(...input);
    const upper = right ? (mean + right[0]) / 2 : Math.max(...input);
    const [before, after] = [left?.[1] ?? weight, right?.[1] ?? weight];
    return [lower, upper, ((before + 3 * weight) / 4 + (after + 3 * weight) / 4) / 2];
  });
}

describe('histogram, as ClickHouse computes it', () => {
  it.each([
    [
      oneTo(20),
      5,
      [
        [1, 4.5, 4],
        [4.5, 8.5, 4],
        [8.5, 12.75, 4.125],
        [12.75, 17, 4.625],
        [17, 20, 3.25],
      ],
    ],
    [[], 5, []],
    [[7], 5, [[7, 7, 1]]],
    [[7, 7, 7], 5, [[7, 7, 3]]],
    [
      [1, 2, 3],
      5,
      [
        [1, 1.5, 1],
        [1.5, 2.5, 1],
        [2.5, 3, 1],
      ],
    ],
  ])('gives the published bins of %j with N=%i', (input, n, expected) => {
    expect(histogram(input, n)).toEqual(expected);
  });

  it('equals the definition, also where gaps are equal', () => {
    fc.assert(
      fc.property(fc.oneof(values, seconds), bins, (input, n) => {
        expect(histogram(input, n)).toEqual(byDefinition(input, n));
      }),
    );
  });

  it('loses no value: heights sum to the count', () => {
    fc.assert(
      fc.property(fc.oneof(values, seconds), bins, (input, n) => {
        const sum = histogram(input, n).reduce((total, [, , height]) => total + height, 0);
        expect(sum).toBeCloseTo(input.length, 6);
      }),
    );
  });

  it('covers the values from the least to the greatest without a hole, in at most N bins', () => {
    fc.assert(
      fc.property(fc.oneof(values, seconds), bins, (input, n) => {
        const result = histogram(input, n);
        expect(result.length).toBeLessThanOrEqual(n);
        expect(result.length > 0).toBe(input.length > 0);
        if (input.length === 0) return;
        expect(result.at(0)?.[0]).toBe(Math.min(...input));
        expect(result.at(-1)?.[1]).toBe(Math.max(...input));
        result.forEach(([lower, upper], i) => {
          expect(lower).toBeLessThanOrEqual(upper);
          if (i > 0) expect(lower).toBe(result[i - 1]?.[1]);
        });
      }),
    );
  });

  it('gives the same bins from a cursor as from a list', () => {
    const stream = new Histogram(5);
    for (const value of oneTo(20)) stream.add(value);
    expect(stream.bins()).toEqual(histogram(oneTo(20), 5));
  });

  it('refuses what ClickHouse refuses', () => {
    for (const n of [0, -1, 251, 2.5, NaN]) expect(() => histogram([], n)).toThrow(/1 to 250 bins/);
    for (const value of [NaN, Infinity, -Infinity]) expect(() => histogram([value], 5)).toThrow(/finite/);
  });

  it('takes 100,000 calls in a blink, so a page may ask for it', () => {
    const calls = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 300_007);
    // About 50 ms. Compressing at each value instead of once per N of them would take a second.
    expect(leastCpuMsOf(() => histogram(calls, 20))).toBeLessThan(400);
  });
});
