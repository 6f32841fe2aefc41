import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Response } from 'express';

/**
 * Answers with a JSON text that comes in parts. The next one is asked for when the client has taken what went before, so
 * that a long answer takes no more memory than a short one.
 */
export async function sendJsonParts(res: Response, parts: AsyncGenerator<string>): Promise<void> {
  // What fails before the first part is answered like every other error.
  const first = await parts.next();
  res.type('json');
  try {
    await pipeline(Readable.from(joined(first, parts)), res);
  } catch (error) {
    // The client has gone, and hears nothing of it.
    const { code } = Object(error) as { code?: unknown };
    if (code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function* joined(
  first: IteratorResult<string, void>,
  others: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (!first.done) yield first.value;
  yield* others;
}
