/** The texts of a workbook: most cells name a text of one table by its number. */
import { MOST_CELL_CHARACTERS } from '../excel-bounds';
import { MiB } from '../unpack-bound';
import { broken, tooLarge } from './broken';
import { type WorkbookParts } from './parts';
import { readXml } from './xml';

/** The texts of a million rows with two columns that differ in each. */
const MAX_TABLE_BYTES = 64 * MiB;
const FIRST_TABLE_BYTES = 64 * 1024;

/** Text with formats within it is in several runs, of which readings of Asian names are none. */
export class RichText {
  private text = '';
  private isIn = false;
  private isReading = false;

  begin(): void {
    this.text = '';
    this.isIn = false;
    this.isReading = false;
  }

  open(element: string): void {
    if (element === 'rPh') this.isReading = true;
    else if (element === 't') this.isIn = !this.isReading;
  }

  close(element: string): void {
    if (element === 'rPh') this.isReading = false;
    else if (element === 't') this.isIn = false;
  }

  add(text: string): void {
    if (this.isIn && this.text.length <= MOST_CELL_CHARACTERS) this.text += text;
  }

  end(): string {
    // One further, so that its row is seen to be too long.
    return unescaped(this.text).slice(0, MOST_CELL_CHARACTERS + 1);
  }
}

/** What XML cannot carry is written as `_x000D_`. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

/** Outside of the heap: millions of strings would cost it twice as much, and each collection of garbage. */
class TextTable {
  private bytes = Buffer.alloc(0);
  private ends = new Uint32Array(0);
  private count = 0;

  add(text: string): void {
    const begin = this.endOf(this.count - 1);
    const end = begin + Buffer.byteLength(text);
    if (end + this.count * Uint32Array.BYTES_PER_ELEMENT > MAX_TABLE_BYTES) {
      throw tooLarge(`The texts of the workbook have more than ${MAX_TABLE_BYTES / MiB} MiB`);
    }
    if (end > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(FIRST_TABLE_BYTES, end, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, begin);
      this.bytes = larger;
    }
    if (this.count === this.ends.length) {
      const larger = new Uint32Array(Math.max(FIRST_TABLE_BYTES / 4, 2 * this.count));
      larger.set(this.ends);
      this.ends = larger;
    }
    this.bytes.write(text, begin);
    this.ends[this.count] = end;
    this.count += 1;
  }

  at(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined;
    return this.bytes.toString('utf8', this.endOf(index - 1), this.endOf(index));
  }

  private endOf(index: number): number {
    return this.ends[index] ?? 0;
  }
}

export type SharedTexts = Pick<TextTable, 'at'>;

export async function sharedTexts(parts: WorkbookParts, part: string | undefined): Promise<SharedTexts> {
  const table = new TextTable();
  if (part === undefined) return table;
  const text = new RichText();
  await readXml(part, parts.read(part), {
    open(element) {
      if (element === 'si') text.begin();
      else text.open(element);
    },
    close(element) {
      if (element === 'si') table.add(text.end());
      else text.close(element);
    },
    text: (piece) => text.add(piece),
  });
  return table;
}

/** A cell's text by its number in the table. */
export function sharedText(texts: SharedTexts, number: string, cell: string): string {
  const text = texts.at(Number(number));
  if (text === undefined) throw broken(`cell ${cell}`, 'names a text that the workbook does not have');
  return text;
}
