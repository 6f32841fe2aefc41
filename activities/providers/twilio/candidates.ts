/**
 * Finds which of the calls that Twilio lists between two numbers is ours. Twilio keeps no id of ours, and has its own
 * clock.
 */
import { PROVIDER_CLOCK_BOUND_MS, type ProviderClockOffset, isSharp, SECOND_MS } from '../provider-clock';

/**
 * After this, a call that is not listed was not created. Twilio lists what it has created, but promises no time for it.
 * A request that we gave up on after 4 s is at most as old there as the SDK's own longest wait for an answer, 30 s.
 * Twice that.
 */
const LISTED_AFTER_MS = 60_000;

export interface ListedCall {
  sid: string;
  /** By Twilio's clock, whole seconds, rounded down; undefined when it does not say. */
  createdAtMs: number | undefined;
  /** It may be our call between the two numbers, but its record does not prove it. */
  isDoubtful?: boolean;
}

export interface Listing<Call extends ListedCall> {
  /** Calls between the two numbers that may be ours, the latest first. */
  calls: Call[];
  /** Twilio has more of them. */
  isCutOff: boolean;
  /** The time of the listing by Twilio's clock, if it said. */
  dateMs: number | undefined;
}

/** @param others sids that are known to be other calls of ours */
export function choose<Call extends ListedCall>(
  { calls, isCutOff, dateMs }: Listing<Call>,
  { dialledAtMs, others }: { dialledAtMs: number; others: ReadonlySet<string> },
  { least, most }: ProviderClockOffset,
): Call | 'not_found' | 'cannot_say' {
  const dialled = { least: dialledAtMs + least, most: dialledAtMs + most };
  // A clock set since the dial moved by less than the bound, or nothing was placed. A younger call may be ours.
  const isOlder = ({ createdAtMs }: ListedCall): boolean =>
    createdAtMs !== undefined && createdAtMs + SECOND_MS <= dialled.least - PROVIDER_CLOCK_BOUND_MS;
  if (isCutOff && !calls.some(isOlder)) return 'cannot_say';

  const [call, ...more] = calls.filter((listed) => !isOlder(listed) && !others.has(listed.sid));
  if (call === undefined) {
    const isListedByNow = dateMs !== undefined && dateMs >= dialled.most + LISTED_AFTER_MS;
    return isListedByNow ? 'not_found' : 'cannot_say';
  }
  const { createdAtMs = -Infinity, isDoubtful = false } = call;
  const isOfOurDial =
    createdAtMs + SECOND_MS > dialled.least && createdAtMs <= dialled.most + LISTED_AFTER_MS;
  return more.length === 0 && isOfOurDial && !isDoubtful && isSharp({ least, most }) ? call : 'cannot_say';
}
