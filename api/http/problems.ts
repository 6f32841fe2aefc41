/** All error answers of the API, from one table: RFC 9457 `application/problem+json`. */
import { type Fault, firstFaults, MOST_FAULTS } from '../json/fault';

/** All kinds of problems: `when` each is answered, and what the client can do about it. */
export const problemKinds = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    when: 'Something in the request is not valid; `errors` names each place.',
    remedy: 'Correct it.',
  },
  unauthorized: {
    status: 401,
    title: 'A valid API key is needed',
    when: 'There is no key, or an unknown one.',
    remedy: 'Send the key.',
  },
  unsigned: {
    status: 401,
    title: "The provider's signature is missing or not valid",
    when: "A provider's signature is missing, wrong or too old.",
    remedy: 'Compare the secrets and the clocks of both sides.',
  },
  forbidden: {
    status: 403,
    title: 'The API key may not do this',
    when: 'The role of the key is too weak.',
    remedy: 'Use another key.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing here',
    when: "There is no such path, campaign, version, job, import or provider; also when it is another organisation's.",
    remedy: 'Check the id.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path exists, but not with this method',
    when: 'The path has other methods; the header `Allow` names them.',
    remedy: 'Use an allowed method.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request body did not arrive in time',
    when: 'A body did not arrive within 30 seconds (a file has an hour). The connection is closed.',
    remedy: 'Send it again.',
  },
  conflict: {
    status: 409,
    title: 'The current state does not allow this',
    when: 'The current state does not allow it; `State` or `JobID` says more.',
    remedy: 'Decide by what the state is.',
  },
  'precondition-failed': {
    status: 412,
    title: 'It has changed since you read it',
    when: 'The campaign is not at the version that `If-Match` names; `Version` is the one it is at.',
    remedy: 'Read it, change it, and send that version.',
  },
  'too-large': {
    status: 413,
    title: 'The request body is too large',
    when: 'The body has more than 1 MiB (1,024 KiB); an event of a provider 2 MiB (of Twilio 64 KiB), an announced call 64 KiB. A file has no such bound; a workbook has at most 32 MiB, and a packed file may unpack to 4 GiB.',
    remedy: 'Import jobs from a file; `detail` says what else.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body has a form that is not read here',
    when: 'The body has another `Content-Type`, or a `Content-Encoding`; files may have `gzip`.',
    remedy: 'Send it as `detail` names.',
  },
  'expectation-failed': {
    status: 417,
    title: 'The request expects what is not done here',
    when: 'The request has an `Expect` other than `100-continue`.',
    remedy: 'Send the request without it.',
  },
  'opted-out': {
    status: 422,
    title: 'The contact has asked not to be called',
    when: "The contact's number is on the opt-out list.",
    remedy: 'Leave it, or take the entry off if the contact has agreed again.',
  },
  'schema-mismatch': {
    status: 422,
    title: "The job does not fit the campaign's JSON schemas",
    when: "The job does not fit the campaign's JSON schemas; `errors` has each place.",
    remedy: 'Correct the job, or publish another schema.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    when: 'The `Idempotency-Key` belongs to another request or file.',
    remedy: 'Use a new key.',
  },
  'precondition-required': {
    status: 428,
    title: 'The request must say which version it changes',
    when: 'A publication has no `If-Match`.',
    remedy: 'Send the version that you have seen.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The request headers are too large',
    when: 'The request line and headers have more than 16 KiB together.',
    remedy: 'Send fewer or shorter ones.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    when: 'A defect of ours; `requestId` finds it in our log.',
    remedy: 'Report it.',
  },
  busy: {
    status: 503,
    title: 'Too much is being sent at once',
    when: 'Your address has too many connections open, or senders that are not authenticated yet send too much at once.',
    remedy: 'Send it again after `Retry-After` seconds.',
  },
  unavailable: {
    status: 503,
    title: 'A server that is needed is away',
    when: 'Temporal or MongoDB is away, or a workflow did not answer in time; told within 6 seconds.',
    remedy:
      'Repeat it after `Retry-After` seconds with the `Idempotency-Key` that it had. Without a key look at the state first: it may have been done.',
  },
} as const satisfies Record<string, { status: number; title: string; when: string; remedy: string }>;
export type ProblemKind = keyof typeof problemKinds;

export const problemType = (kind: ProblemKind): string => `urn:ringmaster:problem:${kind}`;

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
    this.status = problemKinds[kind].status;
  }

  body(requestId: string): Record<string, unknown> {
    const { errors, members } = this.more;
    const { title, status } = problemKinds[this.kind];
    return {
      type: problemType(this.kind),
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
