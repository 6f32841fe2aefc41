/** Our reading of the numbering plans against that of the library whose data they are. */
import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { isSurelyValid, numberTypes, plans } from '../../domain/numbers/numbering-plans';

const digitsOf = (country: CountryCode): string => getExampleNumber(country, examples)?.number.slice(1) ?? '';

/** The number exists, as it is written. */
function isValid(digits: string): boolean {
  const parsed = parsePhoneNumberFromString(`+${digits}`, { extract: false });
  return parsed?.number === `+${digits}` && parsed.isValid();
}

const digit = fc.nat(9).map(String);
/** Numbers of every country, existing ones and such as nearly do. */
const numbers = fc.constantFrom(...getCountries()).chain((country) => {
  const example = digitsOf(country);
  const code = getCountryCallingCode(country);
  const changed = fc
    .array(fc.tuple(fc.integer({ min: code.length, max: example.length - 1 }), digit), { maxLength: 4 })
    .map((changes) =>
      changes.reduce((text, [at, to]) => text.slice(0, at) + to + text.slice(at + 1), example),
    );
  const any = fc.array(digit, { minLength: 4, maxLength: 12 }).map((rest) => code + rest.join(''));
  const withPrefix = fc
    .constantFrom('0', '1', '8', '9', '15')
    .map((p) => code + p + example.slice(code.length));
  const otherLength = fc
    .tuple(fc.nat(2), digit)
    .map(([cut, more]) => example.slice(0, -1 - cut) + more.repeat(3 - cut));
  return fc.oneof({ arbitrary: changed, weight: 4 }, any, withPrefix, otherLength);
});

it('a number that surely exists does, by the library as well; of nearly all that exist it is sure', () => {
  let [sure, existing] = [0, 0];
  fc.assert(
    fc.property(numbers, (digits) => {
      const isSure = isSurelyValid(digits);
      const exists = isValid(digits);
      if (exists) existing += 1;
      if (isSure) sure += 1;
      // The other way it may err: then the library is asked.
      if (isSure && !exists) throw new Error(`+${digits} is no number`);
    }),
    { numRuns: 20_000 },
  );
  expect(existing).toBeGreaterThan(2_000);
  expect(sure / existing).toBeGreaterThan(0.9);
});

/** Whatever a plan's patterns allow, in any length: more than exists. */
function patternedNumbers(): fc.Arbitrary<string>[] {
  return getCountries().flatMap((country) => {
    plans.selectNumberingPlan(country);
    const patterns = numberTypes.flatMap((type) => plans.type(type)?.pattern() || []);
    const code = getCountryCallingCode(country);
    return patterns.map((pattern) =>
      fc.stringMatching(new RegExp(`^(?:${pattern})$`)).map((national) => code + national),
    );
  });
}

it('what only looks like the numbers of a country does not surely exist', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...patternedNumbers()).chain((ofOneType) => ofOneType),
      (digits) => {
        if (isSurelyValid(digits) && !isValid(digits)) throw new Error(`+${digits} is no number`);
      },
    ),
    { numRuns: 10_000 },
  );
});

it.each([
  ['that looks like one of a type, but like none of its country,', '43435123456'],
  ['that looks like one of a type, but like none of its country,', '49494912417'],
  ['with a prefix that is dialled within the country only', '3758100885951'],
])('a number %s does not surely exist: +%s', (_, digits) => {
  expect([isSurelyValid(digits), isValid(digits)]).toEqual([false, false]);
});

it.each(['', '1', '999', '99912345678', '8001234567', '88213300655', '0', '44'])(
  'of %j it is not sure',
  (digits) => expect(isSurelyValid(digits)).toBe(false),
);
