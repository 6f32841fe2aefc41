/** The carrier that the configuration names. */
import { type VoiceProvider } from '../ports/voice-provider';
import { createHttpProvider } from './http/provider';
import { createTwilioProvider, type TwilioProviderOptions } from './twilio/provider';

export type VoiceChoice =
  /** Any that speaks our own protocol. */
  | { provider: 'http'; url: string }
  | ({ provider: 'twilio' } & Pick<
      TwilioProviderOptions,
      'accountSid' | 'authToken' | 'streamUrl' | 'apiBase'
    >);

export interface ChosenProviderOptions {
  voice: VoiceChoice;
  /** Signs the messages between an HTTP provider and us. */
  providerSecret: string;
  /** Our API as seen from outside. */
  publicUrl: string;
  logger: TwilioProviderOptions['logger'];
  /** Our time, Unix ms, which a provider's clock is compared with. */
  now: () => number;
}

/** The provider that places our calls. */
export function createChosenProvider(options: ChosenProviderOptions): VoiceProvider {
  const { voice, providerSecret: secret, publicUrl, logger, now } = options;
  if (voice.provider === 'twilio') return createTwilioProvider({ ...voice, publicUrl, logger, now });
  return createHttpProvider({ url: voice.url, secret, eventsUrl: eventsUrl(publicUrl), logger, now });
}

/** The providers that may send us events, by the name in `/providers/:provider`. */
export function createListeningProviders(options: ChosenProviderOptions): Record<string, VoiceProvider> {
  const { voice, providerSecret: secret, publicUrl, logger, now } = options;
  const chosen = createChosenProvider(options);
  if (voice.provider === 'http') return { http: chosen };
  // The voice agent beside Twilio reports conversations as an HTTP provider does. We send it no requests, so its
  // address does not matter.
  return {
    twilio: chosen,
    http: createHttpProvider({ url: publicUrl, secret, eventsUrl: eventsUrl(publicUrl), logger, now }),
  };
}

const eventsUrl = (publicUrl: string): string => `${publicUrl}/providers/http/events`;
