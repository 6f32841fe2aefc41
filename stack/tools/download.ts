/** Downloads one file, and accepts it only with the pinned content. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ReadableStream } from 'node:stream/web';
import { withProgress } from './progress';

// A reachable host answers well within this; a start must not wait longer for another one.
const ANSWER_WITHIN_MS = 5_000;
// Fifteen minutes for a hundred megabytes is 1 Mbit/s.
const DOWNLOAD_LIMIT_MS = 15 * 60_000;

export interface Download {
  what: string;
  url: string;
  sha256: string;
  file: string;
}

export async function download({ what, url, sha256, file }: Download): Promise<void> {
  const answer = await request(url);
  const total = Number(answer.headers.get('content-length') ?? 0);
  await withProgress(`Fetching ${what}`, async (setDetail) => {
    let received = 0;
    const body = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
    body.on('data', (chunk: Uint8Array) => {
      received += chunk.length;
      setDetail(`${megabytes(received)}${total === 0 ? '' : ` of ${megabytes(total)}`} MB`);
    });
    await pipeline(body, createWriteStream(file), { signal: AbortSignal.timeout(DOWNLOAD_LIMIT_MS) });
  });
  await verifySha256(file, sha256);
}

async function request(url: string): Promise<Response> {
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(), ANSWER_WITHIN_MS);
  try {
    const answer = await fetch(url, { signal: slow.signal });
    if (answer.ok && answer.body !== null) return answer;
    throw new Error(`${url} answered ${answer.status}`);
  } catch (error) {
    if (slow.signal.aborted) throw new Error(`${url} gave no answer within ${ANSWER_WITHIN_MS / 1000} s`);
    // fetch says only that it failed; the reason is in the cause.
    const { cause } = error as { cause?: { message?: string } };
    throw cause?.message === undefined ? error : new Error(`${url} cannot be reached: ${cause.message}`);
  } finally {
    clearTimeout(timer);
  }
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(0);

/** Removes the file and throws when its content is not the pinned one. */
export async function verifySha256(file: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const actual = hash.digest('hex');
  if (actual === expected) return;
  rmSync(file, { force: true });
  throw new Error(
    `wrong checksum: expected SHA-256 ${expected}, got ${actual}. It was thrown away, not used`,
  );
}
