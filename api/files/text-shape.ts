/** Finds how a text file is written, by its beginning. */
import { looksLikeNumber } from '../../domain/numbers/written-number';
import { CsvRecord } from './csv-record';
import { type Delimiter, delimiters, type Encoding, type LineEnds } from './reading';

/** Some hundred rows, and all of the header of a list with many columns. */
export const HEAD_BYTES = 16 * 1024;
/** As many records show how many columns there are, and which of them has numbers. */
export const MOST_SAMPLES = 30;

/** The encoding that the beginning of a file shows. Undefined: UTF-8 or Windows-1252, which share ASCII. */
export function encodingOf(head: Buffer): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // Without a mark: commas, digits and newlines, half of any list, have a NUL as their second half.
  let [even, odd] = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) i % 2 === 0 ? (even += 1) : (odd += 1);
  if (odd > head.length / 4 && even < odd / 8) return 'utf-16le';
  if (even > head.length / 4 && odd < even / 8) return 'utf-16be';
  return undefined;
}

export interface TextShape {
  delimiter: Delimiter;
  lineEnds: LineEnds;
  /** A first line such as `sep=;`, which is for spreadsheets. */
  hasDelimiterLine: boolean;
  /** The first records of the file. */
  samples: string[][];
}

/**
 * @param isWhole the file has no more than `text`
 * @param hasNumberColumn whether a header with these names would say which column has the numbers
 */
export function shapeOf(
  text: string,
  {
    isWhole,
    delimiter: said,
    hasNumberColumn,
  }: {
    isWhole: boolean;
    delimiter?: Delimiter | undefined;
    hasNumberColumn: (names: string[]) => boolean;
  },
): TextShape {
  const lineEnds = lineEndsOf(text);
  const lines = text.replace(/^\uFEFF/, '').split(lineEnds === 'CR' ? /\r\n?|\n/ : '\n');
  if (!isWhole && lines.length > 1) lines.pop();
  const first = /^"?sep=(?<delimiter>[,;\t|])"? *\r?$/i.exec(lines[0] ?? '')?.groups?.['delimiter'];
  const hasDelimiterLine = first !== undefined;
  if (hasDelimiterLine) lines.shift();
  const delimiter = said ?? (first as Delimiter | undefined);
  const candidates = (delimiter === undefined ? delimiters : [delimiter]).map((candidate) => {
    const samples = recordsOf(lines, candidate);
    const width = samples[0]?.length ?? 0;
    const agreeing = samples.filter((cells) => cells.length === width).length / Math.max(1, samples.length);
    return {
      delimiter: candidate,
      samples,
      width,
      agreeing,
      isKnown: hasNumberColumn(samples[0] ?? []),
      hasNumbers: haveNumbers(samples),
    };
  });
  const [usual] = candidates;
  const [clearest] = candidates.toSorted(
    (a, b) =>
      Number(b.isKnown) - Number(a.isKnown) ||
      Number(b.width > 1) - Number(a.width > 1) ||
      Number(b.hasNumbers) - Number(a.hasNumbers) ||
      b.agreeing - a.agreeing ||
      b.width - a.width,
  );
  // Of one column the delimiter shows nowhere.
  const best = clearest && clearest.width > 1 ? clearest : usual;
  return {
    delimiter: best?.delimiter ?? ',',
    lineEnds,
    hasDelimiterLine,
    samples: best?.samples ?? [],
  };
}

/** Whether one of the columns has a number in most of the rows: with a wrong delimiter there is more in their cells. */
function haveNumbers(samples: string[][]): boolean {
  const rows = samples.slice(1);
  return (samples[0] ?? []).some(
    (_, column) => rows.filter((cells) => looksLikeNumber(cells[column] ?? '')).length * 2 > rows.length,
  );
}

/** By the first end of a line that is not in quotes. */
function lineEndsOf(text: string): LineEnds {
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === '\n') return 'LF';
    if (character === '\r') return text[i + 1] === '\n' || i + 1 === text.length ? 'CRLF' : 'CR';
  }
  return text.includes('\n') || !text.includes('\r') ? 'LF' : 'CR';
}

/** The first records; reading ends at one that is broken. */
function recordsOf(lines: string[], delimiter: Delimiter): string[][] {
  const records: string[][] = [];
  let record = new CsvRecord(delimiter);
  let isOpen = false;
  for (const line of lines) {
    if (records.length >= MOST_SAMPLES) break;
    if (!isOpen && (line === '' || line === '\r')) continue;
    const progress = record.feed(line);
    isOpen = progress.kind === 'open';
    if (progress.kind === 'broken') break;
    if (progress.kind !== 'complete') continue;
    if (progress.cells.some((cell) => cell !== '')) records.push(progress.cells);
    record = new CsvRecord(delimiter);
  }
  return records;
}

/** A header names columns, and no column's name is a number. */
export const isHeader = (cells: string[]): boolean => !cells.some(looksLikeNumber);
