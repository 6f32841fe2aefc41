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

/** Which numbers a rule set applies to, by the digits of the number. */
export interface Territory {
  callingCode: string;
  /** Only these area codes, of three digits. */
  areaCodes?: readonly string[];
  /**
   * Only numbers of these countries, of all that share the calling code. A number whose country is unclear is included.
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
