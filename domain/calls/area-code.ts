/**
 * How near two phone numbers are to a person who sees one of them ring: the same area code, else the same country.
 * The areas of a number are keys; two numbers share an area when they share its key.
 */
import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** North America has one plan of 3-digit area codes. Neighbours in it (212 New York, 213 Los Angeles) are not near. */
const NANP = '1';
const NANP_LENGTHS = [3];
/**
 * Elsewhere area codes have no common length, and a shorter common prefix is a wider region. The codes of the cities,
 * where bought numbers are, have one to three digits nearly everywhere (20 London, 30 Berlin, 161 Manchester); a fourth
 * would tell exchanges of one city apart and lay all its calls on one number.
 */
const OTHER_LENGTHS = [3, 2, 1];

/** The areas that a number lies in, the narrowest first; the last one is its country. */
export function areasOf(e164: string): string[] {
  // The shape is known to be bare digits: there is nothing to extract.
  const parsed = parsePhoneNumberFromString(e164, { extract: false });
  return parsed ? keysOf(parsed) : [];
}

function keysOf({ country, countryCallingCode, nationalNumber }: PhoneNumber): string[] {
  // Numbers of no country, such as +800, are near to their like. Countries that share a code (US and CA) stay apart.
  const land = country ?? `+${countryCallingCode}`;
  const lengths = countryCallingCode === NANP ? NANP_LENGTHS : OTHER_LENGTHS;
  return [...lengths.map((length) => `${land} ${nationalNumber.slice(0, length)}`), land];
}
