/** Texts as a sheet of an .xlsx file can hold them. */
import { MOST_CELL_CHARACTERS } from './excel-bounds';

/** Told in the cell itself: a shorter text would look whole. */
const cutNote = (characters: number): string =>
  `… [cut: of ${characters} characters a cell of Excel holds ${MOST_CELL_CHARACTERS}; CSV and NDJSON have all]`;

function fitting(text: string): string {
  if (text.length <= MOST_CELL_CHARACTERS) return text;
  const note = cutNote(text.length);
  const end = MOST_CELL_CHARACTERS - note.length;
  // Half of a pair of surrogates is no character.
  return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end) + note;
}

/** XML has none of these characters, and turns a carriage return into a line feed. */
const NOT_IN_XML = /[\x00-\x08\x0b-\x1f\ufffe\uffff]/g;
/** Excel writes them as `_x000D_`, so that a text which looks so already has its first character written so. */
const LOOKS_ESCAPED = /_(?=x[\dA-Fa-f]{4}_)/g;

/** Characters that XML does not have, what looks escaped in either way, and spaces that XML drops. */
const NEEDS_CARE = /^[\s']|[&<>\n\x00-\x08\x0b-\x1f\ufffe\uffff]|_x|\s$/;

/** Whether a cell holds the text as it is. Most are so, and this one look tells it. */
export const isPlain = (text: string): boolean =>
  text.length <= MOST_CELL_CHARACTERS && !NEEDS_CARE.test(text);

const codeOf = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

export function xmlText(whole: string): string {
  return fitting(whole)
    .replace(LOOKS_ESCAPED, '_x005F_')
    .replace(NOT_IN_XML, codeOf)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
