/** A rule set of a test: the data of the test file's own copy of our modules gets one more. */
import { ruleSetChoices, ruleSetNames, ruleSets } from '../../domain/dialling/rule-sets';
import { type LegalRule, type RuleSet, type Territory } from '../../domain/dialling/rule-sets/rule-set';

/** Before the file's first question about numbers of the calling code. @returns the constraints that name it. */
export function ownRuleSet(
  name: string,
  rules: Omit<LegalRule, 'source' | 'known'>[],
  territory: Territory = { callingCodes: ['1'] },
): { RuleSets: string[] } {
  const rows = rules.map((rule): LegalRule => ({ ...rule, source: 'none', known: 'memory' }));
  // Only for calls that a test names it for: no other campaign of the test comes under it.
  const ruleSet: RuleSet = { name, title: name, territory, onlyFor: 'a test', rules: rows };
  (ruleSets as RuleSet[]).push(ruleSet);
  (ruleSetNames as string[]).push(name);
  (ruleSetChoices as string[]).push(name);
  return { RuleSets: [name] };
}
