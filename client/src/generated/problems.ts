// Written by `npm run openapi` from docs/openapi.json; a change by hand would be lost.
import { RingmasterProblem } from '../problem.ts';
import type { BusyProblem, ConflictProblem, ExpectationFailedProblem, ForbiddenProblem, HeadersTooLargeProblem, IdempotencyKeyReusedProblem, InternalProblem, InvalidRequestProblem, MethodNotAllowedProblem, NotFoundProblem, OptedOutProblem, PreconditionFailedProblem, PreconditionRequiredProblem, RequestTimeoutProblem, SchemaMismatchProblem, TooLargeProblem, UnauthorizedProblem, UnavailableProblem, UnsignedProblem, UnsupportedMediaTypeProblem } from './api.ts';

/**
 * Your address has too many connections open, or senders that are not authenticated yet send too much at once. Send it again after `Retry-After` seconds.
 */
export class BusyError extends RingmasterProblem {
  override readonly name: string = 'BusyError';
  declare readonly type: BusyProblem['type'];
  declare readonly status: BusyProblem['status'];
}

/**
 * The current state does not allow it; `State` or `JobID` says more. Decide by what the state is.
 */
export class ConflictError extends RingmasterProblem {
  override readonly name: string = 'ConflictError';
  declare readonly type: ConflictProblem['type'];
  declare readonly status: ConflictProblem['status'];
  /**
   * The state that does not allow it.
   */
  declare readonly State: ConflictProblem['State'];
  /**
   * The job that has the `ExternalID`.
   */
  declare readonly JobID: ConflictProblem['JobID'];
  /**
   * How many rows of the file were accepted before.
   */
  declare readonly Accepted: ConflictProblem['Accepted'];
}

/**
 * The request has an `Expect` other than `100-continue`. Send the request without it.
 */
export class ExpectationFailedError extends RingmasterProblem {
  override readonly name: string = 'ExpectationFailedError';
  declare readonly type: ExpectationFailedProblem['type'];
  declare readonly status: ExpectationFailedProblem['status'];
}

/**
 * The role of the key is too weak. Use another key.
 */
export class ForbiddenError extends RingmasterProblem {
  override readonly name: string = 'ForbiddenError';
  declare readonly type: ForbiddenProblem['type'];
  declare readonly status: ForbiddenProblem['status'];
}

/**
 * The request line and headers have more than 16 KiB together. Send fewer or shorter ones.
 */
export class HeadersTooLargeError extends RingmasterProblem {
  override readonly name: string = 'HeadersTooLargeError';
  declare readonly type: HeadersTooLargeProblem['type'];
  declare readonly status: HeadersTooLargeProblem['status'];
}

/**
 * The `Idempotency-Key` belongs to another request or file. Use a new key.
 */
export class IdempotencyKeyReusedError extends RingmasterProblem {
  override readonly name: string = 'IdempotencyKeyReusedError';
  declare readonly type: IdempotencyKeyReusedProblem['type'];
  declare readonly status: IdempotencyKeyReusedProblem['status'];
}

/**
 * A defect of ours; `requestId` finds it in our log. Report it.
 */
export class InternalError extends RingmasterProblem {
  override readonly name: string = 'InternalError';
  declare readonly type: InternalProblem['type'];
  declare readonly status: InternalProblem['status'];
}

/**
 * Something in the request is not valid; `errors` names each place. Correct it.
 */
export class InvalidRequestError extends RingmasterProblem {
  override readonly name: string = 'InvalidRequestError';
  declare readonly type: InvalidRequestProblem['type'];
  declare readonly status: InvalidRequestProblem['status'];
}

/**
 * The path has other methods; the header `Allow` names them. Use an allowed method.
 */
export class MethodNotAllowedError extends RingmasterProblem {
  override readonly name: string = 'MethodNotAllowedError';
  declare readonly type: MethodNotAllowedProblem['type'];
  declare readonly status: MethodNotAllowedProblem['status'];
}

/**
 * There is no such path, campaign, version, job, import or provider; also when it is another organisation's. Check the id.
 */
export class NotFoundError extends RingmasterProblem {
  override readonly name: string = 'NotFoundError';
  declare readonly type: NotFoundProblem['type'];
  declare readonly status: NotFoundProblem['status'];
}

/**
 * The contact's number is on the opt-out list. Leave it, or take the entry off if the contact has agreed again.
 */
export class OptedOutError extends RingmasterProblem {
  override readonly name: string = 'OptedOutError';
  declare readonly type: OptedOutProblem['type'];
  declare readonly status: OptedOutProblem['status'];
}

/**
 * The campaign is not at the version that `If-Match` names; `Version` is the one it is at. Read it, change it, and send that version.
 */
export class PreconditionFailedError extends RingmasterProblem {
  override readonly name: string = 'PreconditionFailedError';
  declare readonly type: PreconditionFailedProblem['type'];
  declare readonly status: PreconditionFailedProblem['status'];
  /**
   * The version that the campaign is at.
   */
  declare readonly Version: PreconditionFailedProblem['Version'];
}

/**
 * A publication has no `If-Match`. Send the version that you have seen.
 */
export class PreconditionRequiredError extends RingmasterProblem {
  override readonly name: string = 'PreconditionRequiredError';
  declare readonly type: PreconditionRequiredProblem['type'];
  declare readonly status: PreconditionRequiredProblem['status'];
}

/**
 * A body did not arrive within 30 seconds (a file has an hour). The connection is closed. Send it again.
 */
export class RequestTimeoutError extends RingmasterProblem {
  override readonly name: string = 'RequestTimeoutError';
  declare readonly type: RequestTimeoutProblem['type'];
  declare readonly status: RequestTimeoutProblem['status'];
}

/**
 * The job does not fit the campaign's JSON schemas; `errors` has each place. Correct the job, or publish another schema.
 */
export class SchemaMismatchError extends RingmasterProblem {
  override readonly name: string = 'SchemaMismatchError';
  declare readonly type: SchemaMismatchProblem['type'];
  declare readonly status: SchemaMismatchProblem['status'];
}

/**
 * The body has more than 1 MiB (1,024 KiB); an event of a provider 2 MiB (of Twilio 64 KiB), an announced call 64 KiB. A file has no such bound; a workbook has at most 32 MiB, and a packed file may unpack to 4 GiB. Import jobs from a file; `detail` says what else.
 */
export class TooLargeError extends RingmasterProblem {
  override readonly name: string = 'TooLargeError';
  declare readonly type: TooLargeProblem['type'];
  declare readonly status: TooLargeProblem['status'];
}

/**
 * There is no key, or an unknown one. Send the key.
 */
export class UnauthorizedError extends RingmasterProblem {
  override readonly name: string = 'UnauthorizedError';
  declare readonly type: UnauthorizedProblem['type'];
  declare readonly status: UnauthorizedProblem['status'];
}

/**
 * Temporal or MongoDB is away, or a workflow did not answer in time; told within 6 seconds. Repeat it after `Retry-After` seconds with the `Idempotency-Key` that it had. Without a key look at the state first: it may have been done.
 */
export class UnavailableError extends RingmasterProblem {
  override readonly name: string = 'UnavailableError';
  declare readonly type: UnavailableProblem['type'];
  declare readonly status: UnavailableProblem['status'];
  /**
   * Of `/readyz`: whether it answered.
   */
  declare readonly Temporal: UnavailableProblem['Temporal'];
  /**
   * Of `/readyz`: whether it answered.
   */
  declare readonly MongoDB: UnavailableProblem['MongoDB'];
}

/**
 * A provider's signature is missing, wrong or too old. Compare the secrets and the clocks of both sides.
 */
export class UnsignedError extends RingmasterProblem {
  override readonly name: string = 'UnsignedError';
  declare readonly type: UnsignedProblem['type'];
  declare readonly status: UnsignedProblem['status'];
}

/**
 * The body has another `Content-Type`, or a `Content-Encoding`; files may have `gzip`. Send it as `detail` names.
 */
export class UnsupportedMediaTypeError extends RingmasterProblem {
  override readonly name: string = 'UnsupportedMediaTypeError';
  declare readonly type: UnsupportedMediaTypeProblem['type'];
  declare readonly status: UnsupportedMediaTypeProblem['status'];
}

/** By the `type` of the answer. */
export const problemClasses = {
  'urn:ringmaster:problem:busy': BusyError,
  'urn:ringmaster:problem:conflict': ConflictError,
  'urn:ringmaster:problem:expectation-failed': ExpectationFailedError,
  'urn:ringmaster:problem:forbidden': ForbiddenError,
  'urn:ringmaster:problem:headers-too-large': HeadersTooLargeError,
  'urn:ringmaster:problem:idempotency-key-reused': IdempotencyKeyReusedError,
  'urn:ringmaster:problem:internal': InternalError,
  'urn:ringmaster:problem:invalid-request': InvalidRequestError,
  'urn:ringmaster:problem:method-not-allowed': MethodNotAllowedError,
  'urn:ringmaster:problem:not-found': NotFoundError,
  'urn:ringmaster:problem:opted-out': OptedOutError,
  'urn:ringmaster:problem:precondition-failed': PreconditionFailedError,
  'urn:ringmaster:problem:precondition-required': PreconditionRequiredError,
  'urn:ringmaster:problem:request-timeout': RequestTimeoutError,
  'urn:ringmaster:problem:schema-mismatch': SchemaMismatchError,
  'urn:ringmaster:problem:too-large': TooLargeError,
  'urn:ringmaster:problem:unauthorized': UnauthorizedError,
  'urn:ringmaster:problem:unavailable': UnavailableError,
  'urn:ringmaster:problem:unsigned': UnsignedError,
  'urn:ringmaster:problem:unsupported-media-type': UnsupportedMediaTypeError,
};
