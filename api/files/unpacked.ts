/** A file that may be packed with gzip, unpacked as it arrives. */
import { createGunzip } from 'node:zlib';
import { nextTurn } from '../../store/mongodb/one-by-one';
import { invalid, Problem } from '../http/problems';
import { inflated } from './inflated';
import { GiB, UnpackBound } from './unpack-bound';

/** 20 million rows of 200 bytes: an hour of import, which is as long as a file may take to arrive. */
const MAX_UNPACKED_BYTES = 4 * GiB;
const MAGIC = Buffer.of(0x1f, 0x8b);

/**
 * The bytes of a file, to be read once. Gzip is known by the header `Content-Encoding` or by its first two bytes, with
 * which no text begins: many send `contacts.csv.gz` as it is. Other files pass untouched.
 */
export class UnpackedFile implements AsyncIterable<Buffer> {
  private isPacked: boolean | undefined;

  /** @throws a Problem (415) for another encoding than gzip */
  constructor(
    private readonly chunks: AsyncIterable<Buffer>,
    private readonly contentEncoding: string | undefined,
  ) {
    refuseOtherEncodings(contentEncoding);
  }

  /** Whether the file was packed. Undefined until its first bytes are read. */
  get wasPacked(): boolean | undefined {
    return this.isPacked;
  }

  /** @throws a Problem: 400 when the gzip data are broken, 413 when they unpack to too much */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const source = this.chunks[Symbol.asyncIterator]();
    let rest: AsyncIterable<Buffer> | undefined;
    try {
      const first = await firstOf(source);
      this.isPacked = first.subarray(0, MAGIC.length).equals(MAGIC);
      if (!this.isPacked && saysGzip(this.contentEncoding)) throw noGzip();
      rest = following(first, source);
      yield* this.isPacked ? gunzipped(rest) : rest;
    } finally {
      if (!rest) await source.return?.();
    }
  }
}

function refuseOtherEncodings(contentEncoding: string | undefined): void {
  if (contentEncoding === undefined || saysGzip(contentEncoding)) return;
  if (['', 'identity'].includes(plain(contentEncoding))) return;
  throw new Problem(
    'unsupported-media-type',
    'Of packed files gzip alone is read: send the file with "Content-Encoding: gzip", or unpacked and without that header',
  );
}

const plain = (contentEncoding: string): string => contentEncoding.trim().toLowerCase();
const saysGzip = (contentEncoding: string | undefined): boolean =>
  contentEncoding !== undefined && ['gzip', 'x-gzip'].includes(plain(contentEncoding));

/** At least two bytes, unless there are no more. */
async function firstOf(source: AsyncIterator<Buffer>): Promise<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  while (first.length < MAGIC.length) {
    const next = await source.next();
    if (next.done) break;
    first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  return first;
}

/** `first`, then the rest. A reader that stops stops the source as well. */
async function* following(first: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first;
    for (;;) {
      const next = await source.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await source.return?.();
  }
}

async function* gunzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const bound = new UnpackBound(MAX_UNPACKED_BYTES, 'split the list into several files');
  const engine = createGunzip();
  let received = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      received += chunk.length;
      bound.receive(chunk.length);
      yield chunk;
    }
  }
  for await (const piece of inflated(counted(), engine, brokenGzip)) {
    bound.unpack(piece.length);
    // 16 KiB that came in may be a thousand pieces.
    await nextTurn();
    yield piece;
  }
  // The engine takes a zero for the end, whatever is behind it.
  if (engine.bytesWritten < received) throw brokenGzip();
}

const brokenGzip = (): Problem =>
  invalid([
    {
      location: 'body',
      message: 'the gzip data are broken or cut; pack the file again, or send it unpacked',
    },
  ]);

const noGzip = (): Problem =>
  invalid([
    {
      location: 'Content-Encoding',
      message: 'says gzip, but the body is not packed; pack it, or send it without this header',
    },
  ]);
