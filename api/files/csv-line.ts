/** Writes one record of CSV (RFC 4180). */

const NEEDS_QUOTES = /[",\r\n]/;

export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
