/** The refusals of endpoints, as the API's document describes them. */
import { z } from 'zod';
import { type Endpoint } from '../endpoints/endpoint';
import { type ProblemKind, problemKinds, problemType } from '../http/problems';
import { MOST_FAULTS } from '../json/fault';
import { type NamedExamples } from './examples';
import { type Json, type JsonSchemas } from './json-schemas';

/** Members that only some kinds have. */
const members: Partial<Record<ProblemKind, z.ZodRawShape>> = {
  conflict: {
    State: z.string().optional().describe('The state that does not allow it.'),
    JobID: z.string().optional().describe('The job that has the `ExternalID`.'),
    Accepted: z.int().optional().describe('How many rows of the file were accepted before.'),
  },
  'precondition-failed': { Version: z.int().describe('The version that the campaign is at.') },
  unavailable: {
    Temporal: z.boolean().optional().describe('Of `/readyz`: whether it answered.'),
    MongoDB: z.boolean().optional().describe('Of `/readyz`: whether it answered.'),
  },
};

const fault = z
  .object({
    location: z
      .string()
      .optional()
      .describe(
        'The place: a JSON pointer into the body, such as `/Data/CallerID`; `query/…`, `path/…` or `header …` with a name; of a file `header` (its first line) and the column.',
      ),
    message: z.string().describe('What is allowed there, and what to change.'),
  })
  .meta({ id: 'Fault' });

const pascal = (kind: string): string =>
  kind.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
const nameOf = (kind: ProblemKind): string => `${pascal(kind)}Problem`;

const schemas = new Map(
  (Object.keys(problemKinds) as ProblemKind[]).map((kind) => {
    const { status, title, when, remedy } = problemKinds[kind];
    return [
      kind,
      z
        .object({
          type: z.literal(problemType(kind)),
          title: z.literal(title),
          status: z.literal(status),
          detail: z.string().describe('What was wrong, where, and what to do.'),
          requestId: z.string().describe('Finds the request in our log; it is `X-Request-Id` as well.'),
          errors: z
            .array(fault)
            .optional()
            .describe(
              `Each fault. Of more than ${MOST_FAULTS + 1} the first ${MOST_FAULTS}, and a last one without a location that says how many more there are.`,
            ),
          ...members[kind],
        })
        .meta({ id: nameOf(kind), description: `${when} ${remedy}` }),
    ];
  }),
);

/** All refusals of an endpoint: those of its parts, and its own. */
export function refusalsOf(
  { access, body, headers, path, problems, takesKey }: Endpoint,
  method: string,
): ProblemKind[] {
  const isRead = method === 'get';
  return [
    'invalid-request',
    ...(access === 'signature' ? (['unsigned'] as const) : []),
    ...(access === 'open' || access === 'signature' ? [] : (['unauthorized'] as const)),
    ...(access === 'developer' || access === 'admin' ? (['forbidden'] as const) : []),
    ...(Object.values(path).some(({ isValue }) => !isValue) ? (['not-found'] as const) : []),
    ...(isRead ? [] : (['request-timeout', 'unsupported-media-type'] as const)),
    ...(body ? (['too-large'] as const) : []),
    ...(headers && !headers.safeParse({}).success ? (['precondition-required'] as const) : []),
    ...(takesKey ? (['idempotency-key-reused'] as const) : []),
    ...(problems ?? []),
    'expectation-failed',
    'headers-too-large',
    'internal',
    'busy',
    'unavailable',
  ];
}

/** The answers to refusals. Several kinds of one status are told apart by their `type`. */
export class RefusalAnswers {
  /** By name, for the components of the document. */
  readonly named: Record<string, Json> = {};

  constructor(
    private readonly examplesOf: (kind: ProblemKind) => NamedExamples,
    private readonly json: JsonSchemas,
    private readonly headers: Json,
  ) {}

  /** By status. */
  of(kinds: ProblemKind[]): Record<string, Json> {
    const all = [...new Set(kinds)];
    const statuses = [...new Set(all.map((kind) => problemKinds[kind].status))];
    return Object.fromEntries(
      statuses.map((status) => {
        const ofStatus = all.filter((kind) => problemKinds[kind].status === status);
        const name = ofStatus.map(pascal).join('Or');
        this.named[name] ??= this.answerTo(status, ofStatus);
        return [String(status), { $ref: `#/components/responses/${name}` }];
      }),
    );
  }

  private answerTo(status: number, kinds: ProblemKind[]): Json {
    const places = kinds.map((kind) => this.json.answered(schemas.get(kind) ?? z.never()));
    const examples = Object.assign({}, ...kinds.map(this.examplesOf)) as NamedExamples;
    return {
      description: kinds
        .map((kind) => `\`${kind}\`: ${problemKinds[kind].when} ${problemKinds[kind].remedy}`)
        .join('\n\n'),
      headers: { ...this.headers, ...headersOf(status) },
      content: {
        'application/problem+json': {
          schema: places.length === 1 ? places[0] : { oneOf: places },
          examples,
        },
      },
    };
  }
}

function headersOf(status: number): Json {
  if (status === problemKinds.unavailable.status)
    return { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };
  if (status === problemKinds['method-not-allowed'].status)
    return { Allow: { $ref: '#/components/headers/Allow' } };
  if (status === problemKinds.unauthorized.status)
    return { 'WWW-Authenticate': { $ref: '#/components/headers/WWWAuthenticate' } };
  return {};
}
