/** What a table has in a cell: a text, a number, or nothing. */
export type Cell = string | number | undefined;

/** A value in a cell. A time is RFC 3339 in UTC; other objects, and lists, are JSON texts. */
export function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'undefined':
      return value;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return value instanceof Date ? value.toISOString() : JSON.stringify(value);
  }
}
