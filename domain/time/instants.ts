/** Which instants we take, of whoever sends them: they are answered with a year of four digits, in UTC. */

/** Nothing that is spoken of here is older than Unix time. */
const EARLIEST_MS = 0;
/** A year before the last one of four digits, so that what is reckoned from a time still has one. */
const END_MS = Date.UTC(9999, 0, 1);

export const isInRange = (ms: number): boolean => ms >= EARLIEST_MS && ms < END_MS;
export const RANGE = 'within the years 1970 to 9998 in UTC';
