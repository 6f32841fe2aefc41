/** Serves an endpoint: reads what its schemas describe, and sends what its handler answers. */
import { type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { type ApiDependencies } from '../http/dependencies';
import { WrittenAnswer } from '../http/idempotency';
import { JsonParts, sendParts } from '../http/answer-parts';
import { invalid, Problem } from '../http/problems';
import { hasBody, readJson, refuseBody } from '../http/request-body';
import { accept, check } from '../schemas/faults';
import { closed } from '../schemas/fields';
import { acceptQuery } from '../schemas/query';
import { type Endpoint, type Given, type Reply } from './endpoint';

export function serve(endpoint: Endpoint, deps: ApiDependencies): RequestHandler {
  const handle = endpoint.handler(deps);
  return async (req, res) => {
    await send(res, await handle(await givenIn(endpoint, req, res)));
  };
}

/** Checks the short parts first: a body may take long to arrive. */
async function givenIn(endpoint: Endpoint, req: Request, res: Response): Promise<Given> {
  const path = pathIn(endpoint, req);
  const query = queryIn(endpoint, req);
  const headers = headersIn(endpoint, req);
  return { req, res, path, query, headers, ...(await bodyIn(endpoint, req)) };
}

const pathIn = ({ path }: Endpoint, req: Request): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(path).map(([name, { schema, refused }]) => {
      const checked = check(schema, req.params[name]);
      if (!checked.ok) throw refused(checked.faults[0]?.message ?? '');
      return [name, checked.value];
    }),
  );

const noQuery = closed({});

/** An endpoint without a schema takes no parameters, but providers and probes may add their own. */
function queryIn({ access, query }: Endpoint, req: Request): unknown {
  if (query) return acceptQuery(query, req);
  if (access !== 'open' && access !== 'signature') acceptQuery(noQuery, req);
  return undefined;
}

function headersIn({ headers }: Endpoint, req: Request): unknown {
  if (!headers) return undefined;
  return Object.fromEntries(
    Object.entries(headers.shape as Record<string, z.ZodType>).map(([name, schema]) => {
      const value = req.get(name);
      const { description = '' } = z.globalRegistry.get(schema) ?? {};
      if (value === undefined && !isOptional(schema))
        throw new Problem('precondition-required', `The header ${name} is missing. ${description}`);
      const checked = check(schema, value?.trim());
      if (!checked.ok)
        throw invalid([{ location: `header ${name}`, message: checked.faults[0]?.message ?? '' }]);
      return [name, checked.value];
    }),
  );
}

const isOptional = (schema: z.ZodType): boolean => schema.safeParse(undefined).success;

async function bodyIn({ access, body }: Endpoint, req: Request): Promise<Pick<Given, 'body' | 'rawBody'>> {
  const nothing = { body: undefined, rawBody: undefined };
  if (!body) {
    // A body of a GET means nothing, and probes and providers send what they like.
    if (req.method !== 'GET' && req.method !== 'HEAD' && access !== 'open') await refuseBody(req);
    return nothing;
  }
  if (body.kind === 'stream' || (body.mayBeAbsent && !hasBody(req))) return nothing;
  const rawBody = await readJson(req);
  return { body: accept(body.schema, rawBody), rawBody };
}

async function send(res: Response, reply: Reply): Promise<void> {
  if (reply instanceof WrittenAnswer) {
    reply.send(res);
    return;
  }
  res.status(reply.status);
  if ('headers' in reply && reply.headers) res.set(reply.headers);
  if ('text' in reply) res.type(reply.mediaType).send(reply.text);
  else if ('parts' in reply) await sendParts(res, reply.mediaType, reply.parts);
  else if (!('body' in reply)) res.end();
  else if (reply.body instanceof JsonParts) await sendParts(res, 'json', reply.body.parts);
  else res.json(reply.body);
}
