/**
 * Legal minimums as data: a campaign chooses rule sets, and the stricter of their rules and its own holds. The rows are
 * in `rule-sets/`, each with its source; `docs/rule-sets.md` shows them. None of it is legal advice.
 */
import { AUTO, chosenRuleSets, type RuleSetChoice } from '../campaigns/campaign-data';
import { possibleCountries } from '../numbers/possible-countries';
import { type RuleSet, type Territory } from './rule-sets/rule-set';
import { auRules } from './rule-sets/au';
import { caRules } from './rule-sets/ca';
import { coRules } from './rule-sets/co';
import { crownDependencies } from './rule-sets/crown-dependencies';
import { esRules } from './rule-sets/es';
import { frRules } from './rule-sets/fr';
import { ukRules } from './rule-sets/uk';
import { usAlabamaRules } from './rule-sets/us-alabama';
import { usConnecticutRules } from './rule-sets/us-connecticut';
import { usDebtCollectionRules } from './rule-sets/us-debt-collection';
import { usFederalRules } from './rule-sets/us-federal';
import { usFloridaRules } from './rule-sets/us-florida';
import { usKentuckyRules } from './rule-sets/us-kentucky';
import { usLouisianaRules } from './rule-sets/us-louisiana';
import { usMarylandRules } from './rule-sets/us-maryland';
import { usMassachusettsRules } from './rule-sets/us-massachusetts';
import { usMichiganRules } from './rule-sets/us-michigan';
import { usMinnesotaRules } from './rule-sets/us-minnesota';
import { usMississippiRules } from './rule-sets/us-mississippi';
import { usNevadaRules } from './rule-sets/us-nevada';
import { usNewMexicoRules } from './rule-sets/us-new-mexico';
import { usOklahomaRules } from './rule-sets/us-oklahoma';
import { usOregonRules } from './rule-sets/us-oregon';
import { usPennsylvaniaRules } from './rule-sets/us-pennsylvania';
import { usRhodeIslandRules } from './rule-sets/us-rhode-island';
import { usSouthDakotaRules } from './rule-sets/us-south-dakota';
import { usTexasRules } from './rule-sets/us-texas';
import { usUtahRules } from './rule-sets/us-utah';
import { usWashingtonRules } from './rule-sets/us-washington';
import { usWyomingRules } from './rule-sets/us-wyoming';
import { zaRules } from './rule-sets/za';

export const ruleSets: readonly RuleSet[] = [
  usFederalRules,
  usAlabamaRules,
  usConnecticutRules,
  usFloridaRules,
  usKentuckyRules,
  usLouisianaRules,
  usMarylandRules,
  usMassachusettsRules,
  usMichiganRules,
  usMinnesotaRules,
  usMississippiRules,
  usNevadaRules,
  usNewMexicoRules,
  usOklahomaRules,
  usOregonRules,
  usPennsylvaniaRules,
  usRhodeIslandRules,
  usSouthDakotaRules,
  usTexasRules,
  usUtahRules,
  usWashingtonRules,
  usWyomingRules,
  usDebtCollectionRules,
  ukRules,
  ...crownDependencies,
  auRules,
  caRules,
  coRules,
  esRules,
  frRules,
  zaRules,
];

export const ruleSetNames: readonly string[] = ruleSets.map(({ name }) => name);

/** What a list of `RuleSets` may contain. */
export const ruleSetChoices: readonly string[] = [AUTO, ...ruleSetNames];

/**
 * The rule sets that are chosen and apply to this number. The same combination is always the same array. Every row of
 * an import asks, so only the rule sets of the number's calling code are looked at.
 */
export function ruleSetsFor(choice: RuleSetChoice | undefined, phoneNumber: string): readonly RuleSet[] {
  const names = chosenRuleSets(choice);
  if (!isByAreaCode(choice, phoneNumber)) return matching(names, phoneNumber);
  const areaCode = phoneNumber.slice(2, 5);
  const known = autoByAreaCode.get(areaCode);
  if (known) return known;
  const found = matching(names, phoneNumber);
  autoByAreaCode.set(areaCode, found);
  return found;
}

/** In North America only the area code of a whole number counts, and the default choice is asked for most. */
const isByAreaCode = (choice: RuleSetChoice | undefined, phoneNumber: string): boolean =>
  (choice === undefined || choice === AUTO) &&
  phoneNumber.length === NORTH_AMERICAN_LENGTH &&
  phoneNumber.startsWith('+1');
const NORTH_AMERICAN_LENGTH = 12;
/** Of at most 800 area codes. */
const autoByAreaCode = new Map<string, readonly RuleSet[]>();

function matching(names: readonly string[], phoneNumber: string): readonly RuleSet[] {
  for (const name of names) {
    // The API refuses such names. To dial as if there were no law would be worse than not to dial.
    if (name !== AUTO && !ruleSetNames.includes(name))
      throw new Error(`RuleSets has "${name}"; allowed are ${[AUTO, ...ruleSetNames].join(', ')}`);
  }
  const isAuto = names.includes(AUTO);
  let combination = none;
  for (let length = 1; names.length > 0 && length <= LONGEST_CALLING_CODE; length += 1) {
    for (const ruleSet of ofCallingCode(phoneNumber.slice(1, 1 + length))) {
      const isChosen = (isAuto && ruleSet.onlyFor === undefined) || names.includes(ruleSet.name);
      if (isChosen && isIn(ruleSet.territory, phoneNumber)) combination = withOneMore(combination, ruleSet);
    }
  }
  return combination.ruleSets;
}

const LONGEST_CALLING_CODE = 3;

/** There are a thousand beginnings of up to three digits to remember. */
function ofCallingCode(digits: string): readonly RuleSet[] {
  const known = byCallingCode.get(digits);
  if (known) return known;
  const found = ruleSets.filter(({ territory }) => territory.callingCodes.includes(digits));
  byCallingCode.set(digits, found);
  return found;
}
const byCallingCode = new Map<string, readonly RuleSet[]>();

/** A combination knows those with one rule set more: each is made once, and there are as many as numbers show. */
interface Combination {
  ruleSets: readonly RuleSet[];
  more: Map<RuleSet, Combination>;
}
const none: Combination = { ruleSets: [], more: new Map() };

function withOneMore({ ruleSets, more }: Combination, ruleSet: RuleSet): Combination {
  const known = more.get(ruleSet);
  if (known) return known;
  const combination = { ruleSets: [...ruleSets, ruleSet], more: new Map() };
  more.set(ruleSet, combination);
  return combination;
}

function isIn({ callingCodes, areaCodes, countries }: Territory, phoneNumber: string): boolean {
  const callingCode = callingCodes.find((code) => phoneNumber.startsWith(code, 1));
  if (callingCode === undefined) return false;
  const national = phoneNumber.slice(1 + callingCode.length);
  if (areaCodes && !areaCodes.some((areaCode) => national.startsWith(areaCode))) return false;
  if (!countries) return true;
  const possible = possibleCountries(callingCode, national);
  return possible.length === 0 || possible.some((country) => countries.includes(country));
}
