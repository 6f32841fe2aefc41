/** A placement in our HTTP protocol, and what we conclude from its answer (docs/provider-protocol.md). */
import { type Placement, type PlacementAnswer, ProviderMisconfigured } from '../../ports/voice-provider';
import { acceptedFrom, reasonIn } from './messages';

/** There was no connection, so the request cannot have left. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** OpenSSL's names for a certificate that we do not trust. */
const untrusted = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/;

/** @param notAfterMs by the provider's clock */
export const placementBody = (placement: Placement, notAfterMs: number, eventsUrl: string): string =>
  JSON.stringify({
    CallID: placement.callId,
    CampaignID: placement.campaignId,
    To: placement.to,
    From: placement.from,
    MaxRingSeconds: placement.maxRingSeconds,
    MaxCallSeconds: placement.maxCallSeconds,
    Record: placement.record,
    BotName: placement.botName,
    EventsURL: eventsUrl,
    NotAfter: new Date(notAfterMs).toISOString(),
  });

export function placementAnswer(status: number, json: unknown, callId: string): PlacementAnswer {
  const reason = reasonIn(json);
  // A success that does not name our call comes from a proxy in between.
  if (status >= 200 && status < 300) {
    const accepted = acceptedFrom(json, callId);
    return accepted ? { kind: 'accepted', ...accepted } : { kind: 'ambiguous' };
  }
  if (status === 422 && (reason === 'invalid_number' || reason === 'rejected'))
    return { kind: 'refused', reason };
  if (status === 422 && reason === 'caller_id')
    return { kind: 'refused_caller_id', reason: 'the provider says that it cannot be shown (422 caller_id)' };
  // 410: too late, not dialled. 429 and 503: the protocol says that the call was not placed.
  if (status === 410) return { kind: 'away', reason: 'the placement reached the provider too late (410)' };
  if (status === 429 || status === 503)
    return { kind: 'away', reason: `the provider takes no calls now (${status})` };
  // The request broke off, or a gateway lost the answer: the call may ring.
  if (status >= 500 || status === 408) return { kind: 'ambiguous' };
  // With the protocol's Reason it is about this one call, and a retry would get the same answer. Without, a proxy in
  // between answered and did not pass the request on: the job is not to blame.
  if (status >= 400 && ![401, 403, 404, 405].includes(status))
    return reason
      ? { kind: 'refused', reason: 'failed' }
      : { kind: 'away', reason: `something answered ${status} without a Reason: a proxy, perhaps` };
  throw new ProviderMisconfigured(
    `The provider answered a placement with ${status}: compare PROVIDER_URL, PROVIDER_SECRET and the clocks of both sides with docs/provider-protocol.md.`,
  );
}

/** @param code the connection's error code */
export function withoutAnswer(code: string, origin: string): PlacementAnswer {
  if (untrusted.test(code))
    throw new ProviderMisconfigured(
      `The certificate of the provider at ${origin} is not trusted (${code}): correct PROVIDER_URL or the certificate.`,
    );
  return neverLeft.has(code)
    ? { kind: 'away', reason: `no connection to the provider (${code})` }
    : { kind: 'ambiguous' };
}
