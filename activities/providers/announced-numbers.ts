/** The two numbers of an inbound call, in their canonical forms, however the carrier writes them. */
import { canonicalOrSame, parsePhoneNumber } from '../../domain/numbers/phone-number';
import { type InboundCall } from '../ports/voice-provider';

/**
 * ANONYMOUS, UNAVAILABLE, UNKNOWN, BLOCKED and RESTRICTED typed on a phone's keys: they stand for a withheld number
 * (Twilio's help, "Why am I getting calls from these strange numbers?"). Since 2022 the words themselves are sent too.
 * Other carriers pass them on as received.
 */
const withheld = new Set([
  ...['', '+266696687', '+86282452253', '+8656696', '+2562533', '+7378742833'],
  ...['anonymous', 'unavailable', 'unknown', 'blocked', 'restricted'],
]);

/**
 * @param from what the carrier shows of the caller; undefined when it shows nothing. It may be anything (a short code,
 * an address, a number of no plan): the call is still taken, as one from a withheld number.
 */
export function announcedNumbers(from: unknown, to: string): Pick<InboundCall, 'from' | 'fromFault' | 'to'> {
  const called = { to: canonicalOrSame(to) };
  if (from === undefined || from === null) return called;
  if (typeof from !== 'string') return { ...called, fromFault: 'it is no text, as a number is' };
  if (withheld.has(from.trim().toLowerCase())) return called;
  const parsed = parsePhoneNumber(from);
  return parsed.kind === 'valid' ? { ...called, from: parsed.e164 } : { ...called, fromFault: parsed.reason };
}
