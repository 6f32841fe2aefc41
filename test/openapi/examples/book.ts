/** Asks the API, and keeps what was sent and answered as the examples of its document. */
import { randomUUID } from 'node:crypto';
import { endpoints } from '../../../api/app';
import { type Example, type OperationExamples, type RecordedExamples } from '../../../api/openapi/examples';
import { type ProblemKind, problemKinds, problemType } from '../../../api/http/problems';
import { eventually } from '../../support/eventually';
import { type Fixed, StandIns } from './stand-ins';

/** An API that is asked. */
export interface World {
  url: string;
  key: string;
  /** The next question comes later than the last one. */
  timePasses?: () => void;
}

export interface Question {
  /** Of the example; without one, only its parameters are kept. */
  name?: string;
  summary?: string;
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Headers that a provider computes from the request. */
  signed?: (method: string, path: string, body: string) => Record<string, string>;
  body?: unknown;
  /** The type of a body that is no JSON, or that must arrive as it was signed. */
  mediaType?: string;
  status: number;
  fixed?: Fixed;
  /** Looks at an answer before it is kept. */
  heard?: (answered: unknown) => void;
}

export interface Heard<Body> {
  headers: Headers;
  body: Body;
}

/** The keys by which a program finds them: those that many operations share are described once. */
const sharedHeaders = ['Idempotency-Key', 'X-Request-Id'];

const operations = new Map(
  Object.entries(endpoints).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { id, takesKey }]) => [id, { path, method: method.toUpperCase(), takesKey }] as const,
    ),
  ),
);

async function send(world: World, operationId: string, question: Question, key: Record<string, string>) {
  const { path: template, method, takesKey } = operations.get(operationId) ?? {};
  if (template === undefined || method === undefined) throw new Error(`no operation is ${operationId}`);
  const { path = {}, query = {}, headers = {}, body, mediaType = 'application/json', signed } = question;
  const search = new URLSearchParams(query).toString();
  const address =
    template.replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(path[name] ?? '')) +
    (search === '' ? '' : `?${search}`);
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const sent = body === undefined ? '' : isRaw ? body : JSON.stringify(body);
  const response = await fetch(`${world.url}${address}`, {
    method,
    headers: {
      ...(signed ? signed(method, address, sent.toString()) : { authorization: `Bearer ${world.key}` }),
      ...(body === undefined ? {} : { 'content-type': mediaType }),
      ...(takesKey ? key : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: sent as string }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

export class Book {
  readonly standIns = new StandIns();
  readonly examples: RecordedExamples = { operations: {}, problems: {}, headers: {} };

  async ask<Body = Record<string, unknown>>(
    world: World,
    operationId: string,
    question: Question,
  ): Promise<Heard<Body>> {
    world.timePasses?.();
    // A machine that is busy with other tests may need more than one try, and a write must not be done twice.
    const key = { 'Idempotency-Key': randomUUID() };
    const { status, headers, text } = await eventually(async () => {
      const answer = await send(world, operationId, question, key);
      if (answer.status === 503) throw new Error(answer.text);
      return answer;
    });
    if (status !== question.status) throw new Error(`${operationId}: ${status} ${text}`);
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const answered: unknown = /[/+]json$/.test(type) ? JSON.parse(text) : text;
    question.heard?.(answered);
    this.keep(operationId, question, type, answered);
    return { headers, body: answered as Body };
  }

  private keep(operationId: string, question: Question, type: string, answered: unknown): void {
    const { path, query, headers = {}, body, mediaType = 'application/json', name, fixed } = question;
    const its: OperationExamples = (this.examples.operations[operationId] ??= {});
    const own = Object.entries(headers).filter(([header]) => !sharedHeaders.includes(header));
    for (const [parameter, value] of [...Object.entries({ ...path, ...query }), ...own])
      (its.parameters ??= {})[parameter] ??= this.standIns.in(value, {}, parameter) as string;
    for (const header of sharedHeaders)
      if (headers[header] !== undefined) this.examples.headers[header] ??= headers[header];
    if (name === undefined) return;
    if (body !== undefined) {
      const ofType = ((its.request ??= {})[mediaType] ??= {});
      ofType[name] = this.example(question, body, fixed);
    }
    if (answered === '') return;
    const ofStatus = ((its.answers ??= {})[question.status] ??= {});
    (ofStatus[type] ??= {})[name] = this.example(question, answered, fixed);
  }

  private example({ name = '', summary = name }: Question, value: unknown, fixed?: Fixed): Example {
    return { summary, value: this.standIns.in(value, fixed) };
  }

  /** @param reason where a kind is answered for several ones */
  refusal(
    kind: ProblemKind,
    problem: unknown,
    {
      reason,
      summary = problemKinds[kind].when,
      fixed,
    }: { reason?: string; summary?: string; fixed?: Fixed } = {},
  ): void {
    const { type } = problem as { type?: unknown };
    if (type !== problemType(kind)) throw new Error(`not ${kind}: ${JSON.stringify(problem)}`);
    // The examples of all kinds of one status stand side by side, so a name says its kind.
    const name = reason === undefined ? kind : `${kind}-${reason}`;
    (this.examples.problems[kind] ??= {})[name] = { summary, value: this.standIns.in(problem, fixed) };
  }

  /** Which operations were not asked. */
  missing(): string[] {
    return [...operations.keys()].filter((id) => !(id in this.examples.operations));
  }
}
