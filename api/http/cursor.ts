/** Cursors: places in a list, opaque to clients so that their form can change. */
import { invalid } from './problems';

export const writeCursor = (place: object): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** What `writeCursor` wrote, or a 400 for anything else. */
export function readCursor<T extends object>(cursor: string, isPlace: (value: object) => value is T): T {
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
