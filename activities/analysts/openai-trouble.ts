/** What an error of the OpenAI client means for a question. No text of the endpoint is repeated: it may quote the conversation. */
import OpenAI from 'openai';
import { type AnalystAnswer } from '../analyst';

/** OpenSSL's names for a certificate that we do not trust. */
const untrusted = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/;
/** What the endpoint calls its error: a short name, or it is not repeated. */
const shortName = /^[\w.-]{1,60}$/;

type ApiError = InstanceType<typeof OpenAI.APIError>;
const isApiError = (error: unknown): error is ApiError => error instanceof OpenAI.APIError;

export function troubleOf(error: unknown): AnalystAnswer {
  if (!isApiError(error)) return { kind: 'away', reason: 'its answer broke off or is no JSON' };
  if (error.status === undefined) return unreachable(error);
  const status = statusOf(error);
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
      return { kind: 'away', reason: status };
    case 429:
      // An account without credit answers 429 as well, and no waiting helps it.
      return error.code === 'insufficient_quota'
        ? misconfigured(`${status}: the account of ANALYST_API_KEY has no credit left`)
        : { kind: 'away', reason: status };
  }
  if (error.status >= 500) return { kind: 'away', reason: status };
  if (error.status < 400) return misconfigured(`${status}, a redirect: set ANALYST_URL to the final address`);
  return { kind: 'refused', reason: `the endpoint refuses the question: ${status}` };
}

/** What endpoints say of a schema that they do not take. */
const ofSchemas = /schema|response_format|structured|grammar|\bstrict\b/i;

/** Whether a question was refused for the form of its schema. An endpoint that does not say why may mean it. */
export function isAboutSchema(error: unknown): boolean {
  if (!isApiError(error) || (error.status !== 400 && error.status !== 422)) return false;
  const { error: told, param, code, message } = error;
  return told === undefined || [param, code, message].some((word) => ofSchemas.test(String(word)));
}

function statusOf({ status, code }: ApiError): string {
  return `status ${status}${typeof code === 'string' && shortName.test(code) ? ` (${code})` : ''}`;
}

/** Node hides a connection's error code in the cause of fetch's TypeError, which is itself a cause here. */
function unreachable(error: Error): AnalystAnswer {
  const { cause } = Object(error.cause) as { cause?: { code?: unknown } };
  const code = typeof cause?.code === 'string' && shortName.test(cause.code) ? ` (${cause.code})` : '';
  if (untrusted.test(code))
    return misconfigured(`its certificate is not trusted${code}: correct ANALYST_URL or the certificate`);
  return { kind: 'away', reason: `it cannot be reached${code}` };
}

const misconfigured = (reason: string): AnalystAnswer => ({ kind: 'away', misconfigured: true, reason });
