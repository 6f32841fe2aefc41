/** Turns the bytes of a text file in any encoding into UTF-8, and its line ends into newlines, as they come. */
import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import { type Encoding } from './reading';

/**
 * From the first byte that is not ASCII, so many bytes decide between UTF-8 and Windows-1252: some hundred words, in
 * which one damaged character does not count against all the others.
 */
const DECIDED_BY_BYTES = 4 * 1024;

const [CARRIAGE_RETURN, NEWLINE] = [13, 10];

export class Transcoder {
  /** Bytes of a text that was ASCII so far, from the first one that is not. */
  private undecided: Buffer | undefined;
  private readonly wide = new StringDecoder('utf16le');
  /** The first byte of a pair whose second has not come. */
  private half: Buffer = Buffer.alloc(0);
  private isBegun = false;

  /** @param encoding undefined: UTF-8 or Windows-1252, as the first character shows that is not ASCII */
  constructor(
    private found: Encoding | undefined,
    private readonly carriageReturnsEndLines: boolean,
  ) {}

  /** What was found; a text of ASCII only is UTF-8. */
  get encoding(): Encoding {
    return this.found ?? 'utf-8';
  }

  push(chunk: Buffer): Buffer {
    return this.withNewlines(this.decoded(chunk));
  }

  end(): Buffer {
    const rest = this.undecided;
    if (rest) return this.withNewlines(this.decide(rest));
    if (this.half.length === 0) return Buffer.alloc(0);
    // A file of byte pairs that ends in the middle of one.
    return Buffer.from('\0');
  }

  private decoded(chunk: Buffer): Buffer {
    switch (this.found) {
      case undefined: {
        if (!this.undecided && isAscii(chunk)) return chunk;
        const held = this.undecided ? Buffer.concat([this.undecided, chunk]) : chunk;
        if (held.length - firstForeign(held) < DECIDED_BY_BYTES) {
          this.undecided = held;
          return Buffer.alloc(0);
        }
        return this.decide(held);
      }
      case 'utf-8':
        return chunk;
      case 'windows-1252':
        return fromWindows1252(chunk);
      case 'utf-16le':
      case 'utf-16be':
        return this.fromUtf16(chunk, this.found);
    }
  }

  private decide(held: Buffer): Buffer {
    this.undecided = undefined;
    const from = firstForeign(held);
    this.found = isMostlyUtf8(held.subarray(from, from + DECIDED_BY_BYTES)) ? 'utf-8' : 'windows-1252';
    return this.decoded(held);
  }

  private fromUtf16(chunk: Buffer, encoding: Encoding): Buffer {
    const bytes = Buffer.concat([this.half, chunk]);
    const whole = bytes.length - (bytes.length % 2);
    this.half = Buffer.from(bytes.subarray(whole));
    const pairs = bytes.subarray(0, whole);
    const text = this.wide.write(encoding === 'utf-16be' ? Buffer.from(pairs).swap16() : pairs);
    const unmarked = !this.isBegun && text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.isBegun ||= text !== '';
    // UTF-8 has no half of a character: a NUL in its place makes the row a bad one.
    return Buffer.from(unmarked.replaceAll(/\p{Surrogate}/gu, '\0'));
  }

  private withNewlines(bytes: Buffer): Buffer {
    if (!this.carriageReturnsEndLines || !bytes.includes(CARRIAGE_RETURN)) return bytes;
    return Buffer.from(bytes.map((byte) => (byte === CARRIAGE_RETURN ? NEWLINE : byte)));
  }
}

const firstForeign = (bytes: Buffer): number => {
  const at = bytes.findIndex((byte) => byte >= 0x80);
  return at < 0 ? bytes.length : at;
};

/** Whether more of the characters outside ASCII are right in UTF-8 than are not. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  const right = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0;
  // The last one may be cut.
  const wrong = (text.match(/\ufffd/g)?.length ?? 0) - (text.endsWith('\ufffd') && right > 0 ? 1 : 0);
  return right >= wrong;
}

/** Code points of the bytes 80 to 9F; those that it leaves out are control characters, as browsers have it. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** By hand: some versions of Node take it for Latin-1, in which these bytes are control characters. */
const fromWindows1252 = (bytes: Buffer): Buffer =>
  Buffer.from(
    bytes
      .toString('latin1')
      .replaceAll(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character),
  );
