/** However the number of a line is written, one text stands for it everywhere. */
import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { isSurelyValid } from '../../domain/numbers/numbering-plans';
import { canonicalOrSame, parsePhoneNumber } from '../../domain/numbers/phone-number';

const exampleNumbers = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);

/** Undefined: no such number. */
const canonical = (text: string): string | undefined => {
  const parsed = parsePhoneNumber(text);
  return parsed.kind === 'valid' ? parsed.e164 : undefined;
};
const inLibrary = (text: string): string | undefined => {
  const parsed = parsePhoneNumberFromString(text, { extract: false });
  return parsed?.isValid() ? parsed.number : undefined;
};

/** As a person at home writes it, behind the country's code: +44 020 …, +54 011 15 … */
const nationalForm = (number: PhoneNumber): string =>
  `+${number.countryCallingCode}${number.formatNational().replace(/\D/g, '')}`;

it("every country's number has one canonical form, written the international or the national way", () => {
  expect(exampleNumbers.length).toBeGreaterThan(200);
  const [kept, brought] = [new Set<string>(), new Set<string>()];
  for (const number of exampleNumbers) {
    expect([number.country, canonical(number.number)]).toEqual([number.country, number.number]);
    const text = nationalForm(number);
    // The library may know no such writing of it; then nobody guesses.
    expect([number.country, canonical(text)]).toEqual([number.country, inLibrary(text)]);
    if (canonical(text) === number.number) (text === number.number ? kept : brought).add(text);
  }
  // Some countries have no national prefix, and of some the library does not take it off.
  expect(brought.size).toBeGreaterThan(90);
  expect(kept.size + brought.size).toBeGreaterThan(200);
});

it.each([
  ['Mexico, mobile, with the 1 of before 2019', '+5215512345678', '+525512345678'],
  ['Brazil, mobile, without the 9 of today', '+551187654321', '+5511987654321'],
  ['Brazil, with the code of a carrier', '+550211141123456', '+551141123456'],
  ['Benin, without the 01 of today', '+22997123456', '+2290197123456'],
  ['Argentina, mobile, with 15 for 9', '+54111523456789', '+5491123456789'],
  ['Argentina, mobile, with 0 and 15', '+540111523456789', '+5491123456789'],
  ['the United Kingdom, with 0', '+4402079460123', '+442079460123'],
  ['Russia, with 8', '+788001234567', '+78001234567'],
  ['Taiwan, with 0', '+8860912345678', '+886912345678'],
])('a number of %s is the number of today: %s', (_, text, today) => {
  expect(canonical(text)).toBe(today);
  expect(canonicalOrSame(text)).toBe(today);
});

it.each([
  ['Italy, whose 0 belongs to the number', '+390236618300'],
  ['Argentina, a line on the ground', '+541123456789'],
  ['Argentina, mobile', '+5491123456789'],
  ['Brazil, a line on the ground', '+551141123456'],
  ['Brazil, a radio telephone that kept eight digits', '+551177654321'],
  ['Mexico, whose area code begins like the old 1', '+522221234567'],
])('a number of %s stays as it is: %s', (_, text) => expect(canonical(text)).toBe(text));

it.each(['+5211234567890', '+39236618300', '+266696687', '+999123456789', '12345', 'anonymous', ''])(
  'what is no number has no canonical form, and stays a text that equals none: %j',
  (text) => {
    expect(canonical(text)).toBeUndefined();
    expect(canonicalOrSame(text)).toBe(text);
  },
);

it('every mobile number of Mexico is the same line with the 1 of before', () => {
  const lines = fc.stringMatching(/^[2-9]\d{9}$/).filter((line) => inLibrary(`+52${line}`) === `+52${line}`);
  fc.assert(fc.property(lines, (line) => expect(canonical(`+521${line}`)).toBe(`+52${line}`)));
});

const digit = fc.nat(9).map(String);
/** Numbers of every country and what nearly is one, with what people write before them. */
const texts = fc
  .tuple(
    fc.constantFrom(...getCountries()),
    fc.constantFrom('', '', '0', '1', '8', '9', '15', '01', '90', '06', '021', '180020'),
    fc.array(fc.tuple(fc.nat(14), digit), { maxLength: 3 }),
    fc.nat(2),
  )
  .map(([country, prefix, changes, cut]) => {
    const number = changes.reduce(
      (text, [at, to]) => (at < text.length ? text.slice(0, at) + to + text.slice(at + 1) : text),
      String(getExampleNumber(country, examples)?.nationalNumber ?? ''),
    );
    return `+${getCountryCallingCode(country)}${prefix}${number.slice(cut)}`;
  });

it('what is brought to its canonical form is not changed again, nor is what is surely a number', () => {
  let [changed, sure] = [0, 0];
  fc.assert(
    fc.property(texts, (text) => {
      const once = canonicalOrSame(text);
      expect(canonicalOrSame(once)).toBe(once);
      if (once !== text) changed += 1;
      if (!isSurelyValid(text.slice(1))) return;
      expect(once).toBe(text);
      sure += 1;
    }),
    { numRuns: 10_000 },
  );
  expect(Math.min(changed, sure)).toBeGreaterThan(100);
});

it('all texts that the library takes for one number give one text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const number = inLibrary(text);
      // E.164 has 15 digits; the library reads more where some of them are prefixes.
      if (number !== undefined && text.length <= 16) expect(canonical(text)).toBe(number);
    }),
    { numRuns: 10_000 },
  );
});
