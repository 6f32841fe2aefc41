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
  /** What every number of the country looks like. */
  nationalNumberPattern(): string;
  /** What is dialled before a number within the country; the library takes it off also where it stands after the country's code. */
  nationalPrefixForParsing(): string | undefined;
  type(name: string): { pattern(): string } | undefined;
}

/** What may stand behind a calling code. */
interface NumberingPlan {
  /** Of every type of number in every country that has the code. Empty: no country has it. */
  patterns: RegExp[];
  /** What the library takes for a national prefix. */
  prefix: RegExp;
}

const LONGEST_CALLING_CODE = 3;
export const numberTypes = [
  ...['FIXED_LINE', 'MOBILE', 'PREMIUM_RATE', 'TOLL_FREE', 'SHARED_COST'],
  ...['VOIP', 'PERSONAL_NUMBER', 'PAGER', 'UAN', 'VOICEMAIL'],
];

/** Of one country at a time: select it before each question. */
export const plans = new Metadata(metadata as unknown as MetadataJson) as unknown as Plans;
/** Compiled when first asked about: most installations call a few countries. */
const planByCallingCode = new Map<string, NumberingPlan>();

/** @param digits the digits of a number in E.164, without the plus sign */
export function isSurelyValid(digits: string): boolean {
  for (let length = 1; length <= LONGEST_CALLING_CODE; length += 1) {
    const { patterns, prefix } = planOf(digits.slice(0, length));
    if (patterns.length === 0) continue;
    // No calling code is the beginning of another.
    const national = digits.slice(length);
    return patterns.some((pattern) => pattern.test(national)) && !prefix.test(national);
  }
  return false;
}

function planOf(callingCode: string): NumberingPlan {
  const known = planByCallingCode.get(callingCode);
  if (known) return known;
  const prefixes = new Set<string>();
  const patterns = (plans.getCountryCodesForCallingCode(callingCode) ?? []).flatMap((country) => {
    plans.selectNumberingPlan(country);
    const prefix = plans.nationalPrefixForParsing();
    if (prefix) prefixes.add(prefix);
    return numberTypes.flatMap((name) => {
      const pattern = plans.type(name)?.pattern();
      // Some types have patterns that are wider than their country's own.
      return pattern ? [new RegExp(`^(?=(?:${plans.nationalNumberPattern()})$)(?:${pattern})$`)] : [];
    });
  });
  // Some prefixes may be left out, and so match nothing: that is none.
  const plan = { patterns, prefix: new RegExp(`^(?:${[...prefixes].join('|')})(?<!^)`) };
  planByCallingCode.set(callingCode, plan);
  return plan;
}
