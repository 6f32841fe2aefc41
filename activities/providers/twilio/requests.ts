/** Requests from Twilio: checks that they are Twilio's, and reads their fields. */
import { parse } from 'node:querystring';
import { validateRequest } from 'twilio';
import { type ProviderRequest } from '../../ports/voice-provider';

export type TwilioRequest =
  | { kind: 'signed'; query: URLSearchParams; form: Map<string, string> }
  | { kind: 'unsigned'; reason: string };

const signatureIn = (headers: ProviderRequest['headers']): string | undefined => {
  const signature = headers['x-twilio-signature'];
  return typeof signature === 'string' ? signature : undefined;
};

/** A SHA-1 in base64. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;

/** Why a request cannot be Twilio's, whatever its form says. */
export function headersProblem(headers: ProviderRequest['headers']): string | undefined {
  const signature = signatureIn(headers);
  if (signature === undefined) return 'the X-Twilio-Signature header is missing, or there are several';
  return SIGNATURE.test(signature) ? undefined : 'X-Twilio-Signature is not 20 bytes in base64';
}

/**
 * Twilio signs the address it was given and every field of the form. `address` is that address without its query, from
 * our configuration: a proxy in between may rewrite what we see.
 */
export function readTwilioRequest(
  { headers, path, rawBody }: ProviderRequest,
  address: string,
  authToken: string,
): TwilioRequest {
  const reason = headersProblem(headers);
  if (reason !== undefined) return { kind: 'unsigned', reason };
  const start = path.indexOf('?');
  const search = start === -1 ? '' : path.slice(start);
  const fields = parse(rawBody.toString('utf8'));
  if (!validateRequest(authToken, signatureIn(headers) ?? '', address + search, fields))
    return {
      kind: 'unsigned',
      reason: 'the signature does not match: compare TWILIO_AUTH_TOKEN and PUBLIC_URL with what Twilio has',
    };
  // Twilio sends no field twice; if one comes twice, the first counts.
  const form = Object.entries(fields).map(
    ([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : (value ?? '')] as const,
  );
  return { kind: 'signed', query: new URLSearchParams(search), form: new Map(form) };
}

/** E.164 as Twilio writes every number: a plus, at most 15 digits. */
export const isE164 = (text: string): boolean => /^\+[1-9]\d{1,14}$/.test(text);
/** https://www.twilio.com/docs/glossary/what-is-a-sid */
export const isCallSid = (text: string): boolean => /^CA[0-9a-fA-F]{32}$/.test(text);
