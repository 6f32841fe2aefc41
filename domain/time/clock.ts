/**
 * One clock for all processes: MongoDB's. Each process measures how far it is from the process's monotonic clock, which
 * is never set. So times that one process stores and another compares are of one clock, however wrong their machines'
 * clocks are.
 */

/** One reading of MongoDB's time. `sentMs` and `heardMs` are by the process's monotonic clock. */
export interface ClockReading {
  sentMs: number;
  heardMs: number;
  /** Unix ms, rounded down to whole milliseconds. */
  serverMs: number;
}

/** The measured difference: MongoDB's time is the monotonic time plus something between these two. */
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
 * The offset that all readings allow; undefined when they contradict each other: MongoDB's clock was set, or another
 * server with another clock has taken over.
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

/**
 * Two good clocks drift apart by at most 12 ms in the minute for which readings are kept (100 ppm each); small
 * corrections fit.
 */
const DRIFT_MS = 50;

export const timeBy = ({ leastMs, mostMs }: ClockOffset, monotonicMs: number): number =>
  Math.round(monotonicMs + (leastMs + mostMs) / 2);

/**
 * How far the clock of a machine that dials may be from MongoDB's. Call hours are only as right as that clock: beyond
 * this one of the two is wrong, and the machine does not dial until an operator has set it. Machines with NTP stay
 * within a second.
 */
export const CLOCK_BOUND_MS = 30_000;

/** A reading that took longer is not used while there is a better one. */
export const SLOW_READING_MS = 100;

/** The most by which the times of two processes differ: for each, half of a slow reading, and the drift. */
export const CLOCK_ERROR_MS = 2 * (SLOW_READING_MS / 2 + DRIFT_MS);
