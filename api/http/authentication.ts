import { type Request, type RequestHandler, type Response } from 'express';
import { LRUCache } from 'lru-cache';
import { type ApiKeyDocument, type Role, roles } from '../../store/mongodb/documents';
import { Problem } from './problems';
import { rememberApiKey } from './request-context';
import { hashSecret } from '../../store/organisations/organisations';

/** Roles are in order of power: each may do what the ones before it may. */
const mayActAs = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

/** Lets a request pass if its key has at least this role. */
export const requireRole =
  (findKey: FindApiKey, needed: Role): RequestHandler =>
  async (req: Request, res: Response, next): Promise<void> => {
    const secret = secretOf(req);
    if (secret === undefined) {
      throw unauthorized('Send the API key as "Authorization: Bearer <secret>" or "auth: <secret>"');
    }
    const apiKey = await findKey(secret);
    if (!apiKey)
      throw unauthorized('This API key is not known; check the secret, or ask an admin for a new key');
    if (!mayActAs(apiKey.Role, needed)) {
      throw new Problem(
        'forbidden',
        `This needs a key with the role ${needed}; the key that was sent has the role ${apiKey.Role}`,
      );
    }
    rememberApiKey(res, apiKey);
    next();
  };

/** `Authorization` wins over `auth`, so that a stray second header never makes up for a wrong bearer token. */
function secretOf(req: Request): string | undefined {
  const authorization = req.get('Authorization');
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  return req.get('auth')?.trim() || undefined;
}

const unauthorized = (detail: string): Problem =>
  new Problem('unauthorized', detail, { headers: { 'WWW-Authenticate': 'Bearer realm="ringmaster"' } });

/** The key whose secret this is, or null. */
export type FindApiKey = (secret: string) => Promise<ApiKeyDocument | null>;

// How long a removed key may still work in this process, and how often a busy client's key is read again.
const REMEMBERED_MS = 2_000;
// Keys in use within two seconds; one beyond them costs a read.
const KEYS_KEPT = 1_000;

/**
 * Saves one database read per request of a busy client. Unknown secrets are not remembered: they could fill the memory.
 */
export function createApiKeyMemory(find: FindApiKey): FindApiKey {
  const known = new LRUCache<string, ApiKeyDocument>({ max: KEYS_KEPT, ttl: REMEMBERED_MS });

  return async (secret) => {
    const hash = hashSecret(secret);
    const remembered = known.get(hash);
    if (remembered) return remembered;
    const key = await find(secret);
    if (key) known.set(hash, key);
    return key;
  };
}
