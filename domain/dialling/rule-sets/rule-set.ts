/** What a rule set is: dated rows, each with its source. */
import { type AttemptLimit, type CallWindow } from '../../campaigns/campaign-data';

export interface RuleSet {
  name: string;
  title: string;
  territory: Territory;
  /** Which calls it is about, where only the owner knows: `auto` leaves it out, and a campaign has to name it. */
  onlyFor?: string;
  rules: readonly LegalRule[];
}

/** Which numbers a rule set applies to, by the digits of the number. What is absent does not narrow it. */
export interface Territory {
  /** Numbers of any of these: `["33", "262"]`. */
  callingCodes: readonly string[];
  /** Only numbers that begin so after the calling code. */
  areaCodes?: readonly string[];
  /**
   * Only numbers that may be in one of these, of all countries that share the calling codes. A number that may be in
   * several counts for each; one that is in no country's plan, for all.
   */
  countries?: readonly string[];
}

/** One rule and where it is written. */
export interface LegalRule {
  /** First day, UTC, on which it holds. */
  from: string;
  /** First day on which it no longer holds. */
  until?: string;
  /** In the callee's local time, whatever a campaign's `TimeZone` says. */
  windows?: readonly CallWindow[];
  /** In the callee's local time. */
  blackoutDates?: readonly string[];
  /** Calendars (`holidays.ts`) whose public holidays are days without calls, in the callee's local time. */
  holidays?: readonly string[];
  /** No dial of a number for this long after a conversation, by any campaign of the organisation. A duration. */
  quietAfterConversation?: string;
  /** Only contacts who have consented: the campaign must state so (`ConsentStated`). */
  needsConsent?: boolean;
  /** Every zone that the number can be in counts, also those of few people: `ZonePolicy` cannot leave them out. */
  needsAllZones?: boolean;
  /** Dials of one number by the whole organisation. */
  attempts?: AttemptLimit;
  /** An unanswered call is not given up earlier. */
  leastRingSeconds?: number;
  source: string;
  /** Where we know it from: the law's own text, a text about it, or our memory. */
  known: 'primary' | 'secondary' | 'memory';
}
