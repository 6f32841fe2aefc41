/**
 * One clock for all processes: MongoDB's. Each process measures how far it is from its own monotonic clock, which nobody sets.
 * So times that one process stores and another compares are of one clock, however wrong the clocks of their machines are.
 */

/** One reading of MongoDB's time. `sentMs` and `heardMs` are of the process's monotonic clock. */
export interface ClockReading {
  sentMs: number;
  heardMs: number;
  /** Unix ms, cut off to whole milliseconds. */
  serverMs: number;
}

/** What is known of the difference: MongoDB's time is the monotonic time plus something between these two. */
export interface ClockOffset {
  leastMs: number;
  mostMs: number;
}

/** The server read its clock between our question and its answer. */
export const offsetFrom = ({ sentMs, heardMs, serverMs }: ClockReading): ClockOffset => ({
  leastMs: serverMs - heardMs,
  mostMs: serverMs + 1 - sentMs,
});

/**
 * What the readings say together; undefined when they contradict each other: MongoDB's clock was set, or another server with
 * another clock has taken over.
 * @param readings the latest ones, in any order
 */
export function agreedOffset(readings: readonly ClockReading[]): ClockOffset | undefined {
  const offsets = readings.map(offsetFrom);
  const agreed = {
    leastMs: Math.max(...offsets.map(({ leastMs }) => leastMs)) - DRIFT_MS,
    mostMs: Math.min(...offsets.map(({ mostMs }) => mostMs)) + DRIFT_MS,
  };
  return agreed.leastMs <= agreed.mostMs ? agreed : undefined;
}

/** Two good clocks part by 12 ms at most in the minute for which readings are kept (100 ppm each); a small correction is no break. */
const DRIFT_MS = 50;

export const timeBy = ({ leastMs, mostMs }: ClockOffset, monotonicMs: number): number =>
  Math.round(monotonicMs + (leastMs + mostMs) / 2);

/**
 * How far the clock of a machine that dials may be from MongoDB's. Hours for calls are as right as that clock: beyond this one of
 * the two is wrong, and nobody is dialled before a person has set it. Machines that keep time by NTP stay within a second.
 */
export const CLOCK_BOUND_MS = 30_000;

/** A reading whose answer took longer is not used while a better one is known. */
export const SLOW_READING_MS = 100;

/** Two processes tell the same time within this: for each half of a slow reading, and the drift. */
export const CLOCK_ERROR_MS = 2 * (SLOW_READING_MS / 2 + DRIFT_MS);
