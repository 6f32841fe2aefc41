/**
 * What happens to a placement that Twilio did not take. Each code's source:
 * https://www.twilio.com/docs/api/errors/<code>
 */
import { type PlacementAnswer, ProviderMisconfigured } from '../../ports/voice-provider';

type Verdict = 'invalid_number' | 'rejected' | 'caller_id' | 'misconfigured' | 'away';

/** docs/twilio.md has the same rows with Twilio's words. */
export const errorCodes: ReadonlyMap<number, Verdict> = new Map([
  [13224, 'invalid_number'],
  [21211, 'invalid_number'],
  [21214, 'invalid_number'],
  [21217, 'invalid_number'],
  [21401, 'invalid_number'],
  // No call of this account will ever reach this destination; other destinations are not affected.
  [13225, 'rejected'],
  [13227, 'rejected'],
  [21202, 'rejected'],
  [21203, 'rejected'],
  [21215, 'rejected'],
  [21216, 'rejected'],
  [21219, 'rejected'],
  [573005, 'rejected'],
  // The account.
  [10001, 'misconfigured'],
  [10002, 'misconfigured'],
  [10005, 'misconfigured'],
  [20003, 'misconfigured'],
  [20005, 'misconfigured'],
  [20006, 'misconfigured'],
  [20008, 'misconfigured'],
  [20010, 'misconfigured'],
  [20403, 'misconfigured'],
  [20404, 'misconfigured'],
  // The caller ID, which is one campaign's.
  [21210, 'caller_id'],
  [21212, 'caller_id'],
  [21213, 'caller_id'],
  [21606, 'caller_id'],
  // An address of ours.
  [21205, 'misconfigured'],
  // "The call was rejected", and "requests that receive 429 aren't processed".
  [10004, 'away'],
  [20429, 'away'],
]);

/** There was no connection, so the request cannot have left. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** OpenSSL's names for a certificate that we do not trust. */
const untrusted = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/;

export interface Fault {
  /** The HTTP status, if Twilio answered. */
  status?: number;
  /** Twilio's code, or the connection's error code. Never Twilio's message: it contains phone numbers. */
  code?: number | string;
}

/** A code may come as text; a connection's error codes have letters. */
const asNumber = (code: number | string): number | string =>
  typeof code === 'string' && /^\d{1,6}$/.test(code) ? Number(code) : code;

export function faultOf(error: unknown): Fault {
  // By shape: the SDK has several classes of errors, and the HTTP client below it has its own.
  const { status, code } = Object(error) as { status?: unknown; code?: unknown };
  return {
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof code === 'number' || typeof code === 'string' ? { code: asNumber(code) } : {}),
  };
}

/** Twilio's codes have five digits or more. An answer with another code, or none, comes from a proxy in between. */
const isOwnCode = (code: Fault['code']): code is number => typeof code === 'number' && code >= 10_000;

/** Whether Twilio itself says that it has no such call. */
export const isUnknownCall = ({ status, code }: Fault): boolean => status === 404 && code === 20404;

/** @throws ProviderMisconfigured when no placement can succeed before an operator acts. */
export function failedPlacement({ status, code }: Fault, onUnlisted: () => void): PlacementAnswer {
  if (status === undefined) return withoutAnswer(code);
  const verdict = status < 500 && typeof code === 'number' ? errorCodes.get(code) : undefined;
  const named = `Twilio answered ${status}, code ${isOwnCode(code) ? code : 'none: this may be a proxy’s answer'}`;
  // 503 is code 20503: "safe to retry at a later time".
  if (verdict === 'away' || status === 429 || status === 503) return { kind: 'away', reason: named };
  if (verdict === 'invalid_number' || verdict === 'rejected') return { kind: 'refused', reason: verdict };
  if (verdict === 'caller_id') return { kind: 'refused_caller_id', reason: named };
  // The request broke off, a gateway lost the answer, or a success broke off: the call may ring.
  if (status >= 500 || status === 408 || status < 300) return { kind: 'ambiguous' };
  if (verdict === 'misconfigured' || status < 400 || [401, 403, 404, 405].includes(status))
    throw new ProviderMisconfigured(
      `${named}: look it up in docs/twilio.md, then correct TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, PUBLIC_URL or the account.`,
    );
  // Only Twilio refuses calls: a proxy in between has not passed it on, and the job is not to blame.
  if (!isOwnCode(code)) return { kind: 'away', reason: named };
  // The last row: a refusal of this one call with a code that we do not know.
  onUnlisted();
  return { kind: 'refused', reason: 'failed' };
}

/** Why a request that places nothing had no answer. @throws ProviderMisconfigured as a placement would. */
export function unanswered({ code }: Fault): string {
  const answer = withoutAnswer(code);
  return answer.kind === 'away' ? answer.reason : 'no answer from Twilio';
}

function withoutAnswer(code: number | string | undefined): PlacementAnswer {
  if (typeof code !== 'string') return { kind: 'ambiguous' };
  if (neverLeft.has(code)) return { kind: 'away', reason: `no connection to Twilio (${code})` };
  if (untrusted.test(code))
    throw new ProviderMisconfigured(
      `The certificate of Twilio's API is not trusted (${code}): correct this machine's certificates, or its proxy.`,
    );
  return { kind: 'ambiguous' };
}
