/** In which countries a number may be, by its digits: several countries share a calling code. */
import { numberTypes, plans } from './numbering-plans';
import { parentOf } from './overlays';

/** Any number of a country, of whatever type. */
interface CountryPattern {
  country: string;
  pattern: RegExp;
}

/** Each country that shares +1 has its own area codes, or shares them for numbers of no country, such as toll-free. */
const NORTH_AMERICA = '1';
/** Canada's short 310 numbers have fewer, and are of no area. */
const NATIONAL_DIGITS = 10;
/** A subscriber number that is valid in every area code. */
const anySubscriber = '2345678';
/** Of the area codes of +1, of which there are at most 800. */
const byAreaCode = new Map<string, readonly string[]>();

/**
 * All countries whose plan has such a number. Empty: it is in no plan that we know, so it may be in any country of its
 * calling code.
 */
export function possibleCountries(callingCode: string, national: string): readonly string[] {
  if (callingCode !== NORTH_AMERICA || national.length !== NATIONAL_DIGITS)
    return matching(callingCode, national);
  const areaCode = national.slice(0, 3);
  const known = byAreaCode.get(areaCode);
  if (known) return known;
  const found = matching(callingCode, parentOf(areaCode) + anySubscriber);
  byAreaCode.set(areaCode, found);
  return found;
}

function matching(callingCode: string, national: string): readonly string[] {
  return patternsOf(callingCode)
    .filter(({ pattern }) => pattern.test(national))
    .map(({ country }) => country);
}

/** Compiled at the first use; there are some 220 calling codes. */
const byCallingCode = new Map<string, readonly CountryPattern[]>();

function patternsOf(callingCode: string): readonly CountryPattern[] {
  const known = byCallingCode.get(callingCode);
  if (known) return known;
  const patterns = (plans.getCountryCodesForCallingCode(callingCode) ?? []).map((country) => {
    plans.selectNumberingPlan(country);
    const types = numberTypes.flatMap((name) => plans.type(name)?.pattern() ?? []);
    // Some plans are of a few numbers so far, but all with these digits are theirs.
    const leading = plans.leadingDigits();
    return { country, pattern: new RegExp(`^(?:(?:${types.join('|')})$${leading ? `|${leading}` : ''})`) };
  });
  byCallingCode.set(callingCode, patterns);
  return patterns;
}
