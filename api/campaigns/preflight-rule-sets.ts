/** The law in a preflight: which rule sets hold for the waiting jobs, which do not, and which countries have none. */
import { AUTO } from '../../domain/campaigns/campaign-data';
import { type DialRules } from '../../domain/dialling/dial-rules';
import { type JobFacts } from '../../domain/dialling/may-dial';
import { ruleSetNames, ruleSetsFor } from '../../domain/dialling/rule-sets';
import { type RuleSet } from '../../domain/dialling/rule-sets/rule-set';
import { type Country, countryOfNumber } from '../../domain/numbers/country';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { type RuleSetReport } from './preflight-answer';

/** Its lists are as short as the world: there are some 250 countries, and fewer rule sets. */
export class RuleSetTally {
  private readonly applied = new Map<RuleSet, number>();
  private readonly notApplied = new Map<RuleSet, number>();
  private readonly countries = new Map<string, Country & { jobs: number }>();

  constructor(private readonly rules: DialRules) {}

  add(job: JobFacts): void {
    // It is never dialled, so no law is asked.
    if (job.InboundOnly) return;
    const number = job.ContactPhoneNumber;
    const applied = ruleSetsFor(this.rules.constraintsFor(job).RuleSets, number);
    for (const ruleSet of applied) count(this.applied, ruleSet);
    for (const ruleSet of ruleSetsFor(ruleSetNames, number))
      if (!applied.includes(ruleSet)) count(this.notApplied, ruleSet);
    if (ruleSetsFor(AUTO, number).length > 0) return;
    const country = countryOfNumber(number);
    const name = `${country.country}:${country.callingCode}`;
    this.countries.set(name, { ...country, jobs: (this.countries.get(name)?.jobs ?? 0) + 1 });
  }

  result({ At, By }: CampaignDocument['Published']): RuleSetReport {
    const rows = (counts: Map<RuleSet, number>) =>
      [...counts]
        .map(([{ name, onlyFor }, Jobs]) => ({ Name: name, For: onlyFor, Jobs }))
        .sort((a, b) => b.Jobs - a.Jobs || (a.Name < b.Name ? -1 : 1));
    const missing = rows(this.notApplied);
    return {
      RuleSets: {
        Chosen: this.rules.data.Constraints.RuleSets ?? AUTO,
        By,
        Since: At,
        Applied: rows(this.applied).map(({ Name, Jobs }) => ({ Name, Jobs })),
        NotApplied: missing.flatMap(({ For, Name, Jobs }) => (For === undefined ? [{ Name, Jobs }] : [])),
        NamedOnly: missing.flatMap(({ For, Name, Jobs }) => (For === undefined ? [] : [{ Name, For, Jobs }])),
      },
      WithoutRuleSet: [...this.countries.values()]
        .map(({ country, callingCode, jobs }) => ({
          ...(country === undefined ? {} : { Country: country }),
          CallingCode: callingCode,
          Jobs: jobs,
        }))
        .sort((a, b) => b.Jobs - a.Jobs || (a.CallingCode < b.CallingCode ? -1 : 1)),
    };
  }
}

const count = (counts: Map<RuleSet, number>, ruleSet: RuleSet): void => {
  counts.set(ruleSet, (counts.get(ruleSet) ?? 0) + 1);
};
