import { type NextFunction, type Request, type Response } from 'express';
import { type Logger } from 'pino';
import { isUnavailable } from '../../store/mongodb/mongo';
import { KEY_NEXT_TIME, Problem, unavailable } from './problems';
import { requestIdOf } from './request-context';

/** The last middleware: answers every error with a problem, and keeps internals in the log. */
export const answerErrors =
  (log: Logger) =>
  (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    const problem = problemOf(error, req);
    if (problem.status >= 500 && !(error instanceof Problem)) {
      log.error({ requestId: requestIdOf(res), err: withoutData(error) }, 'request failed');
    }
    // A partly sent answer cannot be taken back; Express closes the connection, which the client sees.
    if (res.headersSent) next(error);
    else sendProblem(res, problem);
  };

export function sendProblem(res: Response, problem: Problem): void {
  res
    .status(problem.status)
    .set(problem.more.headers ?? {})
    .set('Content-Type', 'application/problem+json')
    .end(JSON.stringify(problem.body(requestIdOf(res))));
}

function problemOf(error: unknown, req: Request): Problem {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) return mongoAway(req);
  // Express's router could not decode the path.
  if (error instanceof URIError) return new Problem('invalid-request', 'The path has a broken % escape');
  return new Problem(
    'internal',
    'The request failed for a reason that is not yours; the requestId finds it in our log',
  );
}

function mongoAway(req: Request): Problem {
  if (req.method === 'GET' || req.method === 'HEAD')
    return unavailable('MongoDB is away; repeat the request');
  if (req.get('Idempotency-Key') !== undefined)
    return unavailable('MongoDB is away; repeat the request with the same Idempotency-Key');
  return unavailable(
    `MongoDB is away, and the request may have been carried out: look before you repeat it. ${KEY_NEXT_TIME}`,
  );
}

/**
 * An error in a form that may be logged. Some MongoDB messages quote the offending document, which contains phone
 * numbers and names: of these errors only the name, the code and the stack are kept.
 */
function withoutData(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const fromMongo = error.name.startsWith('Mongo');
  return {
    name: error.name,
    code: 'code' in error ? error.code : undefined,
    message: fromMongo ? undefined : error.message,
    stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
  };
}
