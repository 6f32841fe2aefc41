/** MaxCallsPerSecond, as the shortest time from one placement to the next. */
import { type Constraints } from '../campaigns/campaign-data';

/**
 * The slowest pace: a call in about a quarter of an hour. To call less often, a client limits the attempts or the
 * hours.
 */
export const LEAST_CALLS_PER_SECOND = 0.001;

/** Milliseconds; undefined: the campaign sets no limit. */
export const callIntervalMs = ({ MaxCallsPerSecond: rate }: Constraints): number | undefined =>
  rate === undefined ? undefined : Math.ceil(1_000 / Math.max(rate, LEAST_CALLS_PER_SECOND));

/**
 * How many calls may be placed by `ms`: the next one from `nextAtMs` on, each further one `paceMs` after the previous.
 */
export const placementsBy = (ms: number, { paceMs, nextAtMs }: Pace): number =>
  ms < nextAtMs ? 0 : Math.floor((ms - nextAtMs) / paceMs) + 1;

export interface Pace {
  paceMs: number;
  nextAtMs: number;
}
