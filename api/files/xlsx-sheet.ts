/** One sheet of an .xlsx workbook, row by row. */
import { invalid, type Problem } from '../http/problems';
import { MOST_COLUMNS } from './column-plan';
import { MOST_CELL_CHARACTERS, MOST_SHEET_ROWS } from './excel-bounds';
import { MAX_ROW_BYTES, ROW_TOO_LONG } from './row';
import { broken, tooLarge } from './xlsx/broken';
import { type NumberShape, numberShapes } from './xlsx/number-shapes';
import { isoDateText, numberText } from './xlsx/number-text';
import { noWorkbook, WorkbookParts } from './xlsx/parts';
import { RichText, type SharedTexts, sharedText, sharedTexts, unescaped } from './xlsx/texts';
import { readXml, XmlReader } from './xlsx/xml';
import { GiB } from './unpack-bound';

export { MAX_WORKBOOK_BYTES, ReceivedWorkbook } from './xlsx/parts';

/** A cell that names a text takes ten bytes of the sheet, however long the text is. */
const MAX_TEXT_CHARACTERS = GiB;
/** Excel has no bound. A campaign reads one, and a person finds it by its name. */
const MAX_SHEETS = 1_000;
/** Of the names of sheets in an error: enough to see which one was meant. */
const NAMES_TOLD = 20;
/** Excel allows 31; other programs more. */
const MAX_NAME_CHARACTERS = 255;

export interface SheetRow {
  /** 1-based number of the row in the sheet. */
  line: number;
  /** Up to the last one that is not empty; an empty one is ''. */
  cells: string[];
  /** What is wrong with the row as a whole; then it has no cells. */
  fault?: string;
}

export interface Sheet {
  name: string;
  /** Of all sheets with cells, in the order of the workbook. */
  names: string[];
  /**
   * The rows that are not empty, in the order of the sheet; to be read once. Reading gives way; what is done with the
   * rows must do so itself. @throws a Problem (400 or 413), also after some rows, when the rest is broken
   */
  rows: AsyncGenerator<SheetRow>;
}

/**
 * Opens the sheet of that name, or else the first that is not hidden. The file and at most 64 MiB of texts are held as
 * long as `rows` is. @throws a Problem (400, 413 or 415) that says what is wrong
 */
export async function openSheet(file: Buffer, options: { sheet?: string | undefined } = {}): Promise<Sheet> {
  const parts = await WorkbookParts.of(file);
  const book = await workbookOf(parts);
  const { name, part } = chosenSheet(book.sheets, options.sheet);
  const cells = new CellReader(
    await sharedTexts(parts, book.texts),
    await numberShapes(parts, book.styles),
    book.epoch,
  );
  return { name, names: book.sheets.map((sheet) => sheet.name), rows: rowsOf(parts, part, cells) };
}

interface SheetOfBook {
  name: string;
  part: string;
  isHidden: boolean;
}

interface Workbook {
  sheets: SheetOfBook[];
  texts: string | undefined;
  styles: string | undefined;
  epoch: 1900 | 1904;
}

async function workbookOf(parts: WorkbookParts): Promise<Workbook> {
  const targetOf = (
    relations: Awaited<ReturnType<WorkbookParts['relationsOf']>>,
    type: string,
  ): string | undefined => [...relations.values()].find((relation) => relation.type === type)?.target;

  const main = targetOf(await parts.relationsOf(''), 'officeDocument');
  if (main === undefined) throw noWorkbook('it names no workbook');
  const relations = await parts.relationsOf(main);
  const sheets: SheetOfBook[] = [];
  let epoch: Workbook['epoch'] = 1900;
  await readXml(main, parts.read(main), {
    open(element, attribute) {
      if (element === 'workbookPr' && ['1', 'true'].includes(attribute('date1904') ?? '')) epoch = 1904;
      if (element !== 'sheet') return;
      const relation = relations.get(attribute('id', 'relation') ?? '');
      const name = attribute('name') ?? '';
      // Others are charts and macros.
      if (relation?.type !== 'worksheet') return;
      if (name.length > MAX_NAME_CHARACTERS) throw broken(main, 'has a sheet with too long a name');
      if (sheets.length >= MAX_SHEETS) throw tooLarge(`The workbook has more than ${MAX_SHEETS} sheets`);
      sheets.push({ name, part: relation.target, isHidden: (attribute('state') ?? 'visible') !== 'visible' });
    },
  });
  return {
    sheets,
    texts: targetOf(relations, 'sharedStrings'),
    styles: targetOf(relations, 'styles'),
    epoch,
  };
}

function chosenSheet(sheets: SheetOfBook[], name: string | undefined): SheetOfBook {
  const [first] = sheets;
  if (!first) throw noWorkbook('it has no sheet with cells');
  if (name === undefined) return sheets.find(({ isHidden }) => !isHidden) ?? first;
  // Excel has no two names that differ in case alone.
  const inLowerCase = name.toLowerCase();
  const chosen =
    sheets.find((sheet) => sheet.name === name) ??
    sheets.find((sheet) => sheet.name.toLowerCase() === inLowerCase);
  if (!chosen) throw unknownSheet(sheets);
  return chosen;
}

function unknownSheet(sheets: SheetOfBook[]): Problem {
  const told = sheets.slice(0, NAMES_TOLD).map(({ name }) => JSON.stringify(name));
  const more = sheets.length > NAMES_TOLD ? ` and ${sheets.length - NAMES_TOLD} more` : '';
  return invalid([
    { location: 'sheet', message: `is no sheet of this workbook, which has ${told.join(', ')}${more}` },
  ]);
}

async function* rowsOf(parts: WorkbookParts, part: string, cells: CellReader): AsyncGenerator<SheetRow> {
  const rows = new RowsHandler(part, cells);
  const xml = new XmlReader(part, rows);
  for await (const piece of parts.read(part)) {
    xml.push(piece);
    yield* rows.take();
  }
  xml.end();
  yield* rows.take();
}

/** What a cell says, by its type. */
class CellReader {
  constructor(
    private readonly texts: SharedTexts,
    private readonly shapes: readonly (NumberShape | undefined)[],
    private readonly epoch: 1900 | 1904,
  ) {}

  text({ type, style, value, inline }: Cell, place: string): string {
    const stored = value.trim();
    switch (type) {
      case 's':
        return stored === '' ? '' : sharedText(this.texts, stored, place);
      case 'inlineStr':
        return inline || unescaped(value);
      case 'str':
        return unescaped(value) || inline;
      case 'b':
        return stored === '1' ? 'true' : stored === '0' ? 'false' : stored;
      case 'e':
        return stored;
      case 'd':
        return isoDateText(stored, this.shapes[style]);
      default:
        return stored === '' ? '' : numberText(stored, this.shapes[style], this.epoch);
    }
  }
}

interface Cell {
  column: number;
  type: string | undefined;
  style: number;
  value: string;
  inline: string;
}

/** Makes rows of the elements of a sheet. Formulas are passed over: what they came to is beside them. */
class RowsHandler {
  private rows: SheetRow[] = [];
  private row: SheetRow | undefined;
  private line = 0;
  private column = -1;
  private cell: Cell | undefined;
  private isInValue = false;
  private readonly inline = new RichText();
  private rowCharacters = 0;
  private allCharacters = 0;

  constructor(
    private readonly part: string,
    private readonly cells: CellReader,
  ) {}

  take(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(element: string, attribute: (name: string) => string | undefined): void {
    if (this.cell) {
      if (element === 'v') this.isInValue = true;
      else this.inline.open(element);
    } else if (element === 'c' && this.row) this.beginCell(attribute);
    else if (element === 'row') this.beginRow(attribute('r'));
  }

  text(text: string): void {
    if (!this.cell) return;
    if (!this.isInValue) this.inline.add(text);
    else if (this.cell.value.length <= MOST_CELL_CHARACTERS) this.cell.value += text;
  }

  close(element: string): void {
    if (element === 'v') this.isInValue = false;
    else if (element === 'c') this.endCell();
    else if (element === 'row') this.endRow();
    else if (this.cell) this.inline.close(element);
  }

  private beginRow(r: string | undefined): void {
    const line = r === undefined ? this.line + 1 : Number(r);
    if (!Number.isInteger(line) || line <= this.line || line > MOST_SHEET_ROWS) {
      throw broken(this.part, `has a row with a wrong number after row ${this.line}`);
    }
    this.line = line;
    this.column = -1;
    this.row = { line, cells: [] };
    this.rowCharacters = 0;
  }

  private beginCell(attribute: (name: string) => string | undefined): void {
    const r = attribute('r');
    this.column = r === undefined ? this.column + 1 : columnOf(r);
    if (this.column < 0) throw broken(this.part, `has a cell without a column in row ${this.line}`);
    this.inline.begin();
    this.cell = {
      column: this.column,
      type: attribute('t'),
      style: Number(attribute('s') ?? 0),
      value: '',
      inline: '',
    };
  }

  private endCell(): void {
    const { cell, row } = this;
    this.cell = undefined;
    if (!cell || !row || row.fault !== undefined) return;
    cell.inline = this.inline.end();
    const text = this.cells.text(cell, `${cell.column + 1} of row ${row.line}`);
    if (text === '') return;
    this.count(text.length + Math.max(0, cell.column - row.cells.length));
    if (cell.column >= MOST_COLUMNS) row.fault = tooManyColumns;
    else if (text.length > MOST_CELL_CHARACTERS) row.fault = cellTooLong(cell.column);
    else if (this.rowCharacters > MAX_ROW_BYTES) row.fault = ROW_TOO_LONG;
    else {
      while (row.cells.length < cell.column) row.cells.push('');
      row.cells[cell.column] = text;
    }
  }

  private endRow(): void {
    const { row } = this;
    this.row = undefined;
    if (!row) return;
    if (row.fault !== undefined) row.cells = [];
    else if (row.cells.length === 0) return;
    this.rows.push(row);
  }

  private count(characters: number): void {
    this.rowCharacters += characters;
    this.allCharacters += characters;
    if (this.allCharacters > MAX_TEXT_CHARACTERS) {
      throw tooLarge(`The cells of the sheet have more than ${MAX_TEXT_CHARACTERS / GiB} GiB of text`);
    }
  }
}

const tooManyColumns = `the row has a cell beyond column ${MOST_COLUMNS}; take out the columns that are not needed`;
const cellTooLong = (column: number): string =>
  `the cell in column ${column + 1} has more than ${MOST_CELL_CHARACTERS} characters; shorten it`;

const LETTERS = 26;
const BEFORE_A = 'A'.charCodeAt(0) - 1;

/** 0-based, of a cell's place such as `C5`; -1 if it has none. */
function columnOf(place: string): number {
  let column = 0;
  for (let at = 0; at < place.length; at += 1) {
    const letter = place.charCodeAt(at) - BEFORE_A;
    if (letter < 1 || letter > LETTERS) break;
    column = column * LETTERS + letter;
  }
  return column - 1;
}
