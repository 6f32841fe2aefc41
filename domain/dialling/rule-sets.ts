/**
 * Legal minimums as data: a campaign names rule sets, and the stricter of their rules and its own holds. The rows are
 * in `rule-sets/`, each with its source; `docs/rule-sets.md` shows them. None of it is legal advice.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type RuleSet, type Territory } from './rule-sets/rule-set';
import { ukRules } from './rule-sets/uk';
import { usDebtCollectionRules } from './rule-sets/us-debt-collection';
import { usFederalRules } from './rule-sets/us-federal';
import { usFloridaRules } from './rule-sets/us-florida';
import { usMarylandRules } from './rule-sets/us-maryland';
import { usTexasRules } from './rule-sets/us-texas';

export const ruleSets: readonly RuleSet[] = [
  usFederalRules,
  usFloridaRules,
  usMarylandRules,
  usTexasRules,
  usDebtCollectionRules,
  ukRules,
];

export const ruleSetNames: readonly string[] = ruleSets.map(({ name }) => name);

/** The rule sets of these names that apply to this number. The same combination is always the same array. */
export function ruleSetsFor(names: readonly string[] | undefined, phoneNumber: string): readonly RuleSet[] {
  if (!names || names.length === 0) return none;
  let bits = 0;
  for (const name of names) {
    const index = ruleSetNames.indexOf(name);
    const ruleSet = ruleSets[index];
    // The API refuses such names. To dial as if there were no law would be worse than not to dial.
    if (!ruleSet) throw new Error(`RuleSets has "${name}"; allowed are ${ruleSetNames.join(', ')}`);
    if (isIn(ruleSet.territory, phoneNumber)) bits |= 1 << index;
  }
  const known = combinations.get(bits);
  if (known) return known;
  const combination = ruleSets.filter((_, index) => bits & (1 << index));
  combinations.set(bits, combination);
  return combination;
}

const none: readonly RuleSet[] = [];
const combinations = new Map<number, readonly RuleSet[]>([[0, none]]);

function isIn({ callingCode, areaCodes, countries }: Territory, phoneNumber: string): boolean {
  if (!phoneNumber.startsWith(callingCode, 1)) return false;
  const areaCode = phoneNumber.slice(1 + callingCode.length, 4 + callingCode.length);
  if (areaCodes && !areaCodes.includes(areaCode)) return false;
  if (!countries) return true;
  const country = countryOf(areaCode);
  return country === undefined || countries.includes(country);
}

/** Each country that shares +1 has its own area codes; there are at most 800 to remember. */
function countryOf(areaCode: string): string | undefined {
  if (!countries.has(areaCode)) {
    // A subscriber number that is valid in every area code.
    const parsed = parsePhoneNumberFromString(`+1${areaCode}2345678`, { extract: false });
    countries.set(areaCode, parsed?.country);
  }
  return countries.get(areaCode);
}
const countries = new Map<string, string | undefined>();
