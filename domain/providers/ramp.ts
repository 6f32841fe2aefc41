/**
 * "Jobs will gradually begin after a Campaign is started": in its first seconds a campaign may have fewer calls than
 * its cap.
 */

/**
 * From one call to the full cap. Long enough that a carrier never sees the whole cap as one burst (a cap of 500 grows
 * by 100 calls a second), short enough that the person who pressed start sees the full cap before looking away.
 */
export const RAMP_MS = 5000;

export interface RampFacts {
  maxActiveCalls: number;
  startedAtMs: number;
  nowMs: number;
  disableJitter: boolean;
}

/** How many calls may be active now: one at the start, then linearly more, then the cap. Never above the cap. */
export function allowedActiveCalls({ maxActiveCalls, startedAtMs, nowMs, disableJitter }: RampFacts): number {
  return grownTo(maxActiveCalls, disableJitter ? 1 : (nowMs - startedAtMs) / RAMP_MS);
}

/** One call at the beginning, then linearly more, then the cap. `share` of the growth's time has passed. */
export function grownTo(maxActiveCalls: number, share: number): number {
  // A clock behind the one that wrote the beginning counts as at the beginning, not before it.
  const grown = Math.min(Math.max(share, 0), 1);
  return Math.min(maxActiveCalls, Math.floor(1 + (maxActiveCalls - 1) * grown));
}
