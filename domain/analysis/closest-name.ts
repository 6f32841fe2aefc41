/** One typing error in a short name, two in a long one; more makes another word. */
const allowedSlips = (name: string): number => (name.length < 6 ? 1 : 2);

/** The allowed name that a mistyped one was most likely meant to be. */
export function closestName(mistyped: string, allowed: readonly string[]): string | undefined {
  // A name far longer than all allowed ones is no typing error, and comparing it would only cost time.
  if (mistyped.length > 64) return undefined;
  let best: { name: string; slips: number } | undefined;
  for (const name of allowed) {
    const slips = distance(mistyped.toLowerCase(), name.toLowerCase());
    if (slips <= allowedSlips(name) && (!best || slips < best.slips)) best = { name, slips };
  }
  return best?.name;
}

/** Whether one typing error makes one the other: a letter more, less, another one, or changed with its neighbour. */
export const isOneSlipAway = (a: string, b: string): boolean =>
  Math.abs(a.length - b.length) <= 1 && distance(a, b) <= 1;

/** How many letters must be added, dropped, replaced or changed with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (beforePrevious[j - 2] ?? 0) + 1
          : Infinity;
      row.push(Math.min(replaced, swapped, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
