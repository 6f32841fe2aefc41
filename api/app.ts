/** The whole API on one page: each path, its handler, and the role that it needs. */
import express, { type Express, type RequestHandler, type Response } from 'express';
import { type Role } from '../store/mongodb/documents';
import { findApiKey } from '../store/organisations/organisations';
import { createApiKeyMemory, type FindApiKey, requireRole } from './http/authentication';
import { boundBodies } from './http/body-time';
import { type ApiDependencies } from './http/dependencies';
import { answerErrors } from './http/error-answers';
import { Problem } from './http/problems';
import { refuseOddHttp } from './http/odd-http';
import { openContext } from './http/request-context';
import { logRequests } from './http/request-log';
import { importJobs } from './jobs/import-route';
import * as callContext from './calls/call-context';
import * as providerEvents from './calls/provider-events';
import * as campaigns from './campaigns/campaigns';
import * as preflight from './campaigns/preflight';
import * as versions from './campaigns/versions';
import * as jobs from './jobs/jobs';
import * as optOuts from './numbers/opt-outs';
import * as health from './operations/health';
import * as temporalCodec from './operations/temporal-codec';
import * as organisation from './organisations/organisation';
import { answerCall } from './calls/provider-inbound';
import { refuseQuery } from './schemas/query';

/** The weakest role that may use an endpoint; `open` needs no key. */
type Access = Role | 'open';
/** A marked endpoint reads its query parameters by its own schema; every other endpoint with a key takes none. */
type Endpoint = [Access, (deps: ApiDependencies) => RequestHandler, 'takes a query'?];
const methodNames = ['get', 'post', 'put', 'patch', 'delete'] as const;
type Method = (typeof methodNames)[number];
type Methods = Partial<Record<Method, Endpoint>>;

export const endpoints: Record<string, Methods> = {
  '/campaigns': {
    get: ['viewer', campaigns.list, 'takes a query'],
    post: ['developer', campaigns.create],
  },
  '/campaigns/:campaignID': {
    get: ['viewer', campaigns.get, 'takes a query'],
    put: ['developer', versions.publish],
  },
  '/campaigns/:campaignID/versions': { get: ['viewer', versions.list, 'takes a query'] },
  '/campaigns/:campaignID/versions/:version': { get: ['viewer', versions.get] },
  '/campaigns/:campaignID/start': { post: ['developer', campaigns.command('start')] },
  '/campaigns/:campaignID/pause': { post: ['developer', campaigns.command('pause')] },
  '/campaigns/:campaignID/end': { post: ['developer', campaigns.command('end')] },
  '/campaigns/:campaignID/preflight': { get: ['viewer', preflight.get] },
  '/campaigns/:campaignID/jobs': {
    get: ['viewer', jobs.list, 'takes a query'],
    post: ['developer', jobs.create],
  },
  '/campaigns/:campaignID/jobs/import': { post: ['developer', importJobs, 'takes a query'] },
  '/campaigns/:campaignID/jobs/:jobID': { get: ['viewer', jobs.get] },
  '/campaigns/:campaignID/jobs/:jobID/cancel': { post: ['developer', jobs.cancel] },
  '/opt-outs': { get: ['viewer', optOuts.list, 'takes a query'] },
  '/opt-outs/import': { post: ['developer', optOuts.importOptOuts, 'takes a query'] },
  // Only an admin may decide to call a contact again who asked not to be called.
  '/opt-outs/:phoneNumber': {
    get: ['viewer', optOuts.get],
    put: ['developer', optOuts.put],
    delete: ['admin', optOuts.remove],
  },
  '/org': { get: ['viewer', organisation.get], patch: ['admin', organisation.change] },
  // Temporal's data belongs to all organisations together.
  '/temporal-codec/encode': { post: ['admin', temporalCodec.convert('encode')] },
  '/temporal-codec/decode': { post: ['admin', temporalCodec.convert('decode')] },
  // Signed by the provider instead of using a key; providers may add their own parameters.
  '/providers/:provider/events': { post: ['open', providerEvents.receive] },
  '/providers/:provider/calls/:callID': { get: ['open', callContext.get] },
  '/providers/:provider/inbound': { post: ['open', answerCall] },
  '/healthz': { get: ['open', () => health.healthy] },
  '/readyz': { get: ['open', health.ready] },
};

/** Does not listen: tests and main.ts each choose their port. */
export function createApp(deps: ApiDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  // Every answer is live; hashing it for a cache would only cost time.
  app.set('etag', false);
  // One path, one spelling: a client that sends another has a mistake to find.
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(openContext);
  app.use(boundBodies(deps.bodyWithinMs));
  app.use(logRequests(deps.log));
  app.use(refuseOddHttp);
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
  for (const method of methodNames) {
    const endpoint = methods[method];
    if (!endpoint) continue;
    const [access, handler, takesQuery] = endpoint;
    const key = access === 'open' ? [] : [requireRole(findKey, access)];
    const query = access === 'open' || takesQuery ? [] : [refuseQuery];
    route[method](...key, ...query, handler(deps));
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
