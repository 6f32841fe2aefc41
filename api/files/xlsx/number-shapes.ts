/** How a workbook shows numbers: a date is a number of days, and only the format of its cell says so. */
import { tooLarge } from './broken';
import { type WorkbookParts } from './parts';
import { readXml } from './xml';

export type NumberShape =
  | { kind: 'date'; hasDay: boolean; hasTime: boolean }
  /** Shown with zeros in front, or a plus: postal codes and phone numbers. */
  | { kind: 'digits'; plus: boolean; width: number };

/** What Excel allows for formats of cells, twice. */
const MAX_FORMATS = 131_072;
/** Excel's own bound. A longer one is none. */
const MAX_CODE_CHARACTERS = 255;

const date = (hasDay: boolean, hasTime: boolean): NumberShape => ({ kind: 'date', hasDay, hasTime });

/** The formats that every workbook has. 27 to 36 and 50 to 58 are those of East Asia; 46 is a length of time. */
const builtIn = new Map<number, NumberShape>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map(
    (id) => [id, date(true, false)] as const,
  ),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, date(false, true)] as const),
  [22, date(true, true)],
]);

/** Literal text, colours, conditions, fillers. */
const LITERALS = /"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g;

/** The shape of numbers in the format `code`, such as `dd.mm.yyyy hh:mm`. */
export function shapeOfCode(code: string): NumberShape | undefined {
  if (code.length > MAX_CODE_CHARACTERS) return undefined;
  const digits = /^(\+|\\\+|"\+")?(0+|#)$/.exec(code);
  if (digits) {
    const [, plus, zeros = ''] = digits;
    const width = zeros === '#' ? 1 : zeros.length;
    return plus || width > 1 ? { kind: 'digits', plus: plus !== undefined, width } : undefined;
  }
  // A length of time, such as 36:00, is no time of day.
  if (/\[(?:h+|m+|s+)\]/i.test(code)) return undefined;
  const [first = ''] = code.replace(LITERALS, '').split(';');
  const letters = first.toLowerCase().replace(/general|s\.0+/g, (found) => (found === 'general' ? '' : 's'));
  if (/[0#?@]/.test(letters)) return undefined;
  const hasTime = /[hs]/.test(letters);
  const hasDay = /[yde]/.test(letters) || (letters.includes('m') && !hasTime);
  return hasDay || hasTime ? date(hasDay, hasTime) : undefined;
}

/** The shapes by the number that a cell gives as its style. */
export async function numberShapes(
  parts: WorkbookParts,
  part: string | undefined,
): Promise<(NumberShape | undefined)[]> {
  const shapes: (NumberShape | undefined)[] = [];
  if (part === undefined) return shapes;
  const own = new Map<number, NumberShape | undefined>();
  let isInCells = false;
  await readXml(part, parts.read(part), {
    open(element, attribute) {
      if (element === 'cellXfs') isInCells = true;
      else if (element === 'numFmt') {
        own.set(Number(attribute('numFmtId')), shapeOfCode(attribute('formatCode') ?? ''));
      } else if (element === 'xf' && isInCells) {
        const id = Number(attribute('numFmtId') ?? 0);
        shapes.push(own.has(id) ? own.get(id) : builtIn.get(id));
      }
      if (own.size > MAX_FORMATS || shapes.length > MAX_FORMATS) {
        throw tooLarge(`The workbook has more than ${MAX_FORMATS} formats`);
      }
    },
    close(element) {
      if (element === 'cellXfs') isInCells = false;
    },
  });
  return shapes;
}
