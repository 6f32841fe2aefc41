/** The XML of a workbook's parts, read piece by piece. */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { broken, tooLarge } from './broken';

/** The same words in both variants of the format: what Excel saves, and what it saves as "Strict". */
const SPREADSHEET = [
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  'http://purl.oclc.org/ooxml/spreadsheetml/main',
];
const PACKAGE_RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE_RELATIONS = [
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'http://purl.oclc.org/ooxml/officeDocument/relationships',
];
const known = new Set([...SPREADSHEET, PACKAGE_RELATIONS]);

/** An attribute without a prefix, or with `relation` the one of that name that names a relation. */
export type Attributes = (name: string, relation?: 'relation') => string | undefined;

/** Called with each element of the format as it begins and ends, and with the text within. */
export interface XmlHandler {
  open(element: string, attribute: Attributes): void;
  close?(element: string): void;
  text?(text: string): void;
}

/**
 * A text or a tag, which the parser holds whole, or comments in a row. A cell has at most 32,767 characters, and the
 * longest way to write one is `_x000D_`.
 */
const MAX_TOKEN_CHARACTERS = 256 * 1024;
/** A sheet has ten. Each is an object in memory. */
const MAX_DEPTH = 100;
/** An element has ten, the outermost one for each of its extensions. They are compared with each other. */
const MAX_ATTRIBUTES = 1_000;

type Decoder = InstanceType<typeof TextDecoder>;

/** Takes the bytes of one part. */
export class XmlReader {
  private readonly parser = new SaxesParser({ xmlns: true, position: false });
  private decoder: Decoder | undefined;
  private depth = 0;
  private attributes = 0;
  private hasProgressed = false;
  private pending = 0;

  constructor(
    private readonly part: string,
    private readonly handler: XmlHandler,
  ) {
    const { parser } = this;
    // No more than six: with a seventh V8 no longer compiles the parser's members, and it takes four times as long.
    // Entities can be declared only in a document type, and a few of them can make gigabytes.
    parser.on('doctype', () => {
      throw broken(part, 'has a document type, which no workbook has');
    });
    parser.on('attribute', () => this.countAttribute());
    parser.on('opentag', (tag) => this.open(tag));
    parser.on('closetag', (tag) => this.close(tag));
    parser.on('text', (text) => this.text(text));
    parser.on('cdata', (text) => this.text(text));
  }

  push(bytes: Buffer): void {
    this.decoder ??= decoderFor(bytes);
    this.write(this.decode(bytes, true));
  }

  end(): void {
    this.write(this.decode(Buffer.alloc(0), false));
    this.parse(() => this.parser.close());
  }

  private decode(bytes: Buffer, stream: boolean): string {
    try {
      return this.decoder?.decode(bytes, { stream }) ?? '';
    } catch {
      throw broken(this.part, 'is no valid UTF-8');
    }
  }

  private write(text: string): void {
    this.hasProgressed = false;
    this.parse(() => this.parser.write(text));
    this.pending = this.hasProgressed ? text.length : this.pending + text.length;
    if (this.pending > MAX_TOKEN_CHARACTERS) {
      throw tooLarge(`${this.part} has a text or tag of more than ${MAX_TOKEN_CHARACTERS} characters`);
    }
  }

  private parse(work: () => void): void {
    try {
      work();
    } catch (error) {
      // The parser's own errors are of no class of its own.
      const isOfParser = error instanceof Error && error.constructor === Error;
      throw isOfParser ? broken(this.part, 'is not well-formed XML') : error;
    }
  }

  private countAttribute(): void {
    this.attributes += 1;
    if (this.attributes <= MAX_ATTRIBUTES) return;
    throw broken(this.part, `has an element with more than ${MAX_ATTRIBUTES} attributes`);
  }

  private open(tag: SaxesTagNS): void {
    this.hasProgressed = true;
    this.attributes = 0;
    if ((this.depth += 1) > MAX_DEPTH) throw broken(this.part, `is deeper than ${MAX_DEPTH} elements`);
    if (!known.has(tag.uri)) return;
    this.handler.open(tag.local, (name, relation) =>
      relation ? relationOf(tag, name) : tag.attributes[name]?.value,
    );
  }

  private close(tag: SaxesTagNS): void {
    this.hasProgressed = true;
    this.depth -= 1;
    if (known.has(tag.uri)) this.handler.close?.(tag.local);
  }

  private text(text: string): void {
    this.hasProgressed = true;
    this.handler.text?.(text);
  }
}

/** Reads a whole part. */
export async function readXml(
  part: string,
  chunks: AsyncIterable<Buffer>,
  handler: XmlHandler,
): Promise<void> {
  const reader = new XmlReader(part, handler);
  for await (const chunk of chunks) reader.push(chunk);
  reader.end();
}

const relationOf = (tag: SaxesTagNS, name: string): string | undefined =>
  Object.values(tag.attributes).find(({ local, uri }) => local === name && OFFICE_RELATIONS.includes(uri))
    ?.value;

/** The format allows UTF-8 and UTF-16; the second begins with a mark. */
function decoderFor([first, second]: Buffer): Decoder {
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true });
}
