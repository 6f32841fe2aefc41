/**
 * A spreadsheet that opens a CSV file runs every cell that looks like a formula, and what is in the cells came from
 * strangers. Such a cell gets an apostrophe in front, which spreadsheets take for "this is text". Reading takes it off
 * again.
 */

/** What begins a formula in some spreadsheet, full-width forms included, after any apostrophes of the text's own. */
const RUNS = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const ESCAPED = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** A phone number is no formula that could do harm, and every tool that reads the file wants it as it is. */
const E164 = /^\+\d{7,15}$/;

export const escaped = (text: string): string => (RUNS.test(text) && !E164.test(text) ? `'${text}` : text);

/** What `escaped` was given. A text that was never escaped stays as it is, unless it looks escaped. */
export const unescaped = (cell: string): string => (ESCAPED.test(cell) ? cell.slice(1) : cell);

/** For a cell that is known to be a text, so that nothing runs: only what looks escaped is escaped once more. */
export const distinct = (text: string): string => (ESCAPED.test(text) ? `'${text}` : text);
