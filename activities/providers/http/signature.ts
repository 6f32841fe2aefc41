/** Signs our requests to a provider and checks its messages: one construction both ways (docs/provider-protocol.md). */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeader = 'ringmaster-signature';

/**
 * How far the signed time may be from our clock. Five minutes: machines with neglected clocks stay within it, every try
 * is signed again, and a captured request is soon worthless. Within it, a replay changes nothing: placements are
 * idempotent and events fold.
 */
const toleranceSeconds = 300;

const digest = (secret: string, t: string, method: string, path: string, body: string | Buffer): Buffer =>
  createHmac('sha256', secret).update(`${t}.${method} ${path}.`).update(body).digest();

/** `path` is what the request line carries: percent-encoded, with the query. */
export function sign(secret: string, nowMs: number, method: string, path: string, body: string): string {
  const t = String(Math.floor(nowMs / 1000));
  return `t=${t},v1=${digest(secret, t, method, path, body).toString('hex')}`;
}

/**
 * Says why a signature cannot be valid, whatever was signed: known before a body is read. `undefined` when it may be.
 */
export function headerProblem(nowMs: number, header: string | string[] | undefined): string | undefined {
  const read = readHeader(nowMs, header);
  return typeof read === 'string' ? read : undefined;
}

/** Says why a signature is not valid; `undefined` when it is. */
export function signatureProblem(
  secret: string,
  nowMs: number,
  header: string | string[] | undefined,
  method: string,
  path: string,
  body: Buffer,
): string | undefined {
  const read = readHeader(nowMs, header);
  if (typeof read === 'string') return read;
  return timingSafeEqual(read.v1, digest(secret, read.t, method, path, body))
    ? undefined
    : 'the signature does not match: compare the secret, and the path of EventsURL, on both sides';
}

/** A message waits at most 5 s to be taken, and its time is in whole seconds: within the sum, the clocks may agree. */
const sameClockMs = 6_000;

/**
 * Converts a signed message's times to our clock. The sender takes the signature's time and the other times from one
 * clock, so how long ago something happened is known even if that clock is wrong. Expects a valid header.
 */
export function oursBySignature(
  header: string | string[] | undefined,
  nowMs: number,
): (theirsMs: number) => number {
  const read = readHeader(nowMs, header);
  // Counts from the middle of the second in which it was signed.
  const aheadMs = typeof read === 'string' ? 0 : Number(read.t) * 1000 + 500 - nowMs;
  return (theirsMs) => (Math.abs(aheadMs) <= sameClockMs ? theirsMs : theirsMs - aheadMs);
}

/** The parts of a header whose time is near ours, or why it is not valid. */
function readHeader(
  nowMs: number,
  header: string | string[] | undefined,
): { t: string; v1: Buffer } | string {
  if (header === undefined) return 'the Ringmaster-Signature header is missing';
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(String(header));
  if (!match?.[1] || !match[2]) return 'Ringmaster-Signature is not "t=<unix seconds>,v1=<64 hex digits>"';
  if (Math.abs(nowMs / 1000 - Number(match[1])) > toleranceSeconds)
    return `the signature is more than ${toleranceSeconds} seconds away from our clock: a replay, or a clock is wrong`;
  return { t: match[1], v1: Buffer.from(match[2], 'hex') };
}
