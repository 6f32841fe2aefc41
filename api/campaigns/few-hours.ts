/** Counts the jobs of a preflight that may be dialled for a few hours a week only, and says why. */
import { type DialRules } from '../../domain/dialling/dial-rules';
import { FEW_HOURS, fewHoursAt, type FewHoursReason } from '../../domain/dialling/open-hours';
import { type DueJob } from '../../store/dialling/claims';
import { type FewHours } from './preflight-answer';

/** They fit a screen; a list of contacts has rarely more kinds of numbers. */
const MOST_REASONS = 10;

export class FewHoursCount {
  private readonly reasonFor: ReturnType<typeof fewHoursAt>;
  private readonly jobs = new Map<FewHoursReason, number>();

  constructor(rules: DialRules, nowMs: number) {
    this.reasonFor = fewHoursAt(rules, nowMs);
  }

  add(job: DueJob): void {
    if (job.InboundOnly) return;
    const reason = this.reasonFor(job);
    if (reason) this.jobs.set(reason, (this.jobs.get(reason) ?? 0) + 1);
  }

  result(): { FewHours?: FewHours } {
    if (this.jobs.size === 0) return {};
    // Different rules may have few hours for one and the same reason.
    const byText = new Map<string, FewHours['Reasons'][number]>();
    for (const [why, jobs] of this.jobs) {
      const HoursPerWeek = Math.round(why.hours * 100) / 100;
      const Why = inWords(why);
      const key = `${HoursPerWeek} ${Why}`;
      const Jobs = jobs + (byText.get(key)?.Jobs ?? 0);
      byText.set(key, { Reason: why.reason, Why, Jobs, HoursPerWeek });
    }
    const Reasons = [...byText.values()].sort((a, b) => b.Jobs - a.Jobs || (a.Why < b.Why ? -1 : 1));
    const Jobs = Reasons.reduce((sum, reason) => sum + reason.Jobs, 0);
    return { FewHours: { Below: FEW_HOURS, Jobs, Reasons: Reasons.slice(0, MOST_REASONS) } };
  }
}

const HELP = 'say ContactTimeZone, or ContactPostalCode with ContactCountry';

function inWords({ reason, zones }: FewHoursReason): string {
  switch (reason) {
    case 'unknown_zone':
      return `the number may be anywhere; ${HELP}`;
    case 'window':
      return 'CallWindows have so few hours; widen them';
    case 'rule_sets':
      return 'CallWindows and the law of RuleSets have so few hours in common; move CallWindows';
    case 'zones': {
      const where = `${zones?.count} time zones, from ${zones?.west} to ${zones?.east}`;
      if (zones?.from === 'number') return `the number can be in ${where}; ${HELP}`;
      if (zones?.from === 'contact') return `the contact can be in ${where}; say ContactTimeZone`;
      return `the number and the contact's place disagree, which makes ${where}; correct one of them`;
    }
  }
}
