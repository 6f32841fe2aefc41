/** What Excel can hold. A file with more is broken to it. */

/** Of a sheet, the header included. */
export const MOST_SHEET_ROWS = 1_048_576;
/** Of a cell. */
export const MOST_CELL_CHARACTERS = 32_767;
