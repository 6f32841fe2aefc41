/** The whole API on one page: each path and method. What an endpoint takes, answers and needs is in its own object. */
import express, { type Express, type RequestHandler, type Response } from 'express';
import { findApiKey } from '../store/organisations/organisations';
import { type Endpoint } from './endpoints/endpoint';
import { serve } from './endpoints/serve';
import { createApiKeyMemory, type FindApiKey, requireRole } from './http/authentication';
import { boundBodies } from './http/body-time';
import { type ApiDependencies } from './http/dependencies';
import { answerErrors } from './http/error-answers';
import { Problem } from './http/problems';
import { refuseOddHttp } from './http/odd-http';
import { openContext } from './http/request-context';
import { logRequests } from './http/request-log';
import { exportJobs } from './jobs/export-route';
import { previewImport } from './jobs/import-preview';
import { importJobs } from './jobs/import-route';
import * as imports from './jobs/imports';
import * as callContext from './calls/call-context';
import * as providerEvents from './calls/provider-events';
import * as campaigns from './campaigns/campaigns';
import * as preflight from './campaigns/preflight';
import * as versions from './campaigns/versions';
import * as docs from './docs-page/page';
import * as jobs from './jobs/jobs';
import * as optOuts from './numbers/opt-outs';
import * as health from './operations/health';
import * as temporalCodec from './operations/temporal-codec';
import { openApi } from './openapi/endpoint';
import * as organisation from './organisations/organisation';
import { answerCall } from './calls/provider-inbound';

const methodNames = ['get', 'post', 'put', 'patch', 'delete'] as const;
type Method = (typeof methodNames)[number];
type Methods = Partial<Record<Method, Endpoint>>;

export const endpoints: Record<string, Methods> = {
  '/campaigns': {
    get: campaigns.list,
    post: campaigns.create,
  },
  '/campaigns/:campaignID': {
    get: campaigns.get,
    put: versions.publish,
  },
  '/campaigns/:campaignID/versions': { get: versions.list },
  '/campaigns/:campaignID/versions/:version': { get: versions.get },
  '/campaigns/:campaignID/start': { post: campaigns.start },
  '/campaigns/:campaignID/pause': { post: campaigns.pause },
  '/campaigns/:campaignID/end': { post: campaigns.end },
  '/campaigns/:campaignID/preflight': { get: preflight.get },
  '/campaigns/:campaignID/jobs': {
    get: jobs.list,
    post: jobs.create,
  },
  '/campaigns/:campaignID/jobs/import': { post: importJobs },
  '/campaigns/:campaignID/jobs/import/preview': { post: previewImport },
  '/campaigns/:campaignID/imports': { get: imports.list },
  '/campaigns/:campaignID/imports/:importID': { get: imports.get },
  '/campaigns/:campaignID/imports/:importID/rejected.csv': { get: imports.rejected },
  '/campaigns/:campaignID/imports/:importID/undo': { post: imports.undo },
  '/campaigns/:campaignID/jobs/export': { get: exportJobs },
  '/campaigns/:campaignID/jobs/:jobID': { get: jobs.get },
  '/campaigns/:campaignID/jobs/:jobID/cancel': { post: jobs.cancel },
  '/opt-outs': { get: optOuts.list },
  '/opt-outs/import': { post: optOuts.importOptOuts },
  // Only an admin may decide to call a contact again who asked not to be called.
  '/opt-outs/:phoneNumber': {
    get: optOuts.get,
    put: optOuts.put,
    delete: optOuts.remove,
  },
  '/org': { get: organisation.get, patch: organisation.change },
  // Temporal's data belongs to all organisations together.
  '/temporal-codec/encode': { post: temporalCodec.encode },
  '/temporal-codec/decode': { post: temporalCodec.decode },
  // Signed by the provider instead of using a key; providers may add their own parameters.
  '/providers/:provider/events': { post: providerEvents.receive },
  '/providers/:provider/calls/:callID': { get: callContext.get },
  '/providers/:provider/inbound': { post: answerCall },
  '/openapi.json': { get: openApi(() => endpoints) },
  '/docs': { get: docs.page },
  '/docs/swagger-ui.js': { get: docs.libraryScript },
  '/docs/swagger-ui.css': { get: docs.libraryStyle },
  '/docs/start.js': { get: docs.startScript },
  '/docs/page.css': { get: docs.pageStyle },
  '/healthz': { get: health.healthy },
  '/readyz': { get: health.ready },
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
    const { access } = endpoint;
    const key = access === 'open' || access === 'signature' ? [] : [requireRole(findKey, access)];
    route[method](...key, serve(endpoint, deps));
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
