/**
 * Phone numbers in E.164, checked and never guessed: no default country, no cleaning up. A wrong number calls a
 * stranger. Each line has one canonical form, however its number was written. Only that form is stored, compared and
 * dialled.
 *
 * The `max` metadata knows each country's patterns, so it refuses numbers that cannot exist; `min` mostly counts
 * digits. Numbering plans change: keep the package up to date.
 */
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { version } from 'libphonenumber-js/package.json';
import { successorOf } from './legacy-numbers';
import { isSurelyValid } from './numbering-plans';
import { underParent } from './overlays';

export type ParsedPhoneNumber =
  /** `e164` is the canonical form. */
  { kind: 'valid'; e164: string } | { kind: 'invalid'; reason: string };

/** E.164 allows 15 digits; the shortest numbers in use have 7 with their country code. */
const MOST_DIGITS = 15;
const FEWEST_DIGITS = 7;

const example = 'such as +442079460123';

/** With other plans, or another table of old numbers or overlays, a stored number may have another canonical form. */
export const canonicalFormsVersion = `${version}-2`;

/** The reason of a refusal never contains the number: it goes to logs and error lists. */
export function parsePhoneNumber(text: string): ParsedPhoneNumber {
  const fault = shapeFault(text);
  if (fault !== undefined) return { kind: 'invalid', reason: fault };
  // Only canonical forms are surely valid.
  if (isSurelyValid(text.slice(1))) return { kind: 'valid', e164: text };
  const e164 = canonicalInPlan(text) ?? canonicalInPlan(successorOf(text) ?? '');
  return e164 === undefined ? { kind: 'invalid', reason: planFault(text) } : { kind: 'valid', e164 };
}

/** The canonical form of a number; other text is returned as it is, and equals no number. */
export function canonicalOrSame(text: string): string {
  const parsed = parsePhoneNumber(text);
  return parsed.kind === 'valid' ? parsed.e164 : text;
}

/** What is wrong with the form of a number. */
function shapeFault(text: string): string | undefined {
  if (text === '') return `the number is empty; write it in E.164, ${example}`;
  if (!text.startsWith('+')) {
    return `it must begin with "+" and the country code, ${example}; the country is never guessed`;
  }
  const stranger = /[^0-9]/.exec(text.slice(1));
  if (stranger) {
    return `character ${stranger.index + 2} is ${nameOf(stranger[0])}; after "+" only the digits 0-9 are allowed, ${example}`;
  }
  const digits = text.length - 1;
  if (digits > MOST_DIGITS) return `it has ${digits} digits; E.164 allows at most ${MOST_DIGITS}`;
  if (digits < FEWEST_DIGITS)
    return `it has ${digits} digits; a number with its country code has at least ${FEWEST_DIGITS}`;
  return undefined;
}

/** Known to be bare digits: nothing to extract. */
const inPlan = (e164: string) => parsePhoneNumberFromString(e164, { extract: false });

/** A number that exists, in the form of its country's plan: for example without a national prefix, as in +44 020…. */
function canonicalInPlan(text: string): string | undefined {
  const parsed = inPlan(text);
  if (!parsed || !(parsed.isValid() || isNewerThanPlan(parsed.number))) return undefined;
  // A form that would itself be changed is not canonical.
  return parsed.number === text || inPlan(parsed.number)?.number === parsed.number
    ? parsed.number
    : undefined;
}

/** Its area code is newer than the library's plan, and the same number under the parent area code exists. */
function isNewerThanPlan(e164: string): boolean {
  const known = underParent(e164);
  return known !== undefined && isSurelyValid(known.slice(1));
}

/** Why the numbering plan of its country refuses a well-formed number. */
function planFault(e164: string): string {
  const parsed = inPlan(e164);
  if (!parsed) return 'no country has this country code; check the digits after "+"';
  const code = parsed.countryCallingCode;
  return parsed.isPossible()
    ? `the numbering plan of +${code} has no such number; check its digits`
    : `it has the wrong number of digits for the country code +${code}`;
}

function nameOf(character: string): string {
  if (/\s/.test(character)) return 'a space';
  if (/\p{L}/u.test(character)) return 'a letter';
  if (/[-.()/]/.test(character)) return `"${character}"`;
  return 'not a digit';
}

const callingCodes = new Set<string>(getCountries().map((country) => getCountryCallingCode(country)));

/** The last digits help an operator to recognise a number. */
const SHOWN_DIGITS = 3;
/** At least so many stay hidden, so that they cannot be tried out by hand. */
const LEAST_HIDDEN_DIGITS = 4;

/**
 * For logs and messages: `+44•••••123`. There are always five dots, so they show no length; other text becomes all
 * dots.
 */
export function redactPhoneNumber(e164: string): string {
  const dots = '•••••';
  if (!/^\+\d{1,15}$/.test(e164)) return dots;
  // No country code is a prefix of another, so at most one of these is known.
  const code =
    [1, 2, 3].map((length) => e164.slice(1, 1 + length)).find((prefix) => callingCodes.has(prefix)) ?? '';
  const national = e164.slice(1 + code.length);
  const shown = Math.min(SHOWN_DIGITS, Math.max(national.length - LEAST_HIDDEN_DIGITS, 0));
  return `+${code}${dots}${national.slice(national.length - shown)}`;
}
