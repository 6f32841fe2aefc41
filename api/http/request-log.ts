import { type RequestHandler } from 'express';
import { type Logger } from 'pino';
import { requestIdOf } from './request-context';

/**
 * Logs one line per request, with the route's pattern instead of the path and without the query: both may contain phone
 * numbers.
 */
export const logRequests =
  (log: Logger): RequestHandler =>
  (req, res, next) => {
    const begun = performance.now();
    res.once('close', () => {
      const route: unknown = (req.route as { path?: unknown } | undefined)?.path;
      log.info(
        {
          requestId: requestIdOf(res),
          method: req.method,
          route: route ?? 'none',
          status: res.statusCode,
          complete: res.writableFinished,
          ms: Math.round(performance.now() - begun),
        },
        'request',
      );
    });
    next();
  };
