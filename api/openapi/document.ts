/** The API's document in OpenAPI 3.1, from the table of endpoints. */
import { type z } from 'zod';
import { version } from '../../package.json';
import { type Answer, type Endpoint, tags } from '../endpoints/endpoint';
import { answerObject, requestBody } from './bodies';
import { examples } from './examples';
import { type Json, JsonSchemas, type JsonSchemaOptions } from './json-schemas';
import { RefusalAnswers, refusalsOf } from './problems';

export type EndpointTable = Record<string, Partial<Record<string, Endpoint>>>;

const reference = (place: string): Json => ({ $ref: `#/components/${place}` });
const always = { 'X-Request-Id': reference('headers/RequestId') };

export function openApiDocument(
  endpoints: EndpointTable,
  options: JsonSchemaOptions = { answersMayGrow: true },
): Json {
  const json = new JsonSchemas(options);
  const refusals = new RefusalAnswers((kind) => examples.problems[kind], json, always);
  const paths = Object.fromEntries(
    Object.entries(endpoints).map(([path, methods]) => [
      path.replaceAll(/:(\w+)/g, '{$1}'),
      Object.fromEntries(
        Object.entries(methods).flatMap(([method, endpoint]) =>
          endpoint ? [[method, operation(method, endpoint, json, refusals)]] : [],
        ),
      ),
    ]),
  );
  // No operation answers it, but every path does.
  refusals.of(['method-not-allowed']);
  return json.finish({
    openapi: '3.1.1',
    info: {
      title: 'Ringmaster',
      version,
      summary: 'Campaigns of AI voice calls, with a promise: never outside the rules, never twice.',
      description:
        'JSON over HTTP. Unknown fields are refused by name, and so are query parameters of all that needs a key: a typo must not silently change a campaign. So are the names `__proto__` and `_bsontype`, wherever they stand in a body. ' +
        'Times are RFC 3339 with a zone, and answered in UTC with milliseconds. Durations are one whole number and a unit (`90s`, `30m`, `4h`, `2d`), at most `366d`. ' +
        'Phone numbers are E.164, checked against the numbering plan of their country; a number that is sent in an older form is answered in its canonical one. ' +
        'Answers may get further members at any time; ignore those that you do not know. ' +
        'A path answers a method that it does not have as `MethodNotAllowed` says.\n\n' +
        'Roles: `viewer` reads, `developer` also writes, `admin` also changes the organisation.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'Where this document came from.' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The secret of an API key.' },
        auth: {
          type: 'apiKey',
          in: 'header',
          name: 'auth',
          description: 'The secret of an API key. `Authorization` wins where both are sent.',
        },
      },
      parameters,
      headers,
      responses: refusals.named,
    },
  });
}

const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]{1,255}$' },
    example: examples.headers['Idempotency-Key'],
  },
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description:
      'Your own id of the request; it is answered, and found in our log. One of another form is replaced.',
    schema: { type: 'string' },
    example: examples.headers['X-Request-Id'],
  },
};

const headers = {
  RequestId: {
    description: 'The id of the request: yours if you sent one, else a new one.',
    schema: { type: 'string', pattern: '^[\\w-]{1,64}$' },
  },
  IdempotencyReplayed: {
    description: '`true`: this is the first answer to the request with this `Idempotency-Key`.',
    schema: { type: 'string', const: 'true' },
  },
  RetryAfter: {
    description: 'Seconds after which to send it again.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  Allow: { description: 'The methods that the path has.', schema: { type: 'string' } },
  WWWAuthenticate: { description: 'How to authenticate.', schema: { type: 'string' } },
};

/** Links of OpenAPI: where the parameters of the next request are found. */
function linksOf({ leadsTo = {} }: Endpoint): Json {
  return Object.fromEntries(
    Object.entries(leadsTo).map(([operationId, its]) => [
      operationId,
      {
        operationId,
        parameters: Object.fromEntries(
          Object.entries(its).map(([name, place]) => [
            name,
            'path' in place ? `$request.path.${place.path}` : `$response.body#${place.body}`,
          ]),
        ),
      },
    ]),
  );
}

function operation(method: string, endpoint: Endpoint, json: JsonSchemas, refusals: RefusalAnswers): Json {
  const { id, summary, description, tag, access, answers, body, takesKey } = endpoint;
  const links = linksOf(endpoint);
  const shown = examples.operations[id] ?? {};
  const answered = Object.entries(answers).map(([status, answer]) => [
    status,
    {
      ...answerObject(answer, json, shown.answers?.[status], {
        ...always,
        ...ownHeaders(answer),
        ...(takesKey ? { 'Idempotency-Replayed': reference('headers/IdempotencyReplayed') } : {}),
      }),
      ...(Object.keys(links).length === 0 ? {} : { links }),
    },
  ]);
  return {
    operationId: id,
    summary,
    description:
      access in roleTexts ? `${description}\n\n${roleTexts[access as keyof typeof roleTexts]}` : description,
    tags: [tag],
    security: access === 'open' || access === 'signature' ? [] : [{ bearer: [] }, { auth: [] }],
    parameters: [...parametersOf(endpoint, json), reference('parameters/RequestId')],
    ...(body ? { requestBody: requestBody(body, json, shown.request) } : {}),
    responses: { ...(Object.fromEntries(answered) as Json), ...refusals.of(refusalsOf(endpoint, method)) },
  };
}

const ownHeaders = (answer: Answer): Json =>
  'headers' in answer
    ? Object.fromEntries(
        Object.entries(answer.headers).map(([name, description]) => [
          name,
          { description, schema: { type: 'string' } },
        ]),
      )
    : {};

const roleTexts = {
  viewer: 'Needs a key with any role.',
  developer: 'Needs a key with the role `developer` or `admin`.',
  admin: 'Needs a key with the role `admin`.',
  signature: 'Signed by the provider.',
};

function parametersOf({ id, path, query, headers, takesKey }: Endpoint, json: JsonSchemas): Json[] {
  const shown = examples.operations[id]?.parameters ?? {};
  const parameter = (place: string, name: string, schema: Json, required: boolean): Json => {
    const { description, ...its } = schema;
    const text = shown[name];
    const example = its['type'] === 'integer' && text !== undefined ? Number(text) : text;
    return {
      name,
      in: place,
      required,
      description,
      schema: its,
      ...(text === undefined ? {} : { example }),
    };
  };
  return [
    ...Object.entries(path).map(([name, { schema }]) => parameter('path', name, json.sent(schema), true)),
    ...shapeOf(query, json).map(([name, schema, isNeeded]) => parameter('query', name, schema, isNeeded)),
    ...shapeOf(headers, json).map(([name, schema, isNeeded]) => parameter('header', name, schema, isNeeded)),
    ...(takesKey ? [reference('parameters/IdempotencyKey')] : []),
  ];
}

/** The members of an object schema: name, schema, and whether it must be sent. */
function shapeOf(schema: z.ZodType | undefined, json: JsonSchemas): [string, Json, boolean][] {
  if (!schema) return [];
  const { properties = {}, required = [] } = json.sent(schema);
  return Object.entries(properties as Record<string, Json>).map(([name, its]) => [
    name,
    its,
    (required as string[]).includes(name),
  ]);
}
