import { type Request } from 'express';
import { type Holding } from './byte-budget';
import { inTime } from './body-time';
import { readJsonText } from '../json/json-text';
import { busy, invalid, Problem } from './problems';

const KiB = 1024;
/**
 * A campaign's data is a few KiB and a job's at most 64 KiB. Far above both, and far below what could harm the process.
 */
export const MAX_JSON_BYTES = 1024 * KiB;
const SEND_FILES = 'Send many jobs with POST /campaigns/:campaignID/jobs/import, which takes any size.';
/** Room for `{}` and some white space. */
const MAX_EMPTY_BYTES = 16;

/** The body as it arrives. If the reader stops, `boundBodies` discards the rest. */
export const chunksOf = (req: Request): AsyncIterable<Buffer> =>
  req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** True when there is something to read: many clients announce an empty body with `Content-Length: 0`. */
export const hasBody = (req: Request): boolean =>
  req.get('Transfer-Encoding') !== undefined || Number(req.get('Content-Length') ?? 0) > 0;

/** How much is read, and from whom. */
export interface BodyBounds {
  maxBytes: number;
  /** What the client should do to send more. */
  instead: string;
  /** For a sender that is not authenticated yet. */
  holding?: Holding;
}

/** The whole body, as received. */
export async function readBody(req: Request, bounds: BodyBounds): Promise<Buffer> {
  refuseContentEncoding(req);
  const announced = Number(req.get('Content-Length') ?? 0);
  if (announced > bounds.maxBytes) throw tooLarge(bounds);
  // An announced size reserves nothing: otherwise a few headers could keep all senders out.
  if (bounds.holding?.mayGrow(announced) === false) throw tooMuch();
  const taken = new TakenIn(bounds);
  try {
    return await inTime(req, taken.all(req));
  } finally {
    taken.drop();
  }
}

/** A body's first buffer; its size doubles when it is full. */
const FIRST_ROOM_BYTES = 4 * KiB;

/**
 * The bytes of a body so far. One buffer: the pieces of a body that comes byte by byte would take a hundred times its
 * size. Nothing is kept once the reader has given up.
 */
class TakenIn {
  private room = Buffer.alloc(0);
  private size = 0;
  private isWanted = true;

  constructor(private readonly bounds: BodyBounds) {}

  async all(req: Request): Promise<Buffer> {
    try {
      for await (const chunk of chunksOf(req)) if (this.isWanted) this.take(chunk);
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem('invalid-request', 'The connection broke before the body was complete');
    }
    return this.room.subarray(0, this.size);
  }

  private take(chunk: Buffer): void {
    const size = this.size + chunk.length;
    if (size > this.bounds.maxBytes) throw tooLarge(this.bounds);
    if (size > this.room.length) this.makeRoom(size);
    chunk.copy(this.room, this.size);
    this.size = size;
  }

  private makeRoom(least: number): void {
    const doubled = Math.max(FIRST_ROOM_BYTES, 2 * this.room.length);
    const most = Math.max(least, Math.min(doubled, this.bounds.maxBytes));
    if (this.bounds.holding?.grow(most) === false) throw tooMuch();
    const larger = Buffer.allocUnsafe(most);
    this.room.copy(larger, 0, 0, this.size);
    this.room = larger;
  }

  drop(): void {
    this.isWanted = false;
    this.room = Buffer.alloc(0);
    this.bounds.holding?.release();
  }
}

/**
 * For routes that take no body. Many clients send an empty object with every POST; a client that sends more expects it
 * to matter.
 */
export async function refuseBody(req: Request): Promise<void> {
  if (!hasBody(req)) return;
  const text = await readBody(req, { maxBytes: MAX_EMPTY_BYTES, instead: '' }).then(
    String,
    (error: unknown) => {
      if (error instanceof Problem && error.kind === 'too-large') return undefined;
      throw error;
    },
  );
  if (text !== undefined && /^\s*(?:\{\s*\})?\s*$/.test(text)) return;
  const message = 'must be empty: what this does is said by its path alone; send no body, or {}';
  throw invalid([{ location: '', message }]);
}

/** A JSON body that can be stored exactly. Its schema checks what it must contain. */
export async function readJson(req: Request): Promise<unknown> {
  if (req.is('application/json') === false) {
    throw new Problem(
      'unsupported-media-type',
      'Send the body as JSON with "Content-Type: application/json"',
    );
  }
  return parseJson(decodeUtf8(await readBody(req, { maxBytes: MAX_JSON_BYTES, instead: SEND_FILES })));
}

async function parseJson(text: string): Promise<unknown> {
  if (text.trim() === '') throw invalid([{ location: '', message: 'the body is empty; send a JSON object' }]);
  const read = await readJsonText(text);
  if (read.kind === 'bad') throw invalid(read.faults);
  return read.value;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid([
      { location: '', message: 'the body is not valid UTF-8; encode it as UTF-8 and send it again' },
    ]);
  }
}

/** For all bodies but files: one of 1 KiB can unpack to gigabytes, and what is this small needs no packing. */
export function refuseContentEncoding(req: Request): void {
  const encoding = req.get('Content-Encoding');
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new Problem(
    'unsupported-media-type',
    'Only a file to import may be packed; send this body unpacked, without Content-Encoding',
  );
}

const tooMuch = (): Problem =>
  busy('Too many senders whom we do not know yet send much at once; send it again');

const tooLarge = ({ maxBytes, instead }: BodyBounds): Problem =>
  new Problem(
    'too-large',
    `The body may have at most ${maxBytes / KiB} KiB, so that no single request can exhaust the server. ${instead}`,
  );
