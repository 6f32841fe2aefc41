/** How long a body may take to arrive, and what becomes of one that nobody wants to read any more. */
import { type Request, type RequestHandler } from 'express';
import { Problem } from './problems';

/** A body this small arrives at once; a slower sender is broken or holds the connection on purpose. */
const BODY_WITHIN_MS = 30_000;

const bounds = new WeakMap<Request, number>();

/**
 * Notes how long the body may take. Once the answer is out, throws away what is left of it: a client reads no answer
 * while it still writes, and the connection can serve its next request.
 */
export const boundBodies =
  (withinMs = BODY_WITHIN_MS): RequestHandler =>
  (req, res, next) => {
    bounds.set(req, withinMs);
    res.once('finish', () => {
      if (req.complete) return;
      req.resume();
      // Unreferenced: a client that is gone already leaves nothing to wait for, and no process should.
      const timer = setTimeout(() => req.destroy(), withinMs).unref();
      req.once('close', () => clearTimeout(timer));
    });
    next();
  };

/** What `reading` comes to, or a 408 when the body is late. */
export async function inTime<T>(req: Request, reading: Promise<T>): Promise<T> {
  const withinMs = bounds.get(req) ?? BODY_WITHIN_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate(withinMs)), withinMs);
  });
  try {
    // Whichever comes second is of no interest, also when it is an error.
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The rest of the body may still come: the connection is of no use for another request. */
const tooLate = (withinMs: number): Problem =>
  new Problem('request-timeout', `The body did not arrive within ${withinMs / 1000} s; send it again`, {
    headers: { Connection: 'close' },
  });
