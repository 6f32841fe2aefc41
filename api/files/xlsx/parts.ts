/** The parts of a workbook: an .xlsx file is a ZIP archive of XML. */
import path from 'node:path';
import { createInflateRaw, crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { oneByOne } from '../../../store/mongodb/one-by-one';
import { invalid, Problem } from '../../http/problems';
import { inflated } from '../inflated';
import { GiB, MiB, UnpackBound } from '../unpack-bound';
import { broken, SEND_CSV, tooLarge } from './broken';
import { readXml } from './xml';

/** A million rows of five columns. The file is held whole, because the list of its parts is at its end. */
export const MAX_WORKBOOK_BYTES = 32 * MiB;
const FIRST_ROOM_BYTES = 64 * 1024;
/** A million rows of thirty columns. */
const MAX_UNPACKED_BYTES = GiB;
/** A workbook has ten to fifty, and some hundreds if there are pictures. */
const MAX_PARTS = 10_000;
/** What is handed on at a time: fifty cells, each of which may name a text of 32,767 characters, take 15 ms. */
const PIECE_BYTES = 1024;

/** Another part that a part names. */
export interface Relation {
  /** The last word of its type, such as `worksheet`. */
  type: string;
  /** The name of the other part. */
  target: string;
}

/**
 * A workbook that arrives in pieces. In one buffer: the pieces of a file that comes byte by byte would take a hundred
 * times its size.
 */
export class ReceivedWorkbook {
  private room = Buffer.alloc(0);
  private size = 0;

  /** @throws a Problem (413) as soon as it is too large */
  take(chunk: Buffer): void {
    const size = this.size + chunk.length;
    if (size > MAX_WORKBOOK_BYTES) throw workbookTooLarge();
    if (size > this.room.length) {
      const doubled = Math.min(MAX_WORKBOOK_BYTES, Math.max(FIRST_ROOM_BYTES, 2 * this.room.length));
      const larger = Buffer.allocUnsafe(Math.max(size, doubled));
      this.room.copy(larger, 0, 0, this.size);
      this.room = larger;
    }
    this.size += chunk.copy(this.room, this.size);
  }

  /** The whole file. Nothing is kept of it. */
  whole(): Buffer {
    const file = this.room.subarray(0, this.size);
    this.room = Buffer.alloc(0);
    this.size = 0;
    return file;
  }
}

export class WorkbookParts {
  private readonly bound = new UnpackBound(MAX_UNPACKED_BYTES, SEND_CSV);

  private constructor(
    private readonly file: Buffer,
    private readonly zip: ZipFile,
    private readonly entries: Map<string, Entry>,
  ) {
    this.bound.receive(file.length);
  }

  /** @throws a Problem that says what the file is instead */
  static async of(file: Buffer): Promise<WorkbookParts> {
    if (file.length > MAX_WORKBOOK_BYTES) throw workbookTooLarge();
    refuseOtherFiles(file);
    const zip = await fromBufferPromise(file).catch(() => {
      throw broken('its archive', 'is cut or damaged');
    });
    const entries = await entriesOf(zip);
    refuseOtherArchives(entries);
    return new WorkbookParts(file, zip, entries);
  }

  /** The part's bytes, a piece at a time. Gives way in between. */
  read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw broken(name, 'is missing');
    return oneByOne(this.pieces(entry));
  }

  private async *pieces(entry: Entry): AsyncGenerator<Buffer> {
    let check = 0;
    for await (const unpacked of await this.unpacked(entry)) {
      this.bound.unpack(unpacked.length);
      check = crc32(unpacked, check);
      yield* piecesOf(unpacked, PIECE_BYTES);
    }
    if (check !== entry.crc32) throw broken(entry.fileName, 'has other data than its checksum says');
  }

  private async unpacked(entry: Entry): Promise<Iterable<Buffer> | AsyncIterable<Buffer>> {
    const damaged = (): Problem => broken(entry.fileName, 'is cut or damaged');
    if (entry.isEncrypted()) throw hasPassword();
    const { fileDataStart } = await this.zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch(() => {
        throw damaged();
      });
    const packed = piecesOf(
      this.file.subarray(fileDataStart, fileDataStart + entry.compressedSize),
      PACKED_PIECE_BYTES,
    );
    if (entry.compressionMethod === STORED) return packed;
    if (entry.compressionMethod !== DEFLATED) throw broken(entry.fileName, 'is packed in an unknown way');
    return inflated(packed, createInflateRaw(), damaged);
  }

  /** The parts that `name` names, by the ids it gives them; '' is the whole workbook. */
  async relationsOf(name: string): Promise<Map<string, Relation>> {
    const { dir, base } = path.posix.parse(name);
    const relations = new Map<string, Relation>();
    const list = path.posix.join(dir, '_rels', `${base}.rels`);
    if (!this.entries.has(list.toLowerCase())) return relations;
    await readXml(list, this.read(list), {
      open(element, attribute) {
        const target = attribute('Target');
        if (element !== 'Relationship' || target === undefined || attribute('TargetMode') === 'External')
          return;
        if (relations.size >= MAX_RELATIONS) throw tooLarge(`${list} names more than ${MAX_RELATIONS} parts`);
        relations.set(short(attribute('Id')), {
          type: short(attribute('Type')).replace(/^.*\//, ''),
          target: path.posix.resolve('/', dir, short(target)).slice(1),
        });
      },
    });
    return relations;
  }
}

const STORED = 0;
const DEFLATED = 8;

/** One for each sheet, and a few more. */
const MAX_RELATIONS = 2_000;
/** Names and types of parts have some hundred characters at most. A longer one names nothing. */
const MAX_NAME_CHARACTERS = 1_000;
const short = (text = ''): string => (text.length > MAX_NAME_CHARACTERS ? '' : text);

const PACKED_PIECE_BYTES = 64 * 1024;
function* piecesOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Names of parts are the same in any case. */
async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > MAX_PARTS) throw tooLarge(`The workbook has more than ${MAX_PARTS} parts`);
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.toLowerCase();
      if (entries.has(name)) throw broken('its archive', 'has two parts of the same name');
      entries.set(name, entry);
    }
  } catch (error) {
    throw error instanceof Problem ? error : broken('its archive', 'is cut or damaged');
  }
  return entries;
}

/** Excel before 2007, and everything that Office encrypts. */
const OLE_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');
const ZIP_MAGIC = Buffer.from('PK');

function refuseOtherFiles(file: Buffer): void {
  if (file.subarray(0, OLE_MAGIC.length).equals(OLE_MAGIC)) {
    throw file.includes(ENCRYPTED) ? hasPassword() : otherFile('an old Excel workbook (.xls)');
  }
  if (file.subarray(0, ZIP_MAGIC.length).equals(ZIP_MAGIC)) return;
  throw noWorkbook('it is no ZIP archive, as every .xlsx file is. A text file is sent as text/csv');
}

/** What else is a ZIP archive, by a part that only it has. */
const otherArchives: [RegExp, string][] = [
  [/^xl\/workbook\.bin$/, 'a binary Excel workbook (.xlsb)'],
  [/^index\/document\.iwa$/, 'a workbook of Apple Numbers'],
  [/^content\.xml$/, 'an OpenDocument file (.ods)'],
  [/^word\//, 'a Word document'],
  [/^ppt\//, 'a PowerPoint presentation'],
];

function refuseOtherArchives(entries: Map<string, Entry>): void {
  if (entries.has('_rels/.rels') && entries.has('xl/workbook.xml')) return;
  for (const [part, what] of otherArchives) {
    for (const name of entries.keys()) if (part.test(name)) throw otherFile(what);
  }
  if (!entries.has('_rels/.rels')) {
    throw noWorkbook('it is a ZIP archive of other files. Send the .xlsx or CSV file itself');
  }
}

export const noWorkbook = (why: string): Problem =>
  invalid([{ location: 'body', message: `the file is no .xlsx workbook: ${why}` }]);

const otherFile = (what: string): Problem =>
  new Problem(
    'unsupported-media-type',
    `The file is ${what}, which is not read here; save it as .xlsx, or ${SEND_CSV}`,
  );

const hasPassword = (): Problem =>
  new Problem(
    'unsupported-media-type',
    `The workbook is protected by a password; save it without one, or ${SEND_CSV}`,
  );

const workbookTooLarge = (): Problem =>
  tooLarge(`A workbook may have at most ${MAX_WORKBOOK_BYTES / MiB} MiB, because it is held in memory`);
