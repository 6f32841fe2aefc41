import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { type Line, LineSplitter } from '../../api/files/line-splitter';
import { MAX_ROW_BYTES } from '../../api/files/row';

/** The lines of a file that comes in chunks that end at `cuts`. */
function linesOf(bytes: Buffer, cuts: number[]): Line[] {
  const splitter = new LineSplitter();
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const lines = [0, ...places].flatMap((from, i) => [...splitter.push(bytes.subarray(from, places[i]))]);
  return [...lines, ...splitter.end()];
}

/** The same by the plain meaning of each rule. */
function plainly(bytes: Buffer): { number: number; text: string; hasFault: boolean }[] {
  const lines: { number: number; text: string; hasFault: boolean }[] = [];
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf('\n', from);
    const end = newline < 0 ? bytes.length : newline;
    const line = bytes.subarray(from, end);
    const decoded = line.toString();
    const hasFault = line.length > MAX_ROW_BYTES || !isUtf8(line) || line.includes(0);
    const text = lines.length === 0 && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
    lines.push({ number: lines.length + 1, text: hasFault ? '' : text, hasFault });
    from = end + 1;
  }
  return lines;
}

const asciiOnly = fc.constantFrom('a', ',', '"', '\n', '\r', '\n\n', '~', '\x7f');
const any = fc.oneof(
  asciiOnly.map((text) => Buffer.from(text)),
  fc.constantFrom('ü', '😀', '\0', '\uFEFF').map((text) => Buffer.from(text)),
  fc.constantFrom([0x80], [0xff], [0xc3], [0xf0, 0x9f], [0xef, 0xbb]).map((bytes) => Buffer.from(bytes)),
);
const files = fc.oneof(
  fc.string({ unit: asciiOnly, maxLength: 40 }).map((text) => Buffer.from(text)),
  fc.array(any, { maxLength: 30 }).map((parts) => Buffer.concat(parts)),
);
const shown = ({ number, text, fault }: Line) => ({ number, text, hasFault: fault !== undefined });

it('a file is split at its newlines, wherever its chunks end, and each line is decoded or has a fault', () => {
  fc.assert(
    fc.property(files, fc.array(fc.nat(), { maxLength: 6 }), (bytes, cuts) => {
      expect(linesOf(bytes, cuts).map(shown)).toEqual(plainly(bytes));
    }),
    { numRuns: 3_000 },
  );
});

it('a line may have as many bytes as a row, in one chunk and in two, and not one more', () => {
  for (const [bytes, hasFault] of [
    [MAX_ROW_BYTES, false],
    [MAX_ROW_BYTES + 1, true],
  ] as const)
    for (const line of ['x'.repeat(bytes), 'ü' + 'x'.repeat(bytes - 2)])
      for (const cuts of [[], [7], [bytes]]) {
        const lines = linesOf(Buffer.from(`${line}\nnext\n`), cuts).map(shown);
        expect(lines).toEqual([
          { number: 1, text: hasFault ? '' : line, hasFault },
          { number: 2, text: 'next', hasFault: false },
        ]);
      }
});
