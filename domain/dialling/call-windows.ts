/**
 * Is it a time for calls? Windows and days without calls are in local time, and the callee may be in any of several
 * zones: it is open only while it is open in all of them.
 */
import { type Blackouts, blackoutsOf, hasDays, runAt } from './blackouts';
import { type CallWindow } from '../campaigns/campaign-data';
import { canonicalZone, offsetAt } from '../time/local-time';
import { alwaysOpenWeek, closeAlso, nextInWeek, openMinutes, type Week, weekOf } from './week-hours';
import { withNewClocks } from '../time/zone-corrections';

/** "Never": the last day of the last year with four digits. */
export const FAR_FUTURE_MS = Date.parse('9999-12-31T00:00:00Z');

/** One source of local times: a campaign, or a row of a rule set. */
export interface LocalRule {
  /** Absent: at any time. Empty: never. */
  windows?: readonly CallWindow[] | undefined;
  /** Local days without calls, `YYYY-MM-DD`. */
  blackoutDates?: readonly string[] | undefined;
  /** Calendars whose holidays are local days without calls. */
  holidays?: readonly string[] | undefined;
  /** `callee`, or the zone in which the times are given. */
  timeZone: string;
  /** The rule holds from this time. */
  fromMs?: number | undefined;
  /** The rule no longer holds at this time. */
  untilMs?: number | undefined;
}

export type Opening =
  /** `untilMs`: when it closes. If it does not close within a week, it stays open at least until then. */
  | { open: true; untilMs: number }
  /** `opensAtMs`: FAR_FUTURE_MS when it never opens. */
  | { open: false; opensAtMs: number; reason: 'window' | 'blackout' | 'unknown_zone' };

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;

/** A window that does not open within a year, with room for leap days and clock changes, never opens. */
const SEARCH_MS = 400 * DAY_MS;
/** A search looks two weeks ahead and its result is used for one, so the closing time is always known for a week. */
const LOOK_AHEAD_MS = 2 * WEEK_MS;
const REMEMBERED_MS = WEEK_MS;
/** A look ahead asks about now and about the next opening in turn, job after job. */
const STRETCHES_KEPT = 4;

interface Clock {
  /** Undefined: open at any time but on blackout days. */
  week: Week | undefined;
  blackouts: Blackouts;
  /** The named zone, by old zone data and by new; undefined: the callee's zones. */
  zones: readonly string[] | undefined;
  fromMs: number;
  untilMs: number;
}

/** Compiled rules, with the answers already found. */
export interface LocalRules {
  clocks: readonly Clock[];
  /** The latest answers, by the set of zones; `number-zones.ts` returns the same array for the same set. */
  stretches: WeakMap<readonly string[], Stretch[]>;
}

export const localRules = (rules: readonly LocalRule[]): LocalRules => ({
  clocks: rules
    .map(({ blackoutDates, holidays, ...rule }) => ({
      ...rule,
      blackouts: blackoutsOf(blackoutDates, holidays),
    }))
    .filter(({ windows, blackouts }) => windows !== undefined || hasDays(blackouts))
    .map(({ windows, blackouts, timeZone, fromMs, untilMs }) => ({
      week: windows && weekOf(windows),
      blackouts,
      zones: timeZone === 'callee' ? undefined : [...withNewClocks([canonicalZone(timeZone)])],
      fromMs: fromMs ?? -Infinity,
      untilMs: untilMs ?? Infinity,
    })),
  stretches: new WeakMap(),
});

/** @param zones where the callee may be; empty: unknown, and then it never opens if a rule is in the callee's time. */
export function openingAt(rules: LocalRules, zones: readonly string[], nowMs: number): Opening {
  if (rules.clocks.length === 0) return alwaysOpen;
  const known = rules.stretches.get(zones) ?? [];
  const stretch = known.find(({ fromMs, untilMs }) => nowMs >= fromMs && nowMs < untilMs);
  if (stretch) return stretch.opening;
  if (zones.length === 0 && rules.clocks.some((clock) => clock.zones === undefined)) return neverOpen;
  const found = stretchAt(rules, zones, nowMs);
  rules.stretches.set(zones, [found, ...known].slice(0, STRETCHES_KEPT));
  return found.opening;
}

const alwaysOpen: Opening = { open: true, untilMs: Infinity };
const neverOpen: Opening = { open: false, opensAtMs: FAR_FUTURE_MS, reason: 'unknown_zone' };

/** A time in which `opening` is the answer. The answer may hold for longer. */
interface Stretch {
  fromMs: number;
  untilMs: number;
  opening: Opening;
}

function stretchAt(rules: LocalRules, zones: readonly string[], nowMs: number): Stretch {
  const span = spanAt(rules, zones, nowMs);
  const { isNow: isBlackout, changesMs } = blackoutAt(span, nowMs);
  const isOpen = !isBlackout && nextInWeek(span.week, nowMs, true) === nowMs;
  if (isOpen) {
    const lastMs = nowMs + LOOK_AHEAD_MS;
    const closesMs = search(rules, zones, span, { nowMs, lastMs, firstIn: firstClosed }) ?? lastMs;
    return {
      fromMs: nowMs,
      untilMs: Math.min(closesMs, nowMs + REMEMBERED_MS),
      opening: { open: true, untilMs: closesMs },
    };
  }
  const opensAtMs = search(rules, zones, span, { nowMs, lastMs: nowMs + SEARCH_MS, firstIn: firstOpen });
  return {
    fromMs: nowMs,
    untilMs: Math.min(opensAtMs ?? Infinity, changesMs, span.untilMs, nowMs + REMEMBERED_MS),
    opening: {
      open: false,
      opensAtMs: opensAtMs ?? FAR_FUTURE_MS,
      // A closed day explains more than a closed hour.
      reason: isBlackout ? 'blackout' : 'window',
    },
  };
}

/**
 * A time in which no zone changes its clocks and no rule begins or ends. Its weeks differ only in their blackout days:
 * a window that is missing from one week is missing from all, however long the span is.
 */
interface Span {
  untilMs: number;
  /** The minutes that all clocks have open, in UTC. */
  week: Week;
  blackouts: { days: Blackouts; offsetMs: number }[];
}

function spanAt({ clocks }: LocalRules, zones: readonly string[], ms: number): Span {
  const callee = offsetsOf(zones, ms);
  const span: Span = { untilMs: callee.untilMs, week: alwaysOpenWeek(), blackouts: [] };
  for (const clock of clocks) {
    const endMs = ms < clock.fromMs ? clock.fromMs : clock.untilMs;
    if (endMs > ms) span.untilMs = Math.min(span.untilMs, endMs);
    if (ms < clock.fromMs || ms >= clock.untilMs) continue;
    const { offsets, untilMs } = clock.zones ? offsetsOf(clock.zones, ms) : callee;
    span.untilMs = Math.min(span.untilMs, untilMs);
    for (const offsetMs of offsets) {
      if (clock.week) closeAlso(span.week, clock.week, offsetMs);
      if (hasDays(clock.blackouts)) span.blackouts.push({ days: clock.blackouts, offsetMs });
    }
  }
  return span;
}

/**
 * How many minutes a week are open, by the clocks and rules of `ms`. Days without calls do not count: they pass, and a
 * week of holidays says nothing of the next.
 */
export const openMinutesAt = (rules: LocalRules, zones: readonly string[], ms: number): number =>
  zones.length === 0 && rules.clocks.some((clock) => clock.zones === undefined)
    ? 0
    : openMinutes(spanAt(rules, zones, ms).week);

/** Zones whose clocks show the same time count as one. */
function offsetsOf(zones: readonly string[], ms: number): { offsets: Set<number>; untilMs: number } {
  const offsets = new Set<number>();
  let untilMs = Infinity;
  for (const zone of zones) {
    const span = offsetAt(zone, ms);
    offsets.add(span.offsetMs);
    untilMs = Math.min(untilMs, span.untilMs);
  }
  return { offsets, untilMs };
}

/** The first time up to `lastMs` that `firstIn` finds; searches span after span. */
function search(
  rules: LocalRules,
  zones: readonly string[],
  first: Span,
  wanted: { nowMs: number; lastMs: number; firstIn: (span: Span, fromMs: number) => number },
): number | undefined {
  const { nowMs, lastMs, firstIn } = wanted;
  let [span, fromMs] = [first, nowMs];
  for (;;) {
    const foundMs = firstIn(span, fromMs);
    if (foundMs < span.untilMs) return foundMs > lastMs ? undefined : foundMs;
    if (span.untilMs > lastMs) return undefined;
    fromMs = span.untilMs;
    span = spanAt(rules, zones, fromMs);
  }
}

/** The first open time; at or after the end of the span: none in it. */
function firstOpen(span: Span, fromMs: number): number {
  let ms = fromMs;
  while (ms < span.untilMs) {
    ms = nextInWeek(span.week, ms, true);
    const { isNow, endsMs } = blackoutAt(span, ms);
    if (!isNow) return ms;
    ms = endsMs;
  }
  return ms;
}

const firstClosed = (span: Span, fromMs: number): number => {
  const { isNow, changesMs } = blackoutAt(span, fromMs);
  return isNow ? fromMs : Math.min(nextInWeek(span.week, fromMs, false), changesMs);
};

/** Is it a day without calls in any zone, at least until when, and when does that next change in one of them? */
function blackoutAt({ blackouts }: Span, ms: number): { isNow: boolean; endsMs: number; changesMs: number } {
  let [endsMs, changesMs] = [-Infinity, Infinity];
  for (const { days, offsetMs } of blackouts) {
    const run = runAt(days, ms + offsetMs);
    const [runFromMs, runUntilMs] = [run.fromMs - offsetMs, run.untilMs - offsetMs];
    if (runFromMs <= ms) endsMs = Math.max(endsMs, runUntilMs);
    changesMs = Math.min(changesMs, runFromMs <= ms ? runUntilMs : runFromMs);
  }
  return { isNow: endsMs > ms, endsMs, changesMs };
}
