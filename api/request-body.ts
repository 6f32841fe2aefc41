import { type Request } from 'express';
import { inTime } from './body-time';
import { readJsonText } from './json-text';
import { invalid, Problem } from './problems';

const KiB = 1024;
/** A campaign's data is a few KiB and a job's at most 64 KiB; far above both, far below what could hurt the process. */
export const MAX_JSON_BYTES = 1024 * KiB;
const SEND_FILES = 'Send many jobs with POST /campaigns/:campaignID/jobs/import, which takes any size.';
/** Room for `{}` and some white space. */
const MAX_EMPTY_BYTES = 16;

/** The body as it arrives. Whoever stops reading leaves the rest to `boundBodies`. */
export const chunksOf = (req: Request): AsyncIterable<Buffer> =>
  req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** True when there is something to read: many clients announce an empty body with `Content-Length: 0`. */
export const hasBody = (req: Request): boolean =>
  req.get('Transfer-Encoding') !== undefined || Number(req.get('Content-Length') ?? 0) > 0;

/** The whole body, as received. `instead`: what a sender of more than `maxBytes` should do. */
export async function readBody(req: Request, maxBytes: number, instead: string): Promise<Buffer> {
  refuseContentEncoding(req);
  if (Number(req.get('Content-Length') ?? 0) > maxBytes) throw tooLarge(maxBytes, instead);
  return inTime(req, collect(req, maxBytes, instead));
}

async function collect(req: Request, maxBytes: number, instead: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of chunksOf(req)) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes, instead);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('invalid-request', 'The connection broke before the body was complete');
  }
  return Buffer.concat(chunks);
}

/** For what takes no body. Many clients send an empty object with every POST; whoever sends more means something by it. */
export async function refuseBody(req: Request): Promise<void> {
  if (!hasBody(req)) return;
  const text = await readBody(req, MAX_EMPTY_BYTES, '').then(String, (error: unknown) => {
    if (error instanceof Problem && error.kind === 'too-large') return undefined;
    throw error;
  });
  if (text !== undefined && /^\s*(?:\{\s*\})?\s*$/.test(text)) return;
  const message = 'must be empty: what this does is said by its path alone; send no body, or {}';
  throw invalid([{ location: '', message }]);
}

/** A JSON body that can be stored faithfully. What it must contain is the schema's business. */
export async function readJson(req: Request): Promise<unknown> {
  if (req.is('application/json') === false) {
    throw new Problem(
      'unsupported-media-type',
      'Send the body as JSON with "Content-Type: application/json"',
    );
  }
  return parseJson(decodeUtf8(await readBody(req, MAX_JSON_BYTES, SEND_FILES)));
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

/** A compressed body of 1 KiB can unpack to gigabytes, and nobody needs it here. */
export function refuseContentEncoding(req: Request): void {
  const encoding = req.get('Content-Encoding');
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new Problem(
    'unsupported-media-type',
    'A body with a Content-Encoding is not read; send it uncompressed and without that header',
  );
}

const tooLarge = (maxBytes: number, instead: string): Problem =>
  new Problem(
    'too-large',
    `The body may have at most ${maxBytes / KiB} KiB, so that no single request can exhaust the server. ${instead}`,
  );
