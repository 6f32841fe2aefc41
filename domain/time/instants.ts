/** Which instants are accepted, from clients and providers: the API shows them in UTC with a year of four digits. */

/** No instant here is before Unix time. */
const EARLIEST_MS = 0;
/** A year before the last one of four digits, so that later times computed from it still have four. */
const END_MS = Date.UTC(9999, 0, 1);

export const isInRange = (ms: number): boolean => ms >= EARLIEST_MS && ms < END_MS;
export const RANGE = 'within the years 1970 to 9998 in UTC';
