/** Which carrier takes our calls, and its settings. */
import { z } from 'zod';
import { type VoiceChoice } from '../../activities/providers/chosen-provider';

/** The variables of each carrier. `httpUrl` and `secret` are checked as everywhere. */
export const voiceVariables = <Url extends z.ZodType<string>, Secret extends z.ZodType<string>>(
  httpUrl: Url,
  secret: Secret,
) => ({
  http: {
    VOICE_PROVIDER: z
      .literal('http', {
        error: ({ input }) => `it is "${String(input)}"; allowed: http (also when it is not set) or twilio`,
      })
      .default('http'),
    PROVIDER_URL: httpUrl,
  },
  twilio: {
    VOICE_PROVIDER: z.literal('twilio'),
    TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-fA-F]{32}$/, {
      error: ({ input }) =>
        `it is "${String(input)}"; allowed: AC and 32 hex digits, as Twilio's console shows it (SK… is an API key)`,
    }),
    TWILIO_AUTH_TOKEN: secret,
    TWILIO_STREAM_URL: z.string().regex(/^wss:\/\/[^/?#]+[^?#]*$/, {
      error: ({ input }) =>
        `it is "${String(input)}"; allowed: the wss:// address of the voice agent, without a query (Twilio allows none)`,
    }),
    // For tests, and for a proxy in between.
    TWILIO_API_BASE: httpUrl.optional(),
  },
});

type Variables = ReturnType<typeof voiceVariables>;
type Checked<Name extends keyof Variables> = z.output<z.ZodObject<Variables[Name]>>;

export const isTwilio = (env: Record<string, string | undefined>): boolean =>
  env['VOICE_PROVIDER'] === 'twilio';

export function voiceConfig(env: Checked<'http'> | Checked<'twilio'>): VoiceChoice {
  if (env.VOICE_PROVIDER === 'http') return { provider: 'http', url: env.PROVIDER_URL };
  return {
    provider: 'twilio',
    accountSid: env.TWILIO_ACCOUNT_SID,
    authToken: env.TWILIO_AUTH_TOKEN,
    streamUrl: env.TWILIO_STREAM_URL,
    ...(env.TWILIO_API_BASE === undefined ? {} : { apiBase: env.TWILIO_API_BASE }),
  };
}
