/**
 * Whether a number surely exists by the numbering plan of its country. `libphonenumber-js` compiles a plan's patterns
 * at every question (13 µs a number, a third of an import's work); here each is compiled once, from the library's own
 * data. Only a yes counts; otherwise the library is asked, which can say why.
 */
import { type CountryCode, Metadata, type MetadataJson } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';

/** Methods of the library's class that its types do not declare. A test compares our answers with the library's. */
interface Plans {
  getCountryCodesForCallingCode(callingCode: string): CountryCode[] | undefined;
  selectNumberingPlan(country: CountryCode): void;
  /** What every number of the country looks like. */
  nationalNumberPattern(): string;
  /** How numbers of the country begin, where that alone tells it from others with its calling code. */
  leadingDigits(): string | undefined;
  /** What is dialled before a number within the country; the library removes it also after the country's code. */
  nationalPrefixForParsing(): string | undefined;
  /** What is dialled before a number of another country, as a pattern. */
  IDDPrefix(): string;
  numberingPlan: {
    /** What is dialled before a number of the same country. Falsy: nothing. */
    nationalPrefix(): string;
  };
  type(name: string): { pattern(): string; possibleLengths(): number[] } | undefined;
}

/** What may follow a calling code. */
interface NumberingPlan {
  /** For every type of number in every country that has the code. Empty: no country has it. */
  patterns: RegExp[];
  /** What the library takes as a national prefix. */
  prefix: RegExp;
}

const LONGEST_CALLING_CODE = 3;
export const numberTypes = [
  ...['FIXED_LINE', 'MOBILE', 'PREMIUM_RATE', 'TOLL_FREE', 'SHARED_COST'],
  ...['VOIP', 'PERSONAL_NUMBER', 'PAGER', 'UAN', 'VOICEMAIL'],
];

/** Answers for one country at a time: select it before each question. */
export const plans = new Metadata(metadata as unknown as MetadataJson) as unknown as Plans;
/** Compiled at the first use: most installations call a few countries. */
const planByCallingCode = new Map<string, NumberingPlan>();

/** @param digits the digits of a number in E.164, without the plus sign */
export function isSurelyValid(digits: string): boolean {
  for (let length = 1; length <= LONGEST_CALLING_CODE; length += 1) {
    const { patterns, prefix } = planOf(digits.slice(0, length));
    if (patterns.length === 0) continue;
    // No calling code is a prefix of another.
    const national = digits.slice(length);
    if (prefix.test(national)) return false;
    // Every row of an import runs this code, so it makes no function.
    for (const pattern of patterns) if (pattern.test(national)) return true;
    return false;
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
      // Some types' patterns are wider than their country's own.
      return pattern ? [new RegExp(`^(?=(?:${plans.nationalNumberPattern()})$)(?:${pattern})$`)] : [];
    });
  });
  // Some prefixes are optional and may match the empty text: that is no prefix.
  const plan = { patterns, prefix: new RegExp(`^(?:${[...prefixes].join('|')})(?<!^)`) };
  planByCallingCode.set(callingCode, plan);
  return plan;
}
