import { type RequestHandler } from 'express';
import { type Logger } from 'pino';
import { requestIdOf } from './request-context';

/**
 * One line for each request. The route's pattern stands for the path and the query is left out: both may hold phone
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
