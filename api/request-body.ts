import { type NextFunction, type Request, type Response } from 'express';
import { findJsonFault } from './json-fault';
import { invalid, Problem } from './problems';
import { findUnstorable } from './storable';

const KiB = 1024;
/** A campaign's data is a few KiB and a job's at most 64 KiB; far above both, far below what could hurt the process. */
export const MAX_JSON_BYTES = 1024 * KiB;
/** A body this small arrives at once; a slower sender is broken or holds the connection on purpose. */
const BODY_WITHIN_MS = 30_000;

/**
 * Once the answer is out, throws away what is left of the body: a client reads no answer while it still writes, and the
 * connection can serve its next request.
 */
export function drainUnread(req: Request, res: Response, next: NextFunction): void {
  res.once('finish', () => {
    if (req.complete) return;
    req.resume();
    const timer = setTimeout(() => req.destroy(), BODY_WITHIN_MS);
    req.once('close', () => clearTimeout(timer));
  });
  next();
}

/** The body as it arrives. Whoever stops reading leaves the rest to `drainUnread`. */
export const chunksOf = (req: Request): AsyncIterable<Buffer> =>
  req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** The whole body, as received. */
export async function readBody(req: Request, maxBytes: number): Promise<Buffer> {
  refuseContentEncoding(req);
  if (Number(req.get('Content-Length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    req.destroy();
  }, BODY_WITHIN_MS);
  try {
    for await (const chunk of chunksOf(req)) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (late)
      throw new Problem('request-timeout', `The body did not arrive within ${BODY_WITHIN_MS / 1000} s`);
    throw new Problem('invalid-request', 'The connection broke before the body was complete');
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

/** A JSON body that can be stored faithfully. What it must contain is the schema's business. */
export async function readJson(req: Request): Promise<unknown> {
  if (req.is('application/json') === false) {
    throw new Problem(
      'unsupported-media-type',
      'Send the body as JSON with "Content-Type: application/json"',
    );
  }
  return parseJson(decodeUtf8(await readBody(req, MAX_JSON_BYTES)));
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw invalid([{ location: '', message: 'the body is empty; send a JSON object' }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid([{ location: '', message: findJsonFault(text).message }]);
  }
  const faults = findUnstorable(value);
  if (faults.length > 0) throw invalid(faults);
  return value;
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

const tooLarge = (maxBytes: number): Problem =>
  new Problem(
    'too-large',
    `The body may have at most ${maxBytes / KiB} KiB, so that no single request can exhaust the server. ` +
      'Send many jobs with POST /campaigns/:campaignID/jobs/import, which takes any size.',
  );
