/**
 * Keeps a spreadsheet from running a cell that someone wrote into a list: it takes a text that begins like a formula
 * for one. A `'` in front makes it a text.
 */

/** After any number of `'`, so that taking one away gives back what was there. */
const FORMULA = /^'*[=+\-@\t\r]/;
const ESCAPED_FORMULA = /^'+[=+\-@\t\r]/;
/** Digits only: a spreadsheet runs nothing in it, and a phone number stays one for whatever reads the file next. */
const STRICT_E164 = /^\+\d{7,15}$/;

export const escaped = (text: string): string =>
  FORMULA.test(text) && !STRICT_E164.test(text) ? `'${text}` : text;

/** What `escaped` was given. */
export const unescaped = (cell: string): string => (ESCAPED_FORMULA.test(cell) ? cell.slice(1) : cell);
