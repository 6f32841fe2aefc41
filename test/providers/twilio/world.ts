/** The adapter against the local Twilio. */
import {
  createTwilioProvider,
  type TwilioProviderOptions,
} from '../../../activities/providers/twilio/provider';
import { type Placement, type VoiceProvider } from '../../../activities/ports/voice-provider';
import { accountSid, authToken, signatureOf, TwilioServer } from './server';

export const publicUrl = 'https://ringmaster.example/voice';
export const streamUrl = 'wss://agent.example/twilio';
export const eventsPath = '/providers/twilio/events';

export interface TwilioWorld {
  twilio: TwilioServer;
  provider: VoiceProvider;
  /** What the adapter logged. */
  warnings: { details: object; message: string }[];
  stop(): Promise<void>;
}

export async function twilioWorld(options: Partial<TwilioProviderOptions> = {}): Promise<TwilioWorld> {
  const twilio = new TwilioServer();
  const apiBase = await twilio.start();
  const warnings: TwilioWorld['warnings'] = [];
  const provider = createTwilioProvider({
    accountSid,
    authToken,
    streamUrl,
    publicUrl,
    apiBase,
    logger: { warn: (details, message) => warnings.push({ details, message }) },
    // Short: the tests wait for it. Long enough for a busy machine to answer in.
    requestTimeoutMs: 1_000,
    retryPauseMs: 1,
    ...options,
  });
  if (options.now) twilio.now = options.now;
  // As of a process that has placed calls before: how far Twilio's clock is from ours is known. No connection is left.
  twilio.isClosing = true;
  await provider.probe();
  twilio.isClosing = false;
  twilio.requests.length = 0;
  return { twilio, provider, warnings, stop: async () => twilio.stop() };
}

export const aPlacement = (fields: Partial<Placement> = {}): Placement => ({
  callId: 'call:job-1:1',
  campaignId: 'campaign-1',
  to: '+12025550123',
  from: '+12025550100',
  maxRingSeconds: 30,
  maxCallSeconds: 600,
  record: true,
  botName: 'Ada & Co',
  notAfterMs: Date.now() + 60_000,
  ...fields,
});

/** A request from Twilio to one of our addresses, signed as Twilio signs. */
export function fromTwilio(path: string, form: Record<string, string>, url = publicUrl + path) {
  return {
    headers: { 'x-twilio-signature': signatureOf(url, form) },
    path,
    rawBody: Buffer.from(new URLSearchParams(form).toString()),
  };
}
