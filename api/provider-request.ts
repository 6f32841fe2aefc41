/** What every request from a provider has in common: who sends it, and that it is signed instead of carrying a key. */
import { type VoiceProvider } from '../activities/voice-provider';
import { absent, Problem } from './problems';

/** The provider that a path names. */
export function findProvider(providers: Record<string, VoiceProvider>, name: unknown): VoiceProvider {
  const provider = typeof name === 'string' && Object.hasOwn(providers, name) ? providers[name] : undefined;
  if (!provider)
    throw absent('No provider of this name is in use here; check the address that the provider was given');
  return provider;
}

export const unsigned = (reason: string): Problem =>
  new Problem('unsigned', reason, { headers: { 'WWW-Authenticate': 'Signature' } });
