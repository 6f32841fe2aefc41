/** The two numbers of a call to us, in their canonical forms, whichever way the carrier writes them. */
import { canonicalOrSame, parsePhoneNumber } from '../../domain/phone-number';
import { type InboundCall } from '../voice-provider';

/**
 * @param from what the carrier shows of the caller; undefined when it shows nothing. It may be anything (a short code, an
 * address, a number of no plan): the call is taken all the same, as one from a withheld number.
 */
export function announcedNumbers(
  from: string | undefined,
  to: string,
): Pick<InboundCall, 'from' | 'fromFault' | 'to'> {
  const called = { to: canonicalOrSame(to) };
  if (from === undefined) return called;
  const parsed = parsePhoneNumber(from);
  return parsed.kind === 'valid' ? { ...called, from: parsed.e164 } : { ...called, fromFault: parsed.reason };
}
