import { type ApiKeyDocument } from '../../store/mongodb/documents';
import { hashSecret } from '../../store/organisations/organisations';

/** The key whose secret this is, or null. */
export type FindApiKey = (secret: string) => Promise<ApiKeyDocument | null>;

// How long a key that was removed may go on working in this process, and how rarely a busy client's key is read again.
const REMEMBERED_MS = 2_000;
// Keys in use within two seconds; beyond that the memory starts over, and costs a read each.
const KEYS_KEPT = 1_000;

/** Spares a busy client one database read per request. Unknown secrets are not remembered: they could fill the memory. */
export function createApiKeyMemory(find: FindApiKey): FindApiKey {
  const known = new Map<string, { key: ApiKeyDocument; untilMs: number }>();

  return async (secret) => {
    const hash = hashSecret(secret);
    const remembered = known.get(hash);
    if (remembered && remembered.untilMs > Date.now()) return remembered.key;
    const key = await find(secret);
    if (!key) {
      known.delete(hash);
      return null;
    }
    if (known.size >= KEYS_KEPT) known.clear();
    known.set(hash, { key, untilMs: Date.now() + REMEMBERED_MS });
    return key;
  };
}
