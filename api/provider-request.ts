/** What every request from a provider has in common: who sends it, and that it is signed instead of carrying a key. */
import { type Request } from 'express';
import { type ProviderRequest, type VoiceProvider } from '../activities/voice-provider';
import { absent, Problem } from './problems';
import { readBody } from './request-body';

/** The provider that a path names. */
export function findProvider(providers: Record<string, VoiceProvider>, name: unknown): VoiceProvider {
  const provider = typeof name === 'string' && Object.hasOwn(providers, name) ? providers[name] : undefined;
  if (!provider)
    throw absent('No provider of this name is in use here; check the address that the provider was given');
  return provider;
}

export const unsigned = (reason: string): Problem =>
  new Problem('unsigned', reason, { headers: { 'WWW-Authenticate': 'Signature' } });

/** The whole request, for the provider to verify. One that cannot be signed is refused before its body is taken in. */
export async function readRequest(
  provider: VoiceProvider,
  req: Request,
  { maxBytes, instead }: { maxBytes: number; instead: string },
): Promise<ProviderRequest> {
  const problem = provider.headersProblem?.(req.headers);
  if (problem !== undefined) throw unsigned(problem);
  return { headers: req.headers, path: req.originalUrl, rawBody: await readBody(req, maxBytes, instead) };
}
