/**
 * What an error of the OpenAI client means for a question. The endpoint's texts are never repeated: they may quote the
 * conversation.
 */
import OpenAI from 'openai';
import { type AnalystAnswer } from '../ports/analyst';
import { AnswerTooLarge } from './bounded-fetch';

/** OpenSSL's names for a certificate that we do not trust. */
const untrusted = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/;
/** The endpoint's name for its error. Repeated only if it is short. */
const shortName = /^[\w.-]{1,60}$/;

/** A gateway stopped waiting for the model: 524 is Cloudflare's. */
const gaveUp = new Set([408, 504, 524]);
/** The connection was open, and closed before the answer came. */
const brokenOff = /ECONNRESET|EPIPE|UND_ERR_SOCKET/;
/** A longer delay would be as good as never, for an analysis that may take twelve hours. */
const MOST_RETRY_AFTER_MS = 60 * 60_000;

type ApiError = InstanceType<typeof OpenAI.APIError>;
const isApiError = (error: unknown): error is ApiError => error instanceof OpenAI.APIError;

export function troubleOf(error: unknown): AnalystAnswer {
  // A retry would cost as much again.
  if (error instanceof AnswerTooLarge) return { kind: 'refused', reason: error.message };
  if (!isApiError(error)) return { kind: 'away', reason: 'its answer broke off or is no JSON', lost: true };
  if (error.status === undefined) return unreachable(error);
  const status = statusOf(error);
  const away: AnalystAnswer = {
    kind: 'away',
    reason: status,
    ...(gaveUp.has(error.status) ? { lost: true } : {}),
    ...retryAfterOf(error),
  };
  switch (error.status) {
    case 401:
    case 403:
      return misconfigured(`${status}: correct ANALYST_API_KEY, or what that key may use`);
    case 402:
      return misconfigured(`${status}: the account at ANALYST_URL is to be paid`);
    case 404:
    case 405:
      return misconfigured(
        `${status}: correct ANALYST_URL, which ends with the version (/v1), or ANALYST_MODEL`,
      );
    case 408:
    case 409:
    case 425:
      return away;
    case 429:
      // An account without credit answers 429 as well, and waiting does not help.
      return error.code === 'insufficient_quota'
        ? misconfigured(`${status}: the account of ANALYST_API_KEY has no credit left`)
        : away;
  }
  if (error.status >= 500) return away;
  if (error.status < 400) return misconfigured(`${status}, a redirect: set ANALYST_URL to the final address`);
  return { kind: 'refused', reason: `the endpoint refuses the question: ${status}` };
}

/** What endpoints say of a schema that they do not accept. */
const ofSchemas = /schema|response_format|structured|grammar|\bstrict\b/i;

/** Whether a question was refused for the form of its schema. Also true if the endpoint does not say why. */
export function isAboutSchema(error: unknown): boolean {
  if (!isApiError(error) || (error.status !== 400 && error.status !== 422)) return false;
  const { error: told, param, code, message } = error;
  return told === undefined || [param, code, message].some((word) => ofSchemas.test(String(word)));
}

/** Reads seconds, or OpenAI's milliseconds. A date is ignored: we do not know which clock it is by. */
function retryAfterOf({ headers }: ApiError): { retryAfterMs?: number } {
  const read = (name: string, unitMs: number): number => Number(headers?.get(name) ?? NaN) * unitMs;
  const ms = [read('retry-after-ms', 1), read('retry-after', 1_000)].find((value) => value > 0);
  return ms === undefined ? {} : { retryAfterMs: Math.min(Math.ceil(ms), MOST_RETRY_AFTER_MS) };
}

function statusOf({ status, code }: ApiError): string {
  return `status ${status}${typeof code === 'string' && shortName.test(code) ? ` (${code})` : ''}`;
}

/** Node puts a connection's error code in the cause of fetch's TypeError, which is itself a cause here. */
function unreachable(error: Error): AnalystAnswer {
  const { cause } = Object(error.cause) as { cause?: { code?: unknown } };
  const code = typeof cause?.code === 'string' && shortName.test(cause.code) ? ` (${cause.code})` : '';
  if (untrusted.test(code))
    return misconfigured(`its certificate is not trusted${code}: correct ANALYST_URL or the certificate`);
  const reason = `it cannot be reached${code}`;
  return { kind: 'away', reason, ...(brokenOff.test(code) ? { lost: true } : {}) };
}

const misconfigured = (reason: string): AnalystAnswer => ({ kind: 'away', misconfigured: true, reason });
