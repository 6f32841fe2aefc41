/** Do the clocks of this Node show what the newest zone database says? A law may be newer than Node's data. */
import { type News } from './news';

/** Minutes ahead of UTC; undefined: the database does not know the zone. */
export type OffsetOf = (zone: string, ms: number) => number | undefined;

const HOUR_MS = 3_600_000;
/** A clock that changes a day earlier or later is seen, and three years of all zones take seconds. */
const LOOK_EVERY_MS = 12 * HOUR_MS;
/** Laws about clocks are made one to two years ahead. */
const LOOK_AHEAD_MS = 3 * 366 * 24 * HOUR_MS;

/** @param newClocks the zones that our rules already give a second clock, because Node may not know the new one */
export function clockNews({
  zones,
  here,
  newest,
  newClocks,
  fromMs,
}: {
  zones: readonly string[];
  here: OffsetOf;
  newest: OffsetOf;
  newClocks: readonly { zone: string; like: string }[];
  fromMs: number;
}): News[] {
  const differing = new Set<string>();
  const news: News[] = [];
  for (const zone of zones) {
    const difference = firstDifference(zone);
    if (!difference) continue;
    differing.add(zone);
    const { ms, ours, theirs } = difference;
    if (newClocks.some((row) => row.zone === zone && here(row.like, ms) === theirs)) continue;
    news.push({
      what: `${zone} is ${inWords(theirs)} on ${new Date(ms).toISOString()}; this Node shows ${inWords(ours)}`,
      update: 'a row of newClocks in domain/time/zone-corrections.ts',
    });
  }
  for (const { zone } of newClocks)
    if (!differing.has(zone))
      news.push({
        what: `${zone}: this Node shows what the newest database says`,
        update:
          'nothing while an older Node is in use; then its row of newClocks in domain/time/zone-corrections.ts can go',
      });
  return news;

  function firstDifference(zone: string): { ms: number; ours: number; theirs: number } | undefined {
    for (let ms = fromMs; ms < fromMs + LOOK_AHEAD_MS; ms += LOOK_EVERY_MS) {
      const [ours, theirs] = [here(zone, ms), newest(zone, ms)];
      if (ours !== undefined && theirs !== undefined && ours !== theirs) return { ms, ours, theirs };
    }
    return undefined;
  }
}

function inWords(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
