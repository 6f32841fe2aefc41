/** Reads one CSV record (RFC 4180) line by line; a quoted cell may span several lines. */

export type RecordProgress =
  { kind: 'complete'; cells: string[] } | { kind: 'open' } | { kind: 'broken'; why: string };

export class CsvRecord {
  private readonly cells: string[] = [];
  /** The text so far of a quoted cell whose closing quote has not come. */
  private quoted: string | undefined;

  /** @param delimiter one character */
  constructor(private readonly delimiter: string) {}

  feed(line: string): RecordProgress {
    if (this.quoted === undefined && !line.includes('"')) {
      return { kind: 'complete', cells: plainCells(line, this.delimiter) };
    }
    let at = 0;
    for (;;) {
      if (this.quoted === undefined && line[at] === '"') {
        this.quoted = '';
        at++;
      }
      if (this.quoted === undefined) {
        const end = line.indexOf(this.delimiter, at);
        const cell = end < 0 ? withoutCarriageReturn(line.slice(at)) : line.slice(at, end);
        if (cell.includes('"')) {
          return broken(
            'a quote stands in the middle of a cell; put the whole cell in quotes and double the quotes in it',
          );
        }
        this.cells.push(cell);
        if (end < 0) return { kind: 'complete', cells: this.cells };
        at = end + 1;
        continue;
      }
      const end = this.readQuoted(line, at);
      if (end === undefined) return { kind: 'open' };
      const rest = withoutCarriageReturn(line.slice(end, end + 2));
      if (rest === '') return { kind: 'complete', cells: this.cells };
      if (!rest.startsWith(this.delimiter)) {
        return broken(
          `a closing quote is not followed by ${nameOfDelimiter(this.delimiter)}; double the quotes that belong to the text`,
        );
      }
      at = end + 1;
    }
  }

  /** Reads a quoted cell from `at`. Returns the place after its closing quote, or undefined when the cell goes on. */
  private readQuoted(line: string, at: number): number | undefined {
    for (;;) {
      const quote = line.indexOf('"', at);
      if (quote < 0) {
        this.quoted += `${line.slice(at)}\n`;
        return undefined;
      }
      this.quoted += line.slice(at, quote);
      if (line[quote + 1] !== '"') {
        this.cells.push(this.quoted ?? '');
        this.quoted = undefined;
        return quote + 1;
      }
      this.quoted += '"';
      at = quote + 2;
    }
  }
}

/** The cells of a record without quotes, as most are: it is one line. */
export const plainCells = (line: string, delimiter: string): string[] =>
  withoutCarriageReturn(line).split(delimiter);

const delimiterNames: Record<string, string> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '\t': 'a tab',
  '|': 'a vertical bar',
};
export const nameOfDelimiter = (delimiter: string): string => delimiterNames[delimiter] ?? `"${delimiter}"`;

const broken = (why: string): RecordProgress => ({ kind: 'broken', why });

/** A line whose newline is cut off already. */
export const withoutCarriageReturn = (text: string): string =>
  text.endsWith('\r') ? text.slice(0, -1) : text;
