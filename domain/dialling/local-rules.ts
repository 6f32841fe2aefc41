/** The rules in local time for one number: its campaign's, and those of the rule sets that apply to the number. */
import { type Constraints } from '../campaigns/campaign-data';
import { type LocalRules, localRules } from './call-windows';
import { ruleSetsFor } from './rule-sets';
import { type LegalRule, type RuleSet } from './rule-sets/rule-set';

/** The hours of a number under these constraints: the campaign's own, or those of a job that overrides some of them. */
export type LocalHours = (constraints: Constraints, phoneNumber: string) => LocalRules;

/** The rules under the campaign's own constraints are compiled once for each combination of rule sets. */
export function localHoursOf(campaigns: Constraints): LocalHours {
  const byRuleSets = new Map<readonly RuleSet[], LocalRules>();
  return (constraints, phoneNumber) => {
    const { CallWindows, BlackoutDates, Holidays, RuleSets } = constraints;
    const ruleSets = ruleSetsFor(RuleSets, phoneNumber);
    if (!CallWindows && !BlackoutDates && !Holidays && ruleSets.length === 0) return noRules;
    if (constraints !== campaigns) return byContent(constraints, ruleSets);
    const known = byRuleSets.get(ruleSets);
    if (known) return known;
    const rules = byContent(constraints, ruleSets);
    byRuleSets.set(ruleSets, rules);
    return rules;
  };
}

const noRules = localRules([]);

/** Jobs that override their campaign's hours often do so alike, and rules compiled from the same content stay right. */
const contents = new Map<string, LocalRules>();
/** More rules than started campaigns have; about 40 MB if all are as large as the API accepts. */
const MOST_CONTENTS = 1_000;

function byContent(constraints: Constraints, ruleSets: readonly RuleSet[]): LocalRules {
  const { CallWindows, BlackoutDates, Holidays, TimeZone = 'callee' } = constraints;
  const key = JSON.stringify([
    CallWindows,
    BlackoutDates,
    Holidays,
    TimeZone,
    ruleSets.map(({ name }) => name),
  ]);
  const known = contents.get(key);
  if (known) return known;
  const rules = localRules([
    { windows: CallWindows, blackoutDates: BlackoutDates, holidays: Holidays, timeZone: TimeZone },
    ...ruleSets.flatMap((ruleSet) => ruleSet.rules).map(ofTheLaw),
  ]);
  if (contents.size >= MOST_CONTENTS) contents.clear();
  contents.set(key, rules);
  return rules;
}

const ofTheLaw = (rule: LegalRule) => ({
  windows: rule.windows,
  blackoutDates: rule.blackoutDates,
  holidays: rule.holidays,
  timeZone: 'callee',
  fromMs: firstMs(rule),
  untilMs: endMs(rule),
});

export const firstMs = ({ from }: LegalRule): number => Date.parse(`${from}T00:00:00Z`);
export const endMs = ({ until }: LegalRule): number =>
  until === undefined ? Infinity : Date.parse(`${until}T00:00:00Z`);

export const holdsAt = (rule: LegalRule, ms: number): boolean => firstMs(rule) <= ms && ms < endMs(rule);
