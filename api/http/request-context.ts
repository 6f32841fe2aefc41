import { randomUUID } from 'node:crypto';
import { type NextFunction, type Request, type Response } from 'express';
import { type ApiKeyDocument } from '../../store/mongodb/documents';
import { Problem } from './problems';

/** What one request carries from the door to its handler. */
interface RequestContext {
  requestId: string;
  apiKey?: ApiKeyDocument;
}

const contexts = new WeakMap<Response, RequestContext>();

/** Long enough for a UUID or a trace id; nothing that could break a log line or a header. */
const REQUEST_ID = /^[\w-]{1,64}$/;

/** The first thing every request meets: its id, and the headers every answer has. */
export function openContext(req: Request, res: Response, next: NextFunction): void {
  const given = req.get('X-Request-Id');
  const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
  contexts.set(res, { requestId });
  res.set('X-Request-Id', requestId);
  // Answers hold numbers and names, and are live: nobody on the way keeps one.
  res.set('Cache-Control', 'no-store');
  // A browser must never read an answer as anything but what it says it is.
  res.set('X-Content-Type-Options', 'nosniff');
  next();
}

function contextOf(res: Response): RequestContext {
  const context = contexts.get(res);
  if (!context) throw new Error('openContext must be the first middleware');
  return context;
}

export const requestIdOf = (res: Response): string => contextOf(res).requestId;

export const rememberApiKey = (res: Response, apiKey: ApiKeyDocument): void => {
  contextOf(res).apiKey = apiKey;
};

function apiKeyOf(res: Response): ApiKeyDocument {
  const { apiKey } = contextOf(res);
  if (!apiKey) throw new Problem('unauthorized', 'This route was reached without an API key');
  return apiKey;
}

/** The organisation whose key opened this request. */
export const orgIdOf = (res: Response): string => apiKeyOf(res).OrgID;

/** Who sent this request, as far as we know. */
export const apiKeyIdOf = (res: Response): string => apiKeyOf(res)._id;
