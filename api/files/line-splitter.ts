import { isAscii, isUtf8 } from 'node:buffer';
import { MAX_ROW_BYTES, ROW_TOO_LONG } from './row';

export interface Line {
  number: number;
  /** Without its newline; empty when the line has a fault. */
  text: string;
  fault?: string;
}

const NEWLINE = 10;
/**
 * A piece takes 200 bytes besides its own: the pieces of a line that comes byte by byte would take a hundred times its
 * size.
 */
const MOST_PIECES = 256;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Splits a stream of bytes into lines. Keeps at most one line of the greatest length. */
export class LineSplitter {
  /** The start of a line whose end has not come yet. */
  private begun: Buffer[] = [];
  private begunBytes = 0;
  private tooLong = false;
  private number = 0;

  /** Makes each line when it is asked for. */
  *push(chunk: Buffer): Generator<Line> {
    const areAscii = isAscii(chunk);
    let from = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline < 0) break;
      yield this.asciiLine(chunk, areAscii, from, newline) ?? this.lineUpTo(chunk, from, newline);
      from = newline + 1;
    }
    if (from < chunk.length) this.hold(chunk.subarray(from));
  }

  /** A line that stands in the chunk as a whole and needs no decoding, as most do. Undefined: there is more to it. */
  private asciiLine(chunk: Buffer, areAscii: boolean, from: number, newline: number): Line | undefined {
    if (!areAscii || this.begunBytes > 0 || this.tooLong || newline - from > MAX_ROW_BYTES) return undefined;
    const text = chunk.toString('latin1', from, newline);
    if (text.includes('\0')) return undefined;
    return { number: ++this.number, text };
  }

  private lineUpTo(chunk: Buffer, from: number, newline: number): Line {
    this.hold(chunk.subarray(from, newline));
    return this.take();
  }

  /** The last line, when no newline ends it. */
  end(): Line[] {
    return this.begunBytes > 0 || this.tooLong ? [this.take()] : [];
  }

  private hold(part: Buffer): void {
    if (this.tooLong) return;
    this.begun.push(part);
    this.begunBytes += part.length;
    if (this.begun.length > MOST_PIECES) this.begun = [Buffer.concat(this.begun)];
    if (this.begunBytes <= MAX_ROW_BYTES) return;
    this.tooLong = true;
    this.begun = [];
  }

  private take(): Line {
    const number = ++this.number;
    const bytes = this.begun.length === 1 && this.begun[0] ? this.begun[0] : Buffer.concat(this.begun);
    const { tooLong } = this;
    this.begun = [];
    this.begunBytes = 0;
    this.tooLong = false;
    if (tooLong) return { number, text: '', fault: ROW_TOO_LONG };
    if (!isUtf8(bytes))
      return { number, text: '', fault: 'the row is not valid UTF-8; save the file as UTF-8' };
    const marked = number === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
    const text = (marked ? bytes.subarray(3) : bytes).toString('utf8');
    // A NUL would be cut off or refused later; it also shows that a file is UTF-16.
    if (text.includes('\0'))
      return { number, text: '', fault: 'the row has a NUL character; save the file as UTF-8' };
    return { number, text };
  }
}
