/** The official SDK with our deadline, and with another address in tests. */
import { RequestClient, Twilio } from 'twilio';
import { type ProviderClock } from '../provider-clock';

export interface TwilioClientOptions {
  accountSid: string;
  authToken: string;
  requestTimeoutMs: number;
  /** Stands in for https://api.twilio.com. */
  apiBase?: string | undefined;
  clock: ProviderClock;
  now: () => number;
}

/**
 * Requests that may be under way at once. With the SDK's own 20, a placement could wait for a socket until its
 * deadline, and nothing would tell whether it had left.
 */
const MAX_SOCKETS = 100;

export function createTwilioClient(options: TwilioClientOptions): Twilio {
  const { accountSid, authToken, requestTimeoutMs, apiBase, clock, now } = options;
  // The SDK must not retry by itself: a repeated placement is a second call.
  const httpClient = new RequestClient({
    timeout: requestTimeoutMs,
    maxSockets: MAX_SOCKETS,
    autoRetry: false,
  });
  const sentAtMs = new WeakMap<object, number>();
  httpClient.axios.interceptors.request.use((config) => {
    sentAtMs.set(config, now());
    // The SDK's timeout restarts with every byte; this one ends the request whatever happens.
    config.signal = AbortSignal.timeout(requestTimeoutMs);
    if (apiBase !== undefined && config.url !== undefined) {
      const { pathname, search } = new URL(config.url);
      config.url = apiBase + pathname + search;
    }
    return config;
  });
  httpClient.axios.interceptors.response.use((response) => {
    const sentAt = sentAtMs.get(response.config);
    const date: unknown = response.headers['date'];
    if (sentAt !== undefined && typeof date === 'string') clock.heard(date, sentAt);
    return response;
  });
  return new Twilio(accountSid, authToken, { httpClient });
}
