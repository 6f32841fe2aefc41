/** MongoDB's time, as this process measures it: see `domain/time/clock.ts`. */
import {
  agreedOffset,
  CLOCK_BOUND_MS,
  type ClockOffset,
  type ClockReading,
  SLOW_READING_MS,
  timeBy,
} from '../../domain/time/clock';
import { readServerTime, type Store } from './mongo';

export interface Clock {
  /** Unix ms. */
  now(): number;
  date(): Date;
  /** Why this process may not dial by this clock now; undefined: the clock is good. */
  trouble(): string | undefined;
  /** False for a while after MongoDB's clock was set: other processes may have stored times of the old clock. */
  isSettled(): boolean;
  close(): void;
}

export interface ClockOptions {
  /** Gets an error when the clock is in trouble, and about once a minute while it is. */
  logger: { error(details: object, message: string): void };
  /** This machine's own clock, Unix ms. */
  machine?: () => number;
}

// Often enough to notice a changed clock within a permit to dial, and cheap: a command without a read.
const READ_EVERY_MS = 5_000;
// The quickest answer within this time counts: long enough for a quick one on a busy machine, too short for clocks to
// drift.
const KEPT_MS = 60_000;
// Readings at the opening: the first one includes the time to connect.
const FIRST_READINGS = 3;
// After MongoDB's clock was set, no worker dials until every permit by the old time is over.
const UNSETTLED_MS = 10_000;
const TOLD_EVERY_MS = 60_000;

/** Reads the database's clock before it returns, and then until it is closed. Throws when the database is not there. */
export async function openClock(store: Store, { logger, machine = Date.now }: ClockOptions): Promise<Clock> {
  let readings: ClockReading[] = [];
  let offset: ClockOffset | undefined;
  let unsettledUntilMs = 0;
  let toldAtMs = -Infinity;

  async function read(): Promise<void> {
    const sentMs = performance.now();
    const serverMs = (await readServerTime(store)).getTime();
    const reading = { sentMs, heardMs: performance.now(), serverMs };
    const earlier = readings.filter(({ heardMs }) => reading.heardMs - heardMs < KEPT_MS);
    const isSlow = reading.heardMs - reading.sentMs > SLOW_READING_MS;
    if (agreedOffset([...earlier, reading])) {
      // A slow answer that contradicts nothing adds little: the earlier ones count.
      if (earlier.length > 0 && isSlow) return;
      readings = [...earlier, reading];
    } else {
      // Readings of the old time are void.
      readings = [reading];
      unsettledUntilMs = performance.now() + UNSETTLED_MS;
      logger.error(
        {},
        "MongoDB's clock was set, or another server took over: this process does not dial for 10 s",
      );
    }
    offset = agreedOffset(readings);
    tell();
  }

  function tell(): void {
    const trouble = troubleNow();
    if (trouble === undefined || performance.now() - toldAtMs < TOLD_EVERY_MS) return;
    toldAtMs = performance.now();
    logger.error({ trouble }, 'this process does not dial: correct the clock');
  }

  const now = (): number => timeBy(offset as ClockOffset, performance.now());

  function isSettled(): boolean {
    return performance.now() >= unsettledUntilMs;
  }

  function troubleNow(): string | undefined {
    const apartMs = machine() - now();
    if (Math.abs(apartMs) > CLOCK_BOUND_MS)
      return (
        `this machine's clock is ${Math.round(Math.abs(apartMs) / 1_000)} s ${apartMs > 0 ? 'ahead of' : 'behind'} ` +
        `MongoDB's, and more than ${CLOCK_BOUND_MS / 1_000} s is one too many: set the one that is wrong`
      );
    if (!isSettled()) return "MongoDB's clock was just set, or another server took over";
    return undefined;
  }

  for (let i = 0; i < FIRST_READINGS; i += 1) await read();
  let reading: Promise<void> | undefined;
  const timer = setInterval(() => {
    reading ??= read()
      // MongoDB is away or slow: the monotonic clock goes on meanwhile.
      .catch(() => undefined)
      .finally(() => (reading = undefined));
  }, READ_EVERY_MS).unref();

  return {
    now,
    date: () => new Date(now()),
    trouble: troubleNow,
    isSettled,
    close: () => clearInterval(timer),
  };
}
