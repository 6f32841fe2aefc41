/** What the client throws: an answer that is a problem, or no answer at all. */
import { type Fault } from './generated/api.ts';

/** RFC 9457. Problems may have further members, such as `State`. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  errors?: Fault[];
}

export interface Sent {
  /** What the request was sent with: the same request with the same key is not done twice. */
  idempotencyKey?: string | undefined;
  /** Why it was not sent again, when that is not plain. */
  note?: string | undefined;
}

/**
 * The API refused a request. Each kind of problem has a class of its own; this one itself is thrown for a kind that
 * this version does not know, and for an answer that is not the API's, such as a proxy's.
 */
export class RingmasterProblem extends Error {
  override readonly name: string = 'RingmasterProblem';
  /** Names the kind, as in `urn:ringmaster:problem:conflict`; `about:blank`: the answer is not the API's. */
  readonly type: string;
  readonly title: string;
  /** Of HTTP. */
  readonly status: number;
  /** What was wrong, where, and what to do. */
  readonly detail: string;
  /** Finds the request in the API's log. */
  readonly requestId: string;
  /** Each fault of the request, with its place. */
  readonly errors: Fault[] | undefined;
  /** The key that the request had, for one that is to be repeated: it is not done twice. */
  readonly idempotencyKey: string | undefined;

  constructor(body: ProblemBody, { idempotencyKey, note }: Sent = {}) {
    super([`${body.status} ${body.title}: ${body.detail}`, ...(note ? [note] : [])].join(' '));
    const { type, title, status, detail, requestId, errors, ...members } = body;
    this.type = type;
    this.title = title;
    this.status = status;
    this.detail = detail;
    this.requestId = requestId;
    this.errors = errors;
    this.idempotencyKey = idempotencyKey;
    // What the answer says must not hide what an Error is.
    for (const [member, value] of Object.entries(members))
      if (!(member in this)) Object.defineProperty(this, member, { value, enumerable: true });
  }
}

/** No answer came. What was asked may have been done, unless no connection was made. */
export class NoConnectionError extends Error {
  override readonly name: string = 'NoConnectionError';
  /** The key that the request had: repeat it with the same one to learn the outcome without doing it twice. */
  readonly idempotencyKey: string | undefined;

  constructor(
    message: string,
    { cause, idempotencyKey }: { cause: unknown; idempotencyKey?: string | undefined },
  ) {
    super(message, { cause });
    this.idempotencyKey = idempotencyKey;
  }
}
