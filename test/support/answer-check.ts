/**
 * Compares every answer of the API with its document, on the way out: each status, header and body that a test gets,
 * whatever that test is about.
 */
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { endpoints } from '../../api/app';
import { escaped, faultsOf, schemaAt, strictDocument } from './document-schemas';
import { aside } from './longest-stretch';

interface Response {
  headers: Record<string, unknown>;
  content?: Record<string, unknown>;
}
interface Document {
  paths: Record<string, Record<string, { responses: Record<string, Response | { $ref: string }> }>>;
  components: { responses: Record<string, Response> };
}

/** In the order of the table: a fixed path comes before one with a parameter in its place. */
const templates = Object.keys(endpoints).map((path): [RegExp, string] => [
  new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`),
  path.replaceAll(/:(\w+)/g, '{$1}'),
]);

/** Of answers that repeat an earlier one. */
const onlySometimes = ['Idempotency-Replayed'];

export interface CheckedAnswers {
  listener: RequestListener;
  /** Throws if an answer was not as the document says. */
  assertFit(): void;
}

export function checkAnswers(app: RequestListener): CheckedAnswers {
  const misfits: string[] = [];
  return {
    listener: (req, res) => {
      observe(req, res, (misfit) => misfits.push(misfit));
      app(req, res);
    },
    assertFit: () => {
      if (misfits.length > 0)
        throw new Error(`Answers that are not in the API's document:\n${misfits.slice(0, 5).join('\n')}`);
    },
  };
}

/** Collects what is written. An answer that breaks off is none. */
function observe(req: IncomingMessage, res: ServerResponse, tell: (misfit: string) => void): void {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const [write, end] = [res.write.bind(res), res.end.bind(res)] as [typeof res.write, typeof res.end];
  res.write = ((...args: Parameters<typeof write>) => {
    keep(args[0]);
    return write(...args);
  }) as typeof res.write;
  res.end = ((...args: Parameters<typeof end>) => {
    keep(args[0]);
    return end(...args);
  }) as typeof res.end;
  const { method = '', url = '' } = req;
  res.once('finish', () => {
    const misfit = aside(() => misfitOf(method, url, res, Buffer.concat(chunks).toString()));
    if (misfit !== undefined) tell(`${method} ${url} ${res.statusCode}: ${misfit}`);
  });
}

function misfitOf(method: string, url: string, res: ServerResponse, body: string): string | undefined {
  const pathname = url.split('?')[0] ?? '';
  const path = templates.find(([template]) => template.test(pathname))?.[1] ?? '';
  const document = strictDocument() as unknown as Document;
  const operation = document.paths[path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
  // There is no such path, which is what the answer says.
  if (path === '' && !operation) return undefined;
  // Or a method that the path does not have.
  const named = operation
    ? operation.responses[String(res.statusCode)]
    : { $ref: '#/components/responses/MethodNotAllowed' };
  if (!named) return 'the status is not in the document';
  const response =
    '$ref' in named ? document.components.responses[named.$ref.split('/').at(-1) ?? ''] : named;
  const missing = Object.keys(response?.headers ?? {}).filter(
    (name) => !res.hasHeader(name) && !onlySometimes.includes(name),
  );
  if (missing.length > 0) return `the header ${missing.join()} is missing`;
  if (method === 'HEAD') return undefined;
  return bodyMisfit(response, named, [path, method.toLowerCase(), String(res.statusCode)], res, body);
}

function bodyMisfit(
  response: Response | undefined,
  named: object,
  place: string[],
  res: ServerResponse,
  body: string,
): string | undefined {
  if (!response?.content) return body === '' ? undefined : 'it has a body, and the document none';
  const type = String(res.getHeader('Content-Type')).split(';')[0] ?? '';
  if (!(type in response.content)) return `the type ${type} is not in the document`;
  if (!/[/+]json$/.test(type)) return undefined;
  const [path = '', method, status] = place;
  const at = '$ref' in named ? String(named.$ref) : `#/paths/${escaped(path)}/${method}/responses/${status}`;
  const validate = schemaAt(`${at}/content/${escaped(type)}/schema`);
  if (validate(JSON.parse(body))) return undefined;
  return faultsOf(validate, 'body');
}
