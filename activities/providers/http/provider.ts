/**
 * The adapter for any provider that speaks our small HTTP protocol (docs/provider-protocol.md), such as the simulator.
 */
import {
  type LookUpAnswer,
  ProviderMisconfigured,
  type ProviderRequest,
  type VoiceProvider,
} from '../../ports/voice-provider';
import { inboundReply, parseInboundMessage } from './inbound';
import { lookUpFrom, parseEventMessage, reasonIn, type Reading } from './messages';
import { placementAnswer, placementBody, withoutAnswer } from './placement';
import { type ClockLogger, createProviderClock } from '../provider-clock';
import { headerProblem, oursBySignature, sign, signatureHeader, signatureProblem } from './signature';
import { logUnlisted } from '../unlisted';

export interface HttpProviderOptions {
  /** The provider's address; may have a path. */
  url: string;
  /** Shared with the provider; signs messages both ways. */
  secret: string;
  /** Where the provider sends its events: our address seen from outside. */
  eventsUrl: string;
  requestTimeoutMs?: number;
  now?: () => number;
  /** Logs when the clocks of the two sides drift apart, and unknown words. */
  logger?: ClockLogger;
}

/** Under the 5 s within which a pause must be acknowledged: a placement in flight never makes it wait longer. */
const defaultTimeoutMs = 4_000;

/**
 * An event is a few hundred bytes plus its transcript: four hours of talk are about 250 KB of text, a few times that
 * when every character is escaped. To verify and parse that much takes 5 to 15 ms.
 */
const MOST_EVENT_BYTES = 2 * 1024 * 1024;

type Reply = { kind: 'answered'; status: number; json: unknown } | { kind: 'failed'; code: string };

export function createHttpProvider(options: HttpProviderOptions): VoiceProvider {
  const { secret, requestTimeoutMs = defaultTimeoutMs, now = Date.now } = options;
  const base = httpUrl('PROVIDER_URL', options.url);
  const eventsUrl = httpUrl('the address for events (PUBLIC_URL)', options.eventsUrl);
  if (!secret)
    throw new ProviderMisconfigured('PROVIDER_SECRET is empty: set the secret shared with the provider.');
  const clock = createProviderClock({ now, logger: options.logger });
  const prefix = base.pathname.replace(/\/+$/, '');
  // The path as the provider sees it, from our configuration: a proxy in between may rewrite what we see.
  const eventsPath = eventsUrl.pathname + eventsUrl.search;
  // Beside the events: `…/inbound` for `…/events`.
  const inboundPath = new URL('inbound', eventsUrl).pathname;

  const readingBy = (ours: Reading['ours']): Reading => ({
    now,
    ours,
    noteOf: (callId) => logUnlisted(options.logger, callId),
  });

  // Node's global fetch keeps connections alive and opens one per request in flight; the worker's activity slots bound
  // those.
  async function ask(method: 'GET' | 'POST', route: string, body = ''): Promise<Reply> {
    const path = prefix + route;
    const sentAtMs = now();
    try {
      const response = await fetch(base.origin + path, {
        method,
        headers: {
          'content-type': 'application/json',
          [signatureHeader]: sign(secret, sentAtMs, method, path, body),
        },
        ...(method === 'POST' && { body }),
        // A redirected placement could be repeated elsewhere, and its signature names another path.
        redirect: 'manual',
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      clock.heard(response.headers.get('date'), sentAtMs);
      // Read to the end even if the text is not used, or the connection cannot be reused.
      const text = await response.text();
      return { kind: 'answered', status: response.status, json: parseJson(text) };
    } catch (error) {
      return { kind: 'failed', code: codeOf(error) };
    }
  }

  /** @returns why there was no answer. */
  async function askAnything(): Promise<string | undefined> {
    const reply = await ask('GET', '/health');
    if (reply.kind === 'answered') return undefined;
    const answer = withoutAnswer(reply.code, base.origin);
    return answer.kind === 'away' ? answer.reason : 'no answer from the provider';
  }

  const routeOf = (callId: string) => `/calls/${encodeURIComponent(callId)}`;

  return {
    name: 'http',

    async place(placement) {
      const refused = await clock.refusal(askAnything);
      if (refused) return refused;
      const notAfterMs = clock.theirsAtLeast(placement.notAfterMs);
      const reply = await ask('POST', '/calls', placementBody(placement, notAfterMs, eventsUrl.href));
      if (reply.kind === 'answered') return placementAnswer(reply.status, reply.json, placement.callId);
      return withoutAnswer(reply.code, base.origin);
    },

    /** A call that the provider does not know is `false` too: its placement may still be in flight. */
    async hangUp({ callId }) {
      const reply = await ask('POST', `${routeOf(callId)}/hang-up`);
      return reply.kind === 'answered' && reply.status >= 200 && reply.status < 300;
    },

    async lookUp({ callId }): Promise<LookUpAnswer> {
      const reply = await ask('GET', routeOf(callId));
      if (reply.kind === 'failed') return { kind: 'unavailable' };
      if (reply.status === 200)
        return lookUpFrom(reply.json, callId, readingBy(clock.ours)) ?? { kind: 'unavailable' };
      // Only the provider's own 404 means that there is no such call; a proxy's means nothing.
      if (reply.status === 404 && reasonIn(reply.json) === 'unknown_call') return { kind: 'not_found' };
      return { kind: 'unavailable' };
    },

    async probe() {
      const reply = await ask('GET', '/health');
      return reply.kind === 'answered' && reply.status === 200 && clock.isWithinBound();
    },

    headersProblem: (headers) => headerProblem(now(), headers[signatureHeader]),

    mostEventBytes: MOST_EVENT_BYTES,

    parseEvent({ headers, rawBody }) {
      const unsigned = problemOf(headers, eventsPath, rawBody);
      return (
        unsigned ?? parseEventMessage(rawBody, readingBy(oursBySignature(headers[signatureHeader], now())))
      );
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

/** Node puts a connection's error code in the cause of fetch's TypeError. */
function codeOf(error: unknown): string {
  // By shape: what the platform throws may be no instance of this context's Error.
  const { cause } = Object(error) as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : '';
}
