/**
 * Numbers as people and their programs write them in lists. Signs around the digits are passed over; what they leave is
 * read by the numbering plans alone. Nothing is guessed: a wrong number calls a stranger.
 */
import { type CountryCode, getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { mainRegionOf, parseNationalNumber } from './national-number';
import { type ParsedPhoneNumber, parsePhoneNumber } from './phone-number';

export interface NumberReading {
  /** ISO 3166-1, two letters: national numbers are of this country. Absent: only international ones are numbers. */
  region?: CountryCode;
  /** A number without "+" is a whole international one, with its country code, whatever the region. */
  withoutPlus?: boolean;
}

export type WrittenNumber =
  /** `e164` is the canonical form. */
  { kind: 'valid'; e164: string; extension?: string } | { kind: 'invalid'; reason: string };

const regions = new Set<string>(getCountries());
export const isRegion = (text: string): text is CountryCode => regions.has(text);

const asWritten: NumberReading = {};

/** A number of 15 digits with a few signs around each. */
const LONGEST_TEXT = 120;
/** E.164 has 15, and up to two may stand for the "+". */
const MOST_DIGITS = 17;

/** The reason of a refusal never contains the number: it goes to logs and error lists. */
export function readWrittenNumber(text: string, reading: NumberReading = asWritten): WrittenNumber {
  const plain = plainDigits(text);
  return plain === undefined ? readWithCare(text, reading) : readDigits(plain, reading);
}

/**
 * Whether it may be a number by its looks, for finding the column that holds them: 7 to 15 digits, and only signs that
 * are written in numbers. No numbering plan is asked.
 */
export function looksLikeNumber(text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  const tidy = withoutWrapping(withPlainSigns(text));
  const { body } = withoutExtension(tidy);
  const digits = digitsOf(body).length;
  return digits >= 7 && digits <= 15 && isNumberWithSigns.test(body) && !isDate.test(tidy);
}

const isDate =
  /^(?:(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d\d)$/;

const [ZERO, NINE, PLUS] = [0x30, 0x39, 0x2b];
const [SPACE, NO_BREAK_SPACE, HYPHEN, OPENING, CLOSING] = [0x20, 0xa0, 0x2d, 0x28, 0x29];

/** As long as the longest number that begins with 00. Two of these groups of digits are two numbers. */
const LONG_GROUP = 7;

/**
 * The digits, and a "+" before them, of a text that has nothing else but blanks, hyphens and brackets. Undefined: it
 * must be read with care. Every row of an import runs this code, and nearly all end here.
 */
function plainDigits(text: string): string | undefined {
  const { length } = text;
  if (length > LONGEST_TEXT) return undefined;
  let digits = '';
  let [from, longGroups] = [0, 0];
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code >= ZERO && code <= NINE) || (code === PLUS && at === 0)) continue;
    if (code === OPENING) {
      // Mostly a zero that is dialled within the country only.
      if (text.charCodeAt(at + 1) === ZERO && text.charCodeAt(at + 2) === CLOSING) return undefined;
    } else if (code !== SPACE && code !== NO_BREAK_SPACE && code !== HYPHEN && code !== CLOSING) {
      return undefined;
    } else if (at === 0) {
      return undefined;
    }
    if (at - from >= LONG_GROUP) longGroups += 1;
    if (at > from) digits += text.slice(from, at);
    from = at + 1;
  }
  if (from === 0) return text;
  if (length - from >= LONG_GROUP) longGroups += 1;
  digits += text.slice(from);
  return longGroups > 1 || digits.length > MOST_DIGITS ? undefined : digits;
}

/** What only digits, and a "+" before them, mean. */
function readDigits(number: string, { region, withoutPlus = false }: NumberReading): ParsedPhoneNumber {
  if (number === '' || number.startsWith('+')) return parsePhoneNumber(number);
  if (withoutPlus) {
    const international = number.startsWith('00') ? number.slice(2) : number;
    return international.startsWith('0')
      ? invalid('it begins with 0, as no country code does; write it with "+" and the country code')
      : parsePhoneNumber(`+${international}`);
  }
  if (region === undefined) return invalid(number.startsWith('00') ? zerosForPlus : noCountry);
  return parseNationalNumber(number, region);
}

function readWithCare(text: string, reading: NumberReading): WrittenNumber {
  if (text.length > LONGEST_TEXT) return invalid('it is longer than any number; keep only the number');
  const tidy = withoutWrapping(withPlainSigns(text));
  const damage = damageOf(tidy);
  if (damage !== undefined) return invalid(damage);
  const { body, extension } = withoutExtension(tidy);
  if (holdsTwo(body, reading)) return invalid(twoNumbers);
  if (!isNumberWithSigns.test(body)) return invalid(strangerIn(body));
  const parsed = readBody(body, reading);
  return parsed.kind === 'valid' && extension !== undefined ? { ...parsed, extension } : parsed;
}

/** Only digits, what is written between them, and a "+" before them. */
const isNumberWithSigns = /^[ ().[\]/-]*\+?[ \d().[\]/-]*$/;
/** As in +44 (0) 20: dialled within the country only. */
const zeroInBrackets = /[([] *0 *[)\]]/;

function readBody(body: string, reading: NumberReading): ParsedPhoneNumber {
  const whole = bareNumber(body);
  if (!zeroInBrackets.test(body)) return readDigits(whole, reading);
  const without = readDigits(bareNumber(body.replace(zeroInBrackets, '')), reading);
  if (without.kind === 'valid' && whole.startsWith('+') && isDialledWithZero(whole, without.e164))
    return without;
  // Mostly the library removes the zero as well: one question, where a whole reading asks several.
  if (
    without.kind === 'valid' &&
    parsePhoneNumberFromString(whole, { extract: false })?.number === without.e164
  )
    return without;
  const withZero = readDigits(whole, reading);
  if (withZero.kind === 'invalid') return without;
  return without.kind === 'invalid' || without.e164 === withZero.e164
    ? withZero
    : invalid('with the zero in brackets it is another number than without; write it without brackets');
}

/** Whether it is the number that is dialled with this zero within its country: most are, and this is found fast. */
function isDialledWithZero(withZero: string, e164: string): boolean {
  const found = mainRegionOf(e164);
  if (!found) return false;
  const read = parseNationalNumber(withZero.slice(1 + found.callingCode.length), found.region);
  return read.kind === 'valid' && read.e164 === e164;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
const bareNumber = (body: string): string => body.replace(/[^\d+]/g, '');
const invalid = (reason: string): { kind: 'invalid'; reason: string } => ({ kind: 'invalid', reason });

const example = '+442079460123';
const noCountry = `it has no "+" and country code; write it as ${example}, or import with region=, the country of such numbers, or, if their country code is there, with withoutPlus=true`;
const zerosForPlus = `it begins with 00 in place of "+"; write it as ${example}, or import with withoutPlus=true or with region=, the country of the list`;
const twoNumbers = 'it has the digits of more than one number; keep one number in each cell';

/** Why a text is no number: its first character that is not written in one. */
function strangerIn(body: string): string {
  if (!/\d/.test(body)) return `it has no digits; write a number such as ${example}`;
  if (/\p{L}/u.test(body)) return `it has letters; write the number in digits, such as ${example}`;
  const [sign = ''] = /[^ \d+().[\]/-]/.exec(body) ?? [];
  return sign === ''
    ? `its "+" stands after digits; write the number as ${example}`
    : `it has a character that is not written in numbers; write the number as ${example}`;
}

const otherThanAscii = /[^ -~]/gu;

/** The same text with the plain form of each sign: other scripts, keyboards and programs have many for the same. */
function withPlainSigns(text: string): string {
  return text.replace(otherThanAscii, plainSign);
}

function plainSign(character: string): string {
  // Direction marks, zero-width characters, soft hyphens and byte order marks are not seen.
  if (/\p{Cf}/u.test(character)) return '';
  if (/[\p{Zs}\t]/u.test(character)) return ' ';
  if (/\p{Nd}/u.test(character)) return digitIn(character);
  if (/[\p{Pd}\u2212\u30fc]/u.test(character)) return '-';
  if (/[\uff01-\uff5e]/.test(character)) return String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH);
  if (/[\u00b4\u02bc\u2018-\u201f\u2032-\u2036\u00ab\u00bb\u2039\u203a]/.test(character)) return "'";
  if (/[\u00b7\u2022\u2219\u3002]/.test(character)) return '.';
  if (/[\u2044\u2215]/.test(character)) return '/';
  if (/[\u207a\ufe62]/.test(character)) return '+';
  if (/[\u0085\u2028\u2029]/.test(character)) return '\n';
  return character;
}
/** From a character of ASCII to its full-width form. */
const FULL_WIDTH = 0xfee0;

/** Each script has its ten digits side by side, from zero on; where several sets adjoin, they count in tens as well. */
function digitIn(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/** Without what programs put around a number to keep it a text, and what a list leaves at its end. */
const withoutWrapping = (text: string): string =>
  text.replace(/^[\s'"`]*=?[\s'"`]*/, '').replace(/[\s'"`,;]+$/, '');

const cure =
  'where its digits are still whole, set the format of the column to text in the spreadsheet, and save the file again';

/** What a spreadsheet has made of a number. What it lost is not in the text any more. */
function damageOf(text: string): string | undefined {
  if (/^[+-]?\d+(?:[.,]\d+)? ?(?:e|[x×*] ?10 ?\^) ?[+-]?\d+$/i.test(text))
    return `a spreadsheet has rounded it, so digits are lost; ${cure}`;
  if (text.startsWith('#') && digitsOf(text).length < LONG_GROUP)
    return `it is an error of a spreadsheet, or a column that was too narrow; ${cure}`;
  if (isDecimal(text) || /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text))
    return `a spreadsheet has written it as an amount, so its last digits may not be of the number; ${cure}`;
  if (/^-\d+(?:[.,]\d+)?$/.test(text)) return `a spreadsheet has calculated with it; ${cure}`;
  return undefined;
}

/** Fewer digits before a zero at the end are a group of a number, as in +33.1.23.45.67.00. */
const DECIMAL_DIGITS = 6;

function isDecimal(text: string): boolean {
  const [, whole = '', point] = /^(.*\d) ?([.,])0+$/.exec(text) ?? [];
  if (digitsOf(whole).length < DECIMAL_DIGITS) return false;
  return point === ',' || !whole.includes('.') || /\d{6}$/.test(whole);
}

/** More digits than any extension has are a second number. */
const extensionAtEnd = /^(.+?)[ ,]*\(?(?:;ext=|(?:e?xt(?:n|ension)?|x|int|anexo|доб|#)[.: ]*)(\d{1,9})\)?$/iu;

function withoutExtension(text: string): { body: string; extension?: string } {
  const number = withoutScheme(text);
  const [, body, extension] = extensionAtEnd.exec(number) ?? [];
  return body === undefined || extension === undefined ? { body: number } : { body, extension };
}

const scheme = /^tel[.:]+ */i;
/** What a number in a link is within (RFC 3966), as in tel:555-0132;phone-context=+1-202. */
const contextOf = /;phone-context=(\+[\d.()-]+)(?=;|$)/i;

function withoutScheme(text: string): string {
  if (!scheme.test(text)) return text;
  const link = text.replace(scheme, '').replace(/;isub=[^;]*/i, '');
  const context = contextOf.exec(link)?.[1];
  const number = link.replace(contextOf, '');
  return context === undefined || number.startsWith('+') ? number : context + number;
}

const betweenNumbers = /[,;|&\n\r]|:::|\s(?:or|and|oder|und|ou|et|o|y|e)\s/i;
/** The digits that a part has at least if it is a number, or the end of another one. */
const PART_DIGITS = 5;

function holdsTwo(body: string, reading: NumberReading): boolean {
  if (digitsOf(body).length > MOST_DIGITS || body.indexOf('+') !== body.lastIndexOf('+')) return true;
  const parts = body.split(betweenNumbers).filter((part) => digitsOf(part).length >= PART_DIGITS);
  return parts.length > 1 || /\d{7}[^\d]+\d{7}/.test(body) || goesOnAfterSlash(body, reading);
}

/** Digits that tell a number from the area code that many write before a slash, with its country code. */
const WHOLE_DIGITS = 8;

/** As in 030 123456/57: two numbers, of which the second is only an ending. */
function goesOnAfterSlash(body: string, reading: NumberReading): boolean {
  const slash = body.lastIndexOf('/');
  if (slash === -1) return false;
  const before = body.slice(0, slash);
  const digits = digitsOf(before.replace(zeroInBrackets, '')).replace(/^0+/, '');
  return (
    digits.length >= WHOLE_DIGITS &&
    isNumberWithSigns.test(before) &&
    readBody(before, reading).kind === 'valid'
  );
}
