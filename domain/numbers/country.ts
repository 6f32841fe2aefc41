/** The country of a number, for people to read: the rules themselves go by zones and territories. */
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { underParent } from './overlays';

export interface Country {
  callingCode: string;
  /** ISO 3166-1, two letters. Absent where a calling code is no country's, or the number does not show which. */
  country?: CountryCode;
}

const countriesOf = new Map<string, CountryCode[]>();
for (const country of getCountries()) {
  const callingCode = getCountryCallingCode(country);
  countriesOf.set(callingCode, [...(countriesOf.get(callingCode) ?? []), country]);
}
const LONGEST_CALLING_CODE = 3;

/** @param e164 a number that exists */
export function countryOfNumber(e164: string): Country {
  // No calling code is a prefix of another; those of no country, such as +800, have three digits.
  const callingCode =
    [1, 2].map((length) => e164.slice(1, 1 + length)).find((digits) => countriesOf.has(digits)) ??
    e164.slice(1, 1 + LONGEST_CALLING_CODE);
  const [only, ...others] = countriesOf.get(callingCode) ?? [];
  // The library reads a whole number slowly, so it is asked only where several countries share the code.
  const country =
    others.length === 0
      ? only
      : parsePhoneNumberFromString(underParent(e164) ?? e164, { extract: false })?.country;
  return { callingCode, ...(country === undefined ? {} : { country }) };
}
