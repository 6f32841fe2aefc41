/** What all requests from providers have in common: the provider, and a signature instead of a key. */
import { type Request } from 'express';
import { z } from 'zod';
import { type ProviderRequest, type VoiceProvider } from '../../activities/ports/voice-provider';
import { type PathParameter, type StreamedBody } from '../endpoints/endpoint';
import { ByteBudget } from '../http/byte-budget';
import { absent, Problem } from '../http/problems';
import { type BodyBounds, readBody } from '../http/request-body';
import { sourceOf } from '../http/source-address';

/** Any text: what is not in use is told by its handler. */
export const provider: PathParameter<string> = {
  schema: z.string().describe('The name of a provider that is in use here, such as `http` or `twilio`.'),
  refused: absent,
};
export const callID: PathParameter<string> = {
  schema: z.string().describe('The id of the call, percent-encoded: `call:…:1` travels as `call%3A…%3A1`.'),
  refused: absent,
};

/** A body in the form of its provider, which its signature covers. */
export const signedBody = (description: string): StreamedBody => ({
  kind: 'stream',
  mediaTypes: {
    'application/json': { description },
    'application/x-www-form-urlencoded': { description: 'In the form of the carrier.' },
  },
});

/** The provider that a path names. */
export function findProvider(providers: Record<string, VoiceProvider>, name: unknown): VoiceProvider {
  const provider = typeof name === 'string' && Object.hasOwn(providers, name) ? providers[name] : undefined;
  if (!provider)
    throw absent('No provider of this name is in use here; check the address that the provider was given');
  return provider;
}

export const unsigned = (reason: string): Problem =>
  new Problem('unsigned', reason, { headers: { 'WWW-Authenticate': 'Signature' } });

const KiB = 1024;
/**
 * A request can be verified only when all of it has arrived. The bound allows four of the largest events at once, or a
 * hundred transcripts of a few minutes, each for as long as it takes to arrive; a sender that is refused retries later.
 * Events without a transcript and announcements fit into the free bytes.
 */
const strangers = new ByteBudget({
  freeBytes: 8 * KiB,
  mostBytes: 8 * 1024 * KiB,
  // One address alone cannot keep the provider's transcripts out.
  mostPerAddress: 4 * 1024 * KiB,
});

/** The whole request, for the provider to verify. One that cannot be signed is refused before its body is read. */
export async function readRequest(
  provider: VoiceProvider,
  req: Request,
  bounds: Pick<BodyBounds, 'maxBytes' | 'instead'>,
): Promise<ProviderRequest> {
  const problem = provider.headersProblem?.(req.headers);
  if (problem !== undefined) throw unsigned(problem);
  const rawBody = await readBody(req, { ...bounds, holding: strangers.open(sourceOf(req.socket)) });
  return { headers: req.headers, path: req.originalUrl, rawBody };
}
