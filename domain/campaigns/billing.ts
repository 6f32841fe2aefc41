/** Billing: which calls count now, and how many conversational minutes they add up to. */

/**
 * The start of the billing interval that `nowMs` is in (Unix ms): the latest midnight UTC of the organisation's billing
 * day. Days 29 to 31 fall on the last day of a shorter month. Without a billing day (0) it is 0: usage is then
 * all-time.
 */
export function billingIntervalStart(billingDoMStart: number, nowMs: number): number {
  if (billingDoMStart < 1) return 0;
  const now = new Date(nowMs);
  const thisMonth = billingMidnight(billingDoMStart, now.getUTCFullYear(), now.getUTCMonth());
  if (thisMonth <= nowMs) return thisMonth;
  return billingMidnight(billingDoMStart, now.getUTCFullYear(), now.getUTCMonth() - 1);
}

function billingMidnight(billingDay: number, year: number, month: number): number {
  // Day 0 of the next month is the last day of this one; month -1 is December of the year before.
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(billingDay, lastDay));
}

/**
 * The conversational minutes of an interval, from the sum of its conversation seconds. The API counts whole minutes, so
 * the sum is rounded up, once for the whole interval: rounding each call would bill more than was spoken.
 */
export function usedMinutes(totalConversationSeconds: number): number {
  // A sum of fractions drifts by less than a millisecond; that must not cost a minute.
  const ms = Math.round(totalConversationSeconds * 1000);
  return Math.ceil(ms / 60_000);
}

/** The free whole minutes of an organisation. Rounded down, so that no more is promised than is included. */
export const includedMinutes = (includedConversationSeconds: number): number =>
  Math.floor(includedConversationSeconds / 60);
