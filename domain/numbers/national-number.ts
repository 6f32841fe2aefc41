/**
 * Numbers as they are dialled within one country. The library reads them; a number that can be read in two ways is
 * refused, since one of the two belongs to a stranger.
 */
import { type CountryCode, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { isSurelyValid, numberTypes, plans } from './numbering-plans';
import { canonicalOrSame, type ParsedPhoneNumber, parsePhoneNumber } from './phone-number';

/**
 * Fewer digits are a short code, an emergency number or a number without its area code in nearly every country. In the
 * few with shorter numbers, all can be written with the country code.
 */
const FEWEST_DIGITS = 7;
/** Of E.164, with the country code. */
const MOST_DIGITS = 15;

/** @param digits of a number without "+", as written: with or without a prefix such as 0 or 00 */
export function parseNationalNumber(digits: string, region: CountryCode): ParsedPhoneNumber {
  if (digits.length < FEWEST_DIGITS) {
    return invalid(
      `it has ${digits.length} digits, and may be a short code; write a number of fewer than ${FEWEST_DIGITS} digits with "+" and the country code`,
    );
  }
  const rules = rulesOf(region);
  const sure = surelyMeant(digits, rules);
  return sure === undefined ? asked(digits, rules) : { kind: 'valid', e164: sure };
}

/** How numbers are dialled in a region. */
interface DiallingRules {
  region: CountryCode;
  callingCode: string;
  /** What is dialled before a number of another country. */
  international: RegExp;
  /** The same, where it is one sequence of digits that cannot be 00 and the beginning of another country's code. */
  onlyPrefix: string | undefined;
  /** What people write before a number of the same country: 0, unless the plan says something else. */
  trunk: string;
  /** What the library takes as that; it also matches short forms, and captures what they stand for. */
  national: RegExp | undefined;
  /** Numbers that exist in this region, as they follow its calling code. */
  existing: RegExp;
  /** Landline numbers, where a local one, without its area code, is as long as others are with theirs. */
  manyLengths: RegExp | undefined;
}

const NORTH_AMERICA = '1';
const NORTH_AMERICAN_NUMBER = /^1?([2-9]\d{9})$/;

/**
 * What the library would say, without its 10 to 20 µs: only where its rules leave no other reading. A test compares
 * the two for numbers of every country.
 */
function surelyMeant(digits: string, rules: DiallingRules): string | undefined {
  const { callingCode, onlyPrefix } = rules;
  if (onlyPrefix !== undefined && digits.startsWith(onlyPrefix) && !rules.existing.test(digits)) {
    const international = digits.slice(onlyPrefix.length);
    return existingOf(international);
  }
  if (callingCode === NORTH_AMERICA) {
    // No region there dials anything else before ten digits, and no area code begins with 0 or 1.
    const number = NORTH_AMERICAN_NUMBER.exec(digits)?.[1];
    return number && existingOf(NORTH_AMERICA + number);
  }
  if (digits.startsWith('00') || digits.startsWith(callingCode) || rules.international.test(digits))
    return undefined;
  const prefix = rules.national?.exec(digits);
  if (!prefix) {
    const hasOneReading = !rules.manyLengths?.test(digits) && withoutTrunk(digits, rules) === undefined;
    return hasOneReading ? existingOf(callingCode + digits) : undefined;
  }
  const isShortForm = prefix.slice(1).some((captured) => captured !== undefined);
  const number = digits.slice(prefix[0].length);
  return !isShortForm && rules.existing.test(number) ? existingOf(callingCode + number) : undefined;
}

/** In E.164, if it surely exists. Some plans have longer and shorter numbers than we take. */
const existingOf = (digits: string): string | undefined =>
  digits.length >= FEWEST_DIGITS && digits.length <= MOST_DIGITS && isSurelyValid(digits)
    ? `+${digits}`
    : undefined;

/** In Gabon and Italy numbers may begin with 0 themselves, so that there may be another one without it. */
const withoutTrunk = (digits: string, { trunk, callingCode }: DiallingRules): string | undefined =>
  digits.startsWith(trunk) ? existingOf(callingCode + digits.slice(trunk.length)) : undefined;

/** By the library, and beside it in the other ways in which such digits may be meant. */
function asked(digits: string, rules: DiallingRules): ParsedPhoneNumber {
  const { region, callingCode, international, manyLengths } = rules;
  const found = parsePhoneNumberFromString(digits, { defaultCountry: region, extract: false });
  const prefix = international.exec(digits)?.[0];
  // No country code begins with 0, so before one it is no such prefix.
  const hasPrefix = prefix !== undefined && digits[prefix.length] !== '0';
  // No national number has two prefixes; the few that begin with 00 are whole.
  const isMeant = !digits.startsWith('00') || found?.isValid();
  const meant = hasPrefix ? `+${digits.slice(prefix.length)}` : isMeant && found?.number;
  const reading = parsePhoneNumber(meant || '');
  const others = [
    // The prefix of most countries, also in lists of those that dial another one.
    ...(digits.startsWith('00') ? [`+${digits.slice(2)}`] : []),
    ...(digits.startsWith(callingCode) ? [`+${digits}`] : []),
    // In Thailand 001 800 is toll-free, and 001 also the prefix of America's 800.
    ...(hasPrefix ? [`+${callingCode}${digits}`] : []),
  ];
  const numbers = new Set(reading.kind === 'valid' ? [reading.e164] : []);
  for (const other of others) if (!numbers.has(other) && isCanonical(other)) numbers.add(other);
  // After the region's own prefix, such as 0011, the digits after 00 are another number only by chance.
  if (numbers.size === 0 && !hasPrefix && others[0] !== undefined) numbers.add(canonicalOrSame(others[0]));
  const bare = withoutTrunk(digits, rules);
  if (numbers.size > 0 && bare !== undefined) numbers.add(bare);
  const [number, second] = numbers;
  if (second !== undefined) {
    return invalid(
      `with region=${region} it can be read as two different numbers; write it with "+" and the country code`,
    );
  }
  if (number === undefined || !isCanonical(number)) {
    return invalid(
      `it is no number of ${region}; check its digits, and write numbers of other countries with "+"`,
    );
  }
  const isBare = found?.number === `+${callingCode}${digits}`;
  if (manyLengths && isBare && found.getType() === 'FIXED_LINE' && found.formatNational().startsWith('0')) {
    return invalid(
      `it does not begin with 0 as national numbers of ${region} do: its area code is not there, or a spreadsheet has removed the 0; write it with "+" and the country code`,
    );
  }
  return { kind: 'valid', e164: number };
}

const LONGEST_CALLING_CODE = 3;

/** The country whose plan the library reads all numbers of a calling code by. */
export function mainRegionOf(e164: string): { region: CountryCode; callingCode: string } | undefined {
  // No calling code is a prefix of another.
  for (let length = 1; length <= LONGEST_CALLING_CODE; length += 1) {
    const callingCode = e164.slice(1, 1 + length);
    const region = plans.getCountryCodesForCallingCode(callingCode)?.[0];
    if (region !== undefined) return { region: region as CountryCode, callingCode };
  }
  return undefined;
}

const invalid = (reason: string): ParsedPhoneNumber => ({ kind: 'invalid', reason });

function isCanonical(e164: string): boolean {
  const parsed = parsePhoneNumber(e164);
  return parsed.kind === 'valid' && parsed.e164 === e164;
}

/** With so many lengths of landline numbers, one with its area code is often as long as another without. */
const MANY_LENGTHS = 3;

/** Made at the first use: an import has one region. */
const byRegion = new Map<CountryCode, DiallingRules>();

function rulesOf(region: CountryCode): DiallingRules {
  const known = byRegion.get(region);
  if (known) return known;
  const callingCode = getCountryCallingCode(region);
  plans.selectNumberingPlan(region);
  const prefix = plans.nationalPrefixForParsing();
  const patterns = numberTypes.flatMap((name) => plans.type(name)?.pattern() || []);
  const landline = plans.type('FIXED_LINE');
  const rules: DiallingRules = {
    region,
    callingCode,
    international: new RegExp(`^(?:${plans.IDDPrefix()})`),
    onlyPrefix: /^(?:00|0?[1-9]\d*)$/.exec(plans.IDDPrefix())?.[0],
    trunk: plans.numberingPlan.nationalPrefix() || '0',
    national: prefix ? new RegExp(`^(?:${prefix})`) : undefined,
    existing: new RegExp(`^(?=(?:${plans.nationalNumberPattern()})$)(?:${patterns.join('|')})$`),
    manyLengths:
      landline && landline.possibleLengths().length >= MANY_LENGTHS
        ? new RegExp(`^(?:${landline.pattern()})$`)
        : undefined,
  };
  byRegion.set(region, rules);
  return rules;
}
