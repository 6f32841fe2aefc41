/** All error answers of the API, from one table: RFC 9457 `application/problem+json`. */
import { type Fault, firstFaults, MOST_FAULTS } from '../json/fault';

const kinds = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  unsigned: { status: 401, title: "The provider's signature is missing or not valid" },
  forbidden: { status: 403, title: 'The API key may not do this' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'The path exists, but not with this method' },
  'request-timeout': { status: 408, title: 'The request body did not arrive in time' },
  conflict: { status: 409, title: 'The current state does not allow this' },
  'precondition-failed': { status: 412, title: 'It has changed since you read it' },
  'too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body has a form that is not read here' },
  'expectation-failed': { status: 417, title: 'The request expects what is not done here' },
  'opted-out': { status: 422, title: 'The contact has asked not to be called' },
  'schema-mismatch': { status: 422, title: "The job does not fit the campaign's JSON schemas" },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'precondition-required': { status: 428, title: 'The request must say which version it changes' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  busy: { status: 503, title: 'Too much is being sent at once' },
  unavailable: { status: 503, title: 'A server that is needed is away' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemKind = keyof typeof kinds;

export interface ProblemMore {
  errors?: Fault[];
  headers?: Record<string, string>;
  /** Members of the answer for programs, such as the current `State`. */
  members?: Record<string, unknown>;
}

/** Thrown by a handler to answer with a problem. Clients read `detail`, so it names no internals. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;

  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly more: ProblemMore = {},
  ) {
    super(detail);
    this.status = kinds[kind].status;
  }

  body(requestId: string): Record<string, unknown> {
    const { errors, members } = this.more;
    const { title, status } = kinds[this.kind];
    return {
      type: `urn:ringmaster:problem:${this.kind}`,
      title,
      status,
      detail: this.detail,
      requestId,
      ...(errors ? { errors } : {}),
      ...members,
    };
  }
}

export function invalid(faults: Fault[]): Problem {
  const errors = firstFaults(faults);
  const [only, ...others] = errors;
  if (only && others.length === 0)
    return new Problem('invalid-request', `${only.location || 'the body'}: ${only.message}`, { errors });
  const places = errors.length > MOST_FAULTS ? `More than ${MOST_FAULTS}` : errors.length;
  return new Problem('invalid-request', `${places} places are not valid; see errors`, { errors });
}

/** Also for another organisation's things: a client cannot tell them from absent ones. */
export const notFound = (what: string): Problem =>
  new Problem('not-found', `There is no such ${what} in your organisation`);

/** For what belongs to no organisation, or to a thing that was found. */
export const absent = (detail: string): Problem => new Problem('not-found', detail);

/** Servers are usually back within seconds, and clients that wait this long do not add to the load. */
const RETRY_AFTER_SECONDS = '2';

export const unavailable = (detail: string): Problem =>
  new Problem('unavailable', detail, { headers: { 'Retry-After': RETRY_AFTER_SECONDS } });

export const busy = (detail: string): Problem =>
  new Problem('busy', detail, { headers: { 'Retry-After': RETRY_AFTER_SECONDS } });

/** For a client told to repeat a write that may be done twice. */
export const KEY_NEXT_TIME =
  'Only what had an Idempotency-Key can be repeated blindly, with the same Idempotency-Key.';

/** `hasKey`: the request came with an Idempotency-Key. */
export const outcomeUnknown = (hasKey: boolean): Problem =>
  unavailable(
    'No answer came in time, so the outcome is unknown: it may still take effect. ' +
      (hasKey
        ? 'Repeat the request with the same Idempotency-Key to learn the outcome without doing it twice.'
        : `Look at the state before you repeat the request. ${KEY_NEXT_TIME}`),
  );

export const OPTED_OUT =
  'is on the opt-out list of your organisation; if the contact has agreed to calls again, remove the entry with ' +
  'DELETE /opt-outs/:phoneNumber and send the job again';

export const contactOptedOut = (): Problem =>
  new Problem('opted-out', `/ContactPhoneNumber: ${OPTED_OUT}`, {
    errors: [{ location: '/ContactPhoneNumber', message: OPTED_OUT }],
  });
