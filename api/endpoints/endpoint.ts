/**
 * An endpoint as data. Its object says all there is to say of it; the table in `api/app.ts` gives it a method and a
 * path. The API serves it, and `GET /openapi.json` describes it, from the same object.
 */
import { type Request, type Response } from 'express';
import { type z } from 'zod';
import { type Role } from '../../store/mongodb/documents';
import { type ApiDependencies } from '../http/dependencies';
import { type WrittenAnswer } from '../http/idempotency';
import { type JsonParts } from '../http/answer-parts';
import { type Problem, type ProblemKind } from '../http/problems';

/** Who may use it: a key with at least this role, anybody, or a provider whose signature its handler checks. */
export type Access = Role | 'open' | 'signature';

/** The chapters of the API's document. */
export const tags = {
  Campaigns:
    'People to call and the rules for calling them. A campaign lives for months: it is started, paused and ended.',
  Jobs: 'One contact of a campaign, and the calls to them.',
  'Opt-outs': 'Numbers that no campaign of the organisation may call.',
  Organisation: 'The owner of campaigns and API keys.',
  Providers: 'For voice providers. They sign their requests instead of using a key.',
  Operations: 'For those who run this.',
} as const;
type Tag = keyof typeof tags;

export interface PathParameter<Value = unknown> {
  schema: z.ZodType<Value>;
  /** It names nothing that could be absent. */
  isValue?: true;
  /** The answer to a value that the schema refuses. */
  refused(reason: string): Problem;
}

/** A body that its handler reads as it arrives, by the media types that it may have. */
export interface StreamedBody {
  kind: 'stream';
  mediaTypes: Record<string, { description: string }>;
}

export interface JsonBody<Value> {
  kind: 'json';
  schema: z.ZodType<Value>;
  mayBeAbsent: boolean;
}

export type Body = JsonBody<unknown> | StreamedBody;

interface JsonAnswer<Value = unknown> {
  kind: 'json';
  description: string;
  schema: z.ZodType<Value>;
}
/** Names and meanings of headers that are the answer's own. */
type HeaderTexts = Record<string, string>;
interface EmptyAnswer {
  kind: 'empty';
  description: string;
  headers: HeaderTexts;
}
interface TextAnswer {
  kind: 'text';
  description: string;
  mediaTypes: readonly string[];
  headers: HeaderTexts;
}
/** A file that is sent as it is made, in constant memory. */
interface FileAnswer {
  kind: 'file';
  description: string;
  mediaTypes: readonly string[];
  headers: HeaderTexts;
}
export type Answer = JsonAnswer | EmptyAnswer | TextAnswer | FileAnswer;
/** By status. Refusals are not among them: they follow from the endpoint's parts and its `problems`. */
export type Answers = Record<number, Answer>;

type ReplyOf<Status, One> =
  One extends JsonAnswer<infer Value>
    ? { status: Status; body: Value | JsonParts<Value>; headers?: Record<string, string> }
    : One extends TextAnswer
      ? { status: Status; text: string | Buffer; mediaType: string; headers?: Record<string, string> }
      : One extends FileAnswer
        ? {
            status: Status;
            parts: AsyncGenerator<string | Buffer>;
            mediaType: string;
            headers?: Record<string, string>;
          }
        : { status: Status; headers?: Record<string, string> };
type PlainReply<A extends Answers> = { [Status in keyof A]: ReplyOf<Status, A[Status]> }[keyof A];
/** What a handler may answer. */
export type Reply<A extends Answers = Answers> = PlainReply<A> | WrittenAnswer<PlainReply<A>>;

export type PathParameters = Record<string, PathParameter>;
type PathValues<P extends PathParameters> = {
  [Name in keyof P]: P[Name] extends PathParameter<infer Value> ? Value : never;
};
type BodyValue<B> = B extends JsonBody<infer Value> ? Value : undefined;

/** What a handler is given. */
export interface Given<Path = unknown, Query = unknown, Headers = unknown, BodyOf = unknown> {
  req: Request;
  res: Response;
  path: Path;
  query: Query;
  headers: Headers;
  body: BodyOf;
  /** The body as it came, before its schema added defaults: what a repetition is compared by. */
  rawBody: unknown;
}

/** A parameter of this request, or a JSON pointer into its answer. */
type Place = { path: string } | { body: string };

interface Parts {
  /** Names it in programs: a verb and what it acts on. */
  id: string;
  /** One line. */
  summary: string;
  /** Markdown: what it does, what the answer means, and what to do when it fails. */
  description: string;
  tag: Tag;
  access: Access;
  /** The refusals that do not follow from the other parts. */
  problems?: readonly ProblemKind[];
  /** May be repeated with an `Idempotency-Key`. */
  takesKey?: true;
  /**
   * Endpoints that can be asked next, by their ids: which member of this answer or of this path each of their
   * parameters is.
   */
  leadsTo?: Record<string, Record<string, Place>>;
}

/** An endpoint whose types were checked where it was written. */
export interface Endpoint extends Parts {
  path: PathParameters;
  query: z.ZodType | undefined;
  headers: z.ZodObject | undefined;
  body: Body | undefined;
  answers: Answers;
  handler(deps: ApiDependencies): (given: Given) => Promise<Reply>;
}

export function endpoint<
  const A extends Answers,
  P extends PathParameters = Record<never, never>,
  Query = undefined,
  H extends z.ZodObject = z.ZodObject,
  B extends Body | undefined = undefined,
>(
  its: Parts & {
    path?: P;
    query?: z.ZodType<Query>;
    /** By their names; one that is missing and not optional is refused with 428. */
    headers?: H;
    body?: B;
    answers: A;
    handler(
      deps: ApiDependencies,
    ): (given: Given<PathValues<P>, Query, z.output<H>, BodyValue<B>>) => Promise<Reply<A>>;
  },
): Endpoint {
  return {
    ...its,
    path: its.path ?? {},
    query: its.query,
    headers: its.headers,
    body: its.body,
    handler: its.handler as unknown as Endpoint['handler'],
  };
}

export const answer = <Value>(schema: z.ZodType<Value>, description: string): JsonAnswer<Value> => ({
  kind: 'json',
  schema,
  description,
});
export const empty = (description: string, headers: HeaderTexts = {}): EmptyAnswer => ({
  kind: 'empty',
  description,
  headers,
});
export const text = (
  mediaTypes: readonly string[],
  description: string,
  headers: HeaderTexts = {},
): TextAnswer => ({ kind: 'text', mediaTypes, description, headers });
export const file = (
  mediaTypes: readonly string[],
  description: string,
  headers: HeaderTexts = {},
): FileAnswer => ({ kind: 'file', mediaTypes, description, headers });
export const json = <Value>(schema: z.ZodType<Value>): JsonBody<Value> => ({
  kind: 'json',
  schema,
  mayBeAbsent: false,
});
export const jsonIfAny = <Value>(schema: z.ZodType<Value>): JsonBody<Value | undefined> => ({
  kind: 'json',
  schema,
  mayBeAbsent: true,
});
