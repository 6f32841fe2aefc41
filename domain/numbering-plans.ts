/**
 * Whether a number surely exists by the numbering plan of its country. `libphonenumber-js` compiles each pattern of a plan
 * whenever it is asked (13 µs a number, a third of an import's work); here each is compiled once, from the library's own
 * data. Only a yes counts: of everything else the library is asked, which can say why.
 */
import { type CountryCode, Metadata, type MetadataJson } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';

/** What the library's class offers beside what it declares. A test holds our answers against the library's own. */
interface Plans {
  getCountryCodesForCallingCode(callingCode: string): CountryCode[] | undefined;
  selectNumberingPlan(country: CountryCode): void;
  type(name: string): { pattern(): string } | undefined;
}

const LONGEST_CALLING_CODE = 3;
const numberTypes = [
  ...['FIXED_LINE', 'MOBILE', 'PREMIUM_RATE', 'TOLL_FREE', 'SHARED_COST'],
  ...['VOIP', 'PERSONAL_NUMBER', 'PAGER', 'UAN', 'VOICEMAIL'],
];

const plans = new Metadata(metadata as unknown as MetadataJson) as unknown as Plans;
/**
 * What numbers with a calling code look like behind it, of every type and country. Compiled when first asked about: most
 * installations call a few countries. Empty: no country has the code.
 */
const patternsByCallingCode = new Map<string, RegExp[]>();

/** @param digits the digits of a number in E.164, without the plus sign */
export function isSurelyValid(digits: string): boolean {
  for (let length = 1; length <= LONGEST_CALLING_CODE; length += 1) {
    const patterns = patternsOf(digits.slice(0, length));
    // No calling code is the beginning of another.
    if (patterns.length > 0) return patterns.some((pattern) => pattern.test(digits.slice(length)));
  }
  return false;
}

function patternsOf(callingCode: string): RegExp[] {
  const known = patternsByCallingCode.get(callingCode);
  if (known) return known;
  const patterns = (plans.getCountryCodesForCallingCode(callingCode) ?? []).flatMap((country) => {
    plans.selectNumberingPlan(country);
    return numberTypes.flatMap((name) => {
      const pattern = plans.type(name)?.pattern();
      return pattern ? [new RegExp(`^(?:${pattern})$`)] : [];
    });
  });
  patternsByCallingCode.set(callingCode, patterns);
  return patterns;
}
