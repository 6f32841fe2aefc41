/** The columns that a kind of table may have, and how their cells are read. */

export type ReadCell = (cell: string) => { ok: true; value: unknown } | { ok: false; message: string };

export const asText: ReadCell = (cell) => ({ ok: true, value: cell });
export const asFlag: ReadCell = (cell) => {
  const word = cell.trim().toLowerCase();
  if (word === 'true' || word === 'false') return { ok: true, value: word === 'true' };
  return { ok: false, message: 'must be true or false' };
};
export const asNumber: ReadCell = (cell) =>
  /^\s*\d{1,15}\s*$/.test(cell)
    ? { ok: true, value: Number(cell) }
    : { ok: false, message: 'must be a whole number' };

export interface TableForm {
  /** The field of the number to call or to leave in peace: a table without it is none. */
  number: string;
  /** Our own fields, by the names of their columns. A dot leads into a group. */
  fields: Readonly<Record<string, ReadCell>>;
  /** Groups in which a column may have any name, such as `Data`. */
  freeGroups: readonly string[];
  /** How a cell of a free group is read; as a text if it is not said. */
  readFree?: (group: string, key: string) => ReadCell;
  /** Groups and columns that are passed over: what an export or a list of rejected rows adds. */
  passedOver: readonly string[];
  /** What columns of our fields are called elsewhere, the surest first, squeezed. */
  usualNames: Readonly<Record<string, readonly string[]>>;
  /** The group that every other column goes into. Absent: it is passed over. */
  others?: string;
  /** Fields that several columns may make up together, joined by a blank: the names of each part, squeezed. */
  composed: readonly { field: string; parts: readonly (readonly string[])[] }[];
}

/** A name as it is compared: without case, blanks and signs. */
export const squeezed = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
