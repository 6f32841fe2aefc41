/**
 * How far a provider's clock is from ours, measured by the Date header of its answers (docs/providers.md, "Two
 * clocks").
 */
import { type PlacementAnswer, ProviderMisconfigured } from '../ports/voice-provider';

/** The provider's clock minus ours, in ms: between `least` and `most`. */
export interface ProviderClockOffset {
  least: number;
  most: number;
}

export interface ClockLogger {
  warn(details: object, message: string): void;
}

/**
 * How much the clocks of the two sides may differ; beyond it nothing is placed. Machines that keep time at all stay
 * within a second. Thirty leave room for neglected ones, and are a tenth of what a signature allows (300 s), so that
 * signatures hold wherever calls are placed.
 */
export const PROVIDER_CLOCK_BOUND_MS = 30_000;
/** A Date header has whole seconds, rounded down. */
export const SECOND_MS = 1_000;
/** A clock that is set or drifts is noticed within this; a busy provider is measured all the time anyway. */
const REMEMBERED_MS = 5 * 60_000;
/** Measurements in one slice are merged: at most 31 are kept, however many answers come. */
const SLICE_MS = 10_000;
/**
 * A provider has several machines, and clocks are slewed between two measurements: NTP keeps both effects well below
 * this. We detect machines that differ by a second or more; between the two we rely on the provider.
 */
const SPREAD_MS = 250;
/** Every request has a deadline of 4 s. If one took longer than this by our clock, that clock was set meanwhile. */
const LONGEST_REQUEST_MS = 10_000;
/** A permit to dial lasts 4.5 s. The first placement of a process may spend this much of it on measuring. */
const MEASURING_MS = 2_000;
/**
 * A wider offset is useless: its whole width is taken from the 4.5 s that a placement has, and a time no longer tells
 * calls apart. One slow answer stays within it; clocks that were set, or differ among themselves, may not.
 */
const WIDEST_MS = 5_000;
/** Often enough to be seen, without flooding the log. */
const WARN_EVERY_MS = 5 * 60_000;

interface Slice extends ProviderClockOffset {
  atMs: number;
  /**
   * Two measurements contradict each other: a clock was set, or the provider's machines differ. Any of them may be
   * right.
   */
  isTorn: boolean;
}

export type ProviderClock = ReturnType<typeof createProviderClock>;

export function createProviderClock({
  now,
  logger,
}: {
  now: () => number;
  logger?: ClockLogger | undefined;
}) {
  let slices: Slice[] = [];
  let measuring: Promise<string | undefined> | undefined;
  let warnedAtMs = -Infinity;

  return { heard, offset, isWithinBound, ours, theirsAtLeast, refusal };

  /** Records the Date header of the answer to a request sent at `sentAtMs`. */
  function heard(date: string | null | undefined, sentAtMs: number): void {
    const theirsMs = Date.parse(date ?? '');
    const atMs = now();
    if (Number.isNaN(theirsMs) || atMs < sentAtMs || atMs - sentAtMs > LONGEST_REQUEST_MS) return;
    const slice = { atMs, least: theirsMs - atMs, most: theirsMs + SECOND_MS - sentAtMs, isTorn: false };
    const latest = remembered().at(-1);
    if (latest && atMs - latest.atMs < SLICE_MS) slices[slices.length - 1] = both(latest, slice);
    else slices.push(slice);
    warn(atMs);
  }

  /** Undefined: not measured lately. */
  function offset(): ProviderClockOffset | undefined {
    const known = remembered();
    if (known.length === 0) return undefined;
    const { least, most } = known.reduce(both);
    return { least: least - SPREAD_MS, most: most + SPREAD_MS };
  }

  function isWithinBound(): boolean {
    const measured = offset();
    return measured !== undefined && isSharp(measured) && farthest(measured) <= PROVIDER_CLOCK_BOUND_MS;
  }

  /** Converts a provider's time to our clock. Unchanged if the two clocks may agree. */
  function ours(theirsMs: number): number {
    const { least, most } = offset() ?? { least: 0, most: 0 };
    return least <= 0 && most >= 0 ? theirsMs : theirsMs - Math.round((least + most) / 2);
  }

  /**
   * The earliest time that one of ours can be on the provider's clock: a provider that keeps to it is never late by our
   * clock.
   */
  function theirsAtLeast(oursMs: number): number {
    return oursMs + (offset()?.least ?? -PROVIDER_CLOCK_BOUND_MS);
  }

  /**
   * Why nothing may be placed; undefined when the clocks are known to agree well enough. If they were not measured
   * lately, it asks the provider first, once for all callers that wait.
   * @param ask makes the provider answer anything; resolves to why it did not
   * @throws ProviderMisconfigured when an operator must set a clock
   */
  async function refusal(ask: () => Promise<string | undefined>): Promise<PlacementAnswer | undefined> {
    const known = offset();
    if (!known || !isSharp(known)) {
      measuring ??= ask().finally(() => (measuring = undefined));
      const silence = await within(measuring, MEASURING_MS, `no answer in ${MEASURING_MS / 1_000} s`);
      if (!offset() && silence !== undefined)
        return { kind: 'away', reason: `the provider's clock could not be measured: ${silence}` };
    }
    const measured = offset();
    if (!measured)
      throw new ProviderMisconfigured(
        "The provider's answers have no Date header, so it is unknown when it would dial: have it send one (RFC 9110, 6.6.1).",
      );
    if (isWithinBound()) return undefined;
    throw new ProviderMisconfigured(
      `The provider's clock is ${inWords(measured)} ours; calls are placed up to ${PROVIDER_CLOCK_BOUND_MS / 1_000} s, give or take ${WIDEST_MS / 2_000} s. ` +
        `Set the clocks of both sides by NTP: calls go on within ${REMEMBERED_MS / 60_000} minutes.`,
    );
  }

  function remembered(): Slice[] {
    const nowMs = now();
    slices = slices.filter(({ atMs }) => Math.abs(nowMs - atMs) < REMEMBERED_MS);
    return slices;
  }

  function warn(nowMs: number): void {
    const measured = offset();
    if (!measured || farthest(measured) <= PROVIDER_CLOCK_BOUND_MS / 2 || nowMs - warnedAtMs < WARN_EVERY_MS)
      return;
    warnedAtMs = nowMs;
    logger?.warn(
      { leastMs: measured.least, mostMs: measured.most, boundMs: PROVIDER_CLOCK_BOUND_MS },
      `the provider's clock is ${inWords(measured)} ours: set the clocks of both sides by NTP, beyond the bound no call is placed`,
    );
  }
}

/** Combines two measurements. */
function both(a: Slice, b: Slice): Slice {
  const [least, most] = [Math.max(a.least, b.least), Math.min(a.most, b.most)];
  const { atMs } = a;
  if (!a.isTorn && !b.isTorn && least <= most) return { atMs, least, most, isTorn: false };
  return { atMs, least: Math.min(a.least, b.least), most: Math.max(a.most, b.most), isTorn: true };
}

export const isSharp = ({ least, most }: ProviderClockOffset): boolean => most - least <= WIDEST_MS;

const farthest = ({ least, most }: ProviderClockOffset): number => Math.max(Math.abs(least), Math.abs(most));

const inWords = ({ least, most }: ProviderClockOffset): string => {
  const middleMs = (least + most) / 2;
  const seconds = Math.round(Math.abs(middleMs) / 1_000);
  const spread = Math.ceil((most - least) / 2_000);
  return `${seconds} s (give or take ${spread} s) ${middleMs < 0 ? 'behind' : 'ahead of'}`;
};

async function within<T>(promise: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => (timer = setTimeout(resolve, ms, otherwise)));
  // A rejection after the timeout reaches the next caller.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
