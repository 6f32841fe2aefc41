/** Bounds how long a body may take to arrive, and discards one that is not needed any more. */
import { type Request, type RequestHandler } from 'express';
import { Problem } from './problems';

/** A body this small arrives at once; a slower sender is broken or holds the connection on purpose. */
const BODY_WITHIN_MS = 30_000;

const bounds = new WeakMap<Request, number>();

/**
 * Sets how long the body may take. Once the answer is sent, discards the rest of the body: a client that still writes
 * does not read the answer, and the connection can serve its next request.
 */
export const boundBodies =
  (withinMs = BODY_WITHIN_MS): RequestHandler =>
  (req, res, next) => {
    bounds.set(req, withinMs);
    res.once('finish', () => {
      if (req.complete) return;
      req.resume();
      // Unreferenced: the process must not wait for a client that may be gone.
      const timer = setTimeout(() => req.destroy(), withinMs).unref();
      req.once('close', () => clearTimeout(timer));
    });
    next();
  };

/** The result of `reading`, or a 408 when the body is late. */
export async function inTime<T>(req: Request, reading: Promise<T>): Promise<T> {
  const withinMs = bounds.get(req) ?? BODY_WITHIN_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate(withinMs)), withinMs);
  });
  try {
    // The loser of the race is ignored, even if it is an error.
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The rest of the body may still come, so the connection cannot serve another request. */
const tooLate = (withinMs: number): Problem =>
  new Problem('request-timeout', `The body did not arrive within ${withinMs / 1000} s; send it again`, {
    headers: { Connection: 'close' },
  });
