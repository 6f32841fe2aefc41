import { randomUUID } from 'node:crypto';
import { type NextFunction, type Request, type Response } from 'express';
import { type ApiKeyDocument } from '../../store/mongodb/documents';
import { Problem } from './problems';

/** What one request carries to its handler. */
interface RequestContext {
  requestId: string;
  apiKey?: ApiKeyDocument;
}

const contexts = new WeakMap<Response, RequestContext>();

/** Long enough for a UUID or a trace id, without characters that could break a log line or a header. */
const REQUEST_ID = /^[\w-]{1,64}$/;

/** The first middleware: sets the request's id, and the headers of every answer. */
export function openContext(req: Request, res: Response, next: NextFunction): void {
  const given = req.get('X-Request-Id');
  const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
  contexts.set(res, { requestId });
  res.set('X-Request-Id', requestId);
  // Answers contain numbers and names, and are live: no proxy may keep one. The API's own document says otherwise.
  res.set('Cache-Control', 'no-store');
  // A browser must not guess another content type.
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

/** The organisation of this request's API key. */
export const orgIdOf = (res: Response): string => apiKeyOf(res).OrgID;

/** The API key that sent this request. */
export const apiKeyIdOf = (res: Response): string => apiKeyOf(res)._id;
