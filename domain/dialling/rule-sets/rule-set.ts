/** What a rule set is: dated rows, each with its source. */
import { type AttemptLimit, type CallWindow } from '../../campaigns/campaign-data';

export interface RuleSet {
  name: string;
  title: string;
  territory: Territory;
  rules: readonly LegalRule[];
}

/** Which numbers a rule set is for, by what the number says. */
export interface Territory {
  callingCode: string;
  /** Only these area codes, of three digits. */
  areaCodes?: readonly string[];
  /** Not the numbers of another country with the same calling code. One whose country is unclear is in. */
  countries?: readonly string[];
}

/** One rule and where it is written. */
export interface LegalRule {
  /** First day, UTC, on which it holds. */
  from: string;
  /** First day on which it does not hold any more. */
  until?: string;
  /** In the callee's local time, whatever a campaign's `TimeZone` says. */
  windows?: readonly CallWindow[];
  /** In the callee's local time. */
  blackoutDates?: readonly string[];
  /** Dials of one number by the whole organisation. */
  attempts?: AttemptLimit;
  /** An unanswered call is not given up before. */
  leastRingSeconds?: number;
  source: string;
  /** How well we know it: the law's own text, a text about it, or our memory. */
  known: 'primary' | 'secondary' | 'memory';
}
