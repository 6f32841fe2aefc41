/** The whole API on one page: which path does what, and who may. */
import express, { type Express, type RequestHandler, type Response } from 'express';
import { type Role } from '../store/documents';
import { findApiKey } from '../store/organisations';
import { createApiKeyMemory, type FindApiKey } from './api-key-memory';
import { requireRole } from './authentication';
import { type ApiDependencies } from './dependencies';
import { answerErrors } from './error-answers';
import { Problem } from './problems';
import { drainUnread } from './request-body';
import { openContext } from './request-context';
import { logRequests } from './request-log';
import * as campaigns from './routes/campaigns';
import * as health from './routes/health';
import { importJobs } from './routes/job-import';
import * as jobs from './routes/jobs';
import * as organisation from './routes/organisation';
import * as providerEvents from './routes/provider-events';

/** The weakest role that may use an endpoint; `open` needs no key. */
type Access = Role | 'open';
type Endpoint = [Access, (deps: ApiDependencies) => RequestHandler];
type Methods = Partial<Record<'get' | 'post' | 'patch', Endpoint>>;

const endpoints: Record<string, Methods> = {
  '/campaigns': { get: ['viewer', campaigns.list], post: ['developer', campaigns.create] },
  '/campaigns/:campaignID': { get: ['viewer', campaigns.get] },
  '/campaigns/:campaignID/start': { post: ['developer', campaigns.command('start')] },
  '/campaigns/:campaignID/pause': { post: ['developer', campaigns.command('pause')] },
  '/campaigns/:campaignID/end': { post: ['developer', campaigns.command('end')] },
  '/campaigns/:campaignID/jobs': { get: ['viewer', jobs.list], post: ['developer', jobs.create] },
  '/campaigns/:campaignID/jobs/import': { post: ['developer', importJobs] },
  '/campaigns/:campaignID/jobs/:jobID': { get: ['viewer', jobs.get] },
  '/campaigns/:campaignID/jobs/:jobID/cancel': { post: ['developer', jobs.cancel] },
  '/org': { get: ['viewer', organisation.get], patch: ['admin', organisation.change] },
  // Signed by the provider instead.
  '/providers/:provider/events': { post: ['open', providerEvents.receive] },
  '/healthz': { get: ['open', () => health.healthy] },
  '/readyz': { get: ['open', health.ready] },
};

/** Does not listen: a test and main.ts each choose their port. */
export function createApp(deps: ApiDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  // Every answer is live; hashing it for a cache would only cost time.
  app.set('etag', false);
  app.use(openContext);
  app.use(drainUnread);
  app.use(logRequests(deps.log));
  const findKey = createApiKeyMemory((secret) => findApiKey(deps.store, secret));
  for (const [path, methods] of Object.entries(endpoints)) addRoute(app, path, methods, deps, findKey);
  app.use(() => {
    throw new Problem('not-found', 'There is no such path');
  });
  app.use(answerErrors(deps.log));
  return app;
}

function addRoute(
  app: Express,
  path: string,
  methods: Methods,
  deps: ApiDependencies,
  findKey: FindApiKey,
): void {
  const route = app.route(path);
  for (const method of ['get', 'post', 'patch'] as const) {
    const endpoint = methods[method];
    if (!endpoint) continue;
    const [access, handler] = endpoint;
    const guards = access === 'open' ? [] : [requireRole(findKey, access)];
    route[method](...guards, handler(deps));
  }
  route.all(refuseMethod(methods));
}

/** Express answers HEAD wherever there is a GET. */
function refuseMethod(methods: Methods): RequestHandler {
  const allowed = Object.keys(methods).map((method) => method.toUpperCase());
  const Allow = (methods.get ? [...allowed, 'HEAD'] : allowed).join(', ');
  return (req, _res: Response) => {
    throw new Problem('method-not-allowed', `${req.method} is not allowed here; allowed: ${Allow}`, {
      headers: { Allow },
    });
  };
}
