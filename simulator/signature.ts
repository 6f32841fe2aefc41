/** The protocol's signature, both ways (docs/provider-protocol.md). */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeader = 'ringmaster-signature';

/** Room for clocks that differ and for slow networks; a captured request is worthless soon after. */
const toleranceSeconds = 300;

const digest = (secret: string, t: string, method: string, path: string, body: string | Buffer): Buffer =>
  createHmac('sha256', secret).update(`${t}.${method} ${path}.`).update(body).digest();

export function sign(secret: string, nowMs: number, method: string, path: string, body: string): string {
  const t = String(Math.floor(nowMs / 1000));
  return `t=${t},v1=${digest(secret, t, method, path, body).toString('hex')}`;
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
  if (header === undefined) return 'the Ringmaster-Signature header is missing';
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(String(header));
  if (!match?.[1] || !match[2]) return 'Ringmaster-Signature is not "t=<unix seconds>,v1=<64 hex digits>"';
  if (!timingSafeEqual(Buffer.from(match[2], 'hex'), digest(secret, match[1], method, path, body)))
    return 'the signature does not match: compare the secret, the method, the path and the body of both sides';
  if (Math.abs(nowMs / 1000 - Number(match[1])) > toleranceSeconds)
    return `the signature is more than ${toleranceSeconds} seconds away from this clock: is it a replay, or is a clock wrong?`;
  return undefined;
}
