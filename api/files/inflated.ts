import { pipeline } from 'node:stream';
import { type Gunzip, type InflateRaw } from 'node:zlib';

/**
 * What comes out of `engine` when `chunks` go in, a piece of 16 KiB at a time, and no further ahead than its buffers.
 * `broken` turns an error of the engine into ours; others pass as they are. A consumer that stops frees the engine and
 * stops `chunks`.
 */
export async function* inflated(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  engine: Gunzip | InflateRaw,
  broken: () => Error,
): AsyncGenerator<Buffer> {
  // The loop below throws the same error, from the engine.
  pipeline(chunks, engine, () => undefined);
  try {
    for await (const piece of engine) yield piece as Buffer;
  } catch (error) {
    throw isOfZlib(error) ? broken() : error;
  }
}

const isOfZlib = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
