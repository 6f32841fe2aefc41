/** Any provider that speaks our small HTTP protocol (docs/provider-protocol.md); the simulator is one. */
import {
  type LookUpAnswer,
  type Placement,
  type PlacementAnswer,
  ProviderMisconfigured,
  type ProviderRequest,
  type VoiceProvider,
} from '../voice-provider';
import { inboundReply, parseInboundMessage } from './http-inbound';
import { acceptedFrom, lookUpFrom, parseEventMessage, reasonIn } from './http-messages';
import { headerProblem, sign, signatureHeader, signatureProblem } from './signature';

export interface HttpProviderOptions {
  /** Where the provider answers; may carry a path. */
  url: string;
  /** Shared with the provider; signs both ways. */
  secret: string;
  /** Where the provider sends its events: our address as seen from outside. */
  eventsUrl: string;
  requestTimeoutMs?: number;
  now?: () => number;
}

/** Under the 5 s within which a pause must be acknowledged: a placement in flight never makes it wait longer. */
const defaultTimeoutMs = 4_000;

/** The connection never stood, so the request cannot have left. */
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

type Reply = { kind: 'answered'; status: number; json: unknown } | { kind: 'failed'; code: string };

export function createHttpProvider(options: HttpProviderOptions): VoiceProvider {
  const { secret, requestTimeoutMs = defaultTimeoutMs, now = Date.now } = options;
  const base = httpUrl('PROVIDER_URL', options.url);
  const eventsUrl = httpUrl('the address for events (PUBLIC_URL)', options.eventsUrl);
  if (!secret)
    throw new ProviderMisconfigured('PROVIDER_SECRET is empty: set the secret shared with the provider.');
  const prefix = base.pathname.replace(/\/+$/, '');
  // The outside path, known from our own configuration: a proxy in between may rewrite what we see.
  const eventsPath = eventsUrl.pathname + eventsUrl.search;
  // Beside the events: `…/inbound` for `…/events`.
  const inboundPath = new URL('inbound', eventsUrl).pathname;

  // Node's global fetch keeps connections alive and opens one per request in flight; the worker's slots bound those.
  async function ask(method: 'GET' | 'POST', route: string, body = ''): Promise<Reply> {
    const path = prefix + route;
    try {
      const response = await fetch(base.origin + path, {
        method,
        headers: {
          'content-type': 'application/json',
          [signatureHeader]: sign(secret, now(), method, path, body),
        },
        ...(method === 'POST' && { body }),
        // A redirected placement could be repeated elsewhere, and its signature names another path.
        redirect: 'manual',
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      // Read to the end also when nobody looks at it, or the connection cannot be used again.
      const text = await response.text();
      return { kind: 'answered', status: response.status, json: parseJson(text) };
    } catch (error) {
      return { kind: 'failed', code: codeOf(error) };
    }
  }

  const routeOf = (callId: string) => `/calls/${encodeURIComponent(callId)}`;

  return {
    name: 'http',

    async place(placement) {
      const reply = await ask('POST', '/calls', placementBody(placement, eventsUrl.href));
      if (reply.kind === 'answered') return placementAnswer(reply.status, reply.json, placement.callId);
      if (untrusted.test(reply.code))
        throw new ProviderMisconfigured(
          `The certificate of the provider at ${base.origin} is not trusted (${reply.code}): correct PROVIDER_URL or the certificate.`,
        );
      return neverLeft.has(reply.code)
        ? { kind: 'away', reason: `no connection to the provider (${reply.code})` }
        : { kind: 'ambiguous' };
    },

    /** A call that the provider does not know is `false` too: its placement may still be on the way. */
    async hangUp({ callId }) {
      const reply = await ask('POST', `${routeOf(callId)}/hang-up`);
      return reply.kind === 'answered' && reply.status >= 200 && reply.status < 300;
    },

    async lookUp({ callId }): Promise<LookUpAnswer> {
      const reply = await ask('GET', routeOf(callId));
      if (reply.kind === 'failed') return { kind: 'unavailable' };
      if (reply.status === 200) return lookUpFrom(reply.json, callId) ?? { kind: 'unavailable' };
      // Only the provider's own 404 says that there is no such call; a proxy's says nothing.
      if (reply.status === 404 && reasonIn(reply.json) === 'unknown_call') return { kind: 'not_found' };
      return { kind: 'unavailable' };
    },

    async probe() {
      const reply = await ask('GET', '/health');
      return reply.kind === 'answered' && reply.status === 200;
    },

    headersProblem: (headers) => headerProblem(now(), headers[signatureHeader]),

    parseEvent({ headers, rawBody }) {
      const unsigned = problemOf(headers, eventsPath, rawBody);
      return unsigned ?? parseEventMessage(rawBody);
    },

    parseInbound({ headers, rawBody }) {
      const unsigned = problemOf(headers, inboundPath, rawBody);
      return unsigned ?? parseInboundMessage(rawBody);
    },

    contextProblem({ headers }, callId) {
      const path = new URL(`calls/${encodeURIComponent(callId)}`, eventsUrl).pathname;
      return signatureProblem(secret, now(), headers[signatureHeader], 'GET', path, Buffer.alloc(0));
    },

    answerInbound: inboundReply,
  };

  function problemOf(
    headers: ProviderRequest['headers'],
    path: string,
    rawBody: Buffer,
  ): { kind: 'unsigned'; reason: string } | undefined {
    const reason = signatureProblem(secret, now(), headers[signatureHeader], 'POST', path, rawBody);
    return reason === undefined ? undefined : { kind: 'unsigned', reason };
  }
}

const placementBody = (placement: Placement, eventsUrl: string): string =>
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
    NotAfter: new Date(placement.notAfterMs).toISOString(),
  });

function placementAnswer(status: number, json: unknown, callId: string): PlacementAnswer {
  const reason = reasonIn(json);
  // A success that does not name our call comes from something in between.
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
  // It broke in the middle, or a gateway lost the answer: it may ring.
  if (status >= 500 || status === 408) return { kind: 'ambiguous' };
  // A client error about this one call: asking again would get the same answer.
  if (status >= 400 && ![401, 403, 404, 405].includes(status)) return { kind: 'refused', reason: 'failed' };
  throw new ProviderMisconfigured(
    `The provider answered a placement with ${status}: compare PROVIDER_URL, PROVIDER_SECRET and the clocks of both sides with docs/provider-protocol.md.`,
  );
}

function httpUrl(name: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new ProviderMisconfigured(
    `${name} is "${value}": set a whole address that begins with http:// or https://.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node hides a connection's error code in the cause of fetch's TypeError. */
function codeOf(error: unknown): string {
  // By shape: what the platform throws need not be an instance of this context's Error.
  const { cause } = Object(error) as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : '';
}
