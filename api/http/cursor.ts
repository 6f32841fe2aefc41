/** Cursors: places in a list, opaque to clients so that their form can change. */
import { invalid } from './problems';

export const writeCursor = (place: object): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** What `writeCursor` wrote, or a 400 for anything else. Undefined where there is no cursor: at the first page. */
export function readCursor<T extends object>(
  cursor: string | undefined,
  isPlace: (value: object) => value is T,
): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && isPlace(value)) return value;
  } catch {
    // Not JSON: refused below like any other foreign text.
  }
  throw invalid([
    { location: 'query/cursor', message: 'is not a cursor; send back a NextCursor exactly as it came' },
  ]);
}

/**
 * A page of a list, and what its answer says about the next one.
 * @param list gives the first `most` items: one more than the page shows, which tells whether there is a next page
 * @param placeOf what the next page begins behind
 */
export async function pageOf<Item>(
  limit: number,
  list: (most: number) => Promise<Item[]>,
  placeOf: (last: Item) => object,
): Promise<{ items: Item[]; next: { NextCursor?: string } }> {
  const found = await list(limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: last && items.length < found.length ? { NextCursor: writeCursor(placeOf(last)) } : {},
  };
}
