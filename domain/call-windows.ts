/**
 * Is it a time for calls? Windows and days without calls are said in local time, and the callee may be in any of
 * several zones: it is open only while it is open in all of them.
 */
import { type CallWindow, type Day, days } from './campaign-data';
import { canonicalZone, offsetAt } from './local-time';
import { withNewClocks } from './zone-corrections';

/** "Never": as far ahead as a date of four digits reaches. */
export const FAR_FUTURE_MS = Date.parse('9999-12-31T00:00:00Z');

/** One source of local times: a campaign, or a row of a rule set. */
export interface LocalRule {
  /** Absent: at any time. Empty: never. */
  windows?: readonly CallWindow[] | undefined;
  /** Local days without calls, `YYYY-MM-DD`. */
  blackoutDates?: readonly string[] | undefined;
  /** `callee`, or the one zone that the times mean. */
  timeZone: string;
  /** It holds from here … */
  fromMs?: number | undefined;
  /** … to before here. */
  untilMs?: number | undefined;
}

export type Opening =
  /** Until something closes it; where nothing does within a week, at least so long. */
  | { open: true; untilMs: number }
  /** FAR_FUTURE_MS when it does not open. */
  | { open: false; opensAtMs: number; reason: 'window' | 'blackout' | 'unknown_zone' };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;

/** A window that does not open within a year and its leap days and clock changes does not open. */
const SEARCH_MS = 400 * DAY_MS;
/** Where it closes is known for a week ahead at any time: what is remembered of two weeks is used for one. */
const LOOK_AHEAD_MS = 2 * WEEK_MS;
const REMEMBERED_MS = WEEK_MS;

interface Clock {
  /** Milliseconds of the week, from Monday 00:00, at which it opens or closes in turn. */
  changes: readonly number[];
  opensFirst: boolean;
  /** Local days, counted from 1970-01-01. */
  blackouts: ReadonlySet<number>;
  /** What the named zone's clocks may show, by old zone data and by new; undefined: the callee's. */
  zones: readonly string[] | undefined;
  fromMs: number;
  untilMs: number;
}

/** Rules made ready for asking. What was found out is remembered with them. */
export interface LocalRules {
  clocks: readonly Clock[];
  /** What is true now, by the set of zones; `number-zones.ts` gives the same array for the same set. */
  stretches: WeakMap<readonly string[], Stretch>;
}

export const localRules = (rules: readonly LocalRule[]): LocalRules => ({
  clocks: rules
    .filter(({ windows, blackoutDates = [] }) => windows !== undefined || blackoutDates.length > 0)
    .map(clockOf),
  stretches: new WeakMap(),
});

/** @param zones where the callee may be; empty means unknown, and that nobody is called whose local time matters. */
export function openingAt(rules: LocalRules, zones: readonly string[], nowMs: number): Opening {
  if (rules.clocks.length === 0) return alwaysOpen;
  const known = rules.stretches.get(zones);
  if (known && nowMs >= known.fromMs && nowMs < known.untilMs) return known.opening;
  if (zones.length === 0 && rules.clocks.some((clock) => clock.zones === undefined)) return neverOpen;
  const pairs = rules.clocks.flatMap((clock) => (clock.zones ?? zones).map((zone) => ({ clock, zone })));
  const stretch = stretchAt(pairs, nowMs);
  rules.stretches.set(zones, stretch);
  return stretch.opening;
}

const alwaysOpen: Opening = { open: true, untilMs: Infinity };
const neverOpen: Opening = { open: false, opensAtMs: FAR_FUTURE_MS, reason: 'unknown_zone' };

/** A clock as it hangs in one zone. */
interface Pair {
  clock: Clock;
  zone: string;
}

/** A time in which `opening` is the answer; no longer than it is. */
interface Stretch {
  fromMs: number;
  untilMs: number;
  opening: Opening;
}

/** What one clock says until `untilMs`, at the least. */
interface Piece {
  state: 'open' | 'window' | 'blackout';
  untilMs: number;
}

function stretchAt(pairs: readonly Pair[], nowMs: number): Stretch {
  const pieces = pairs.map((pair) => pieceAt(pair, nowMs));
  const closed = pieces.filter(({ state }) => state !== 'open');
  if (closed.length === 0) {
    const closesMs = nextClosing(pairs, endOf(pieces), nowMs + LOOK_AHEAD_MS);
    return {
      fromMs: nowMs,
      untilMs: Math.min(closesMs, nowMs + REMEMBERED_MS),
      opening: { open: true, untilMs: closesMs },
    };
  }
  return {
    fromMs: nowMs,
    untilMs: endOf(pieces),
    opening: {
      open: false,
      opensAtMs: nextOpening(pairs, nowMs),
      // The whole day is closed: that explains more than the hour does.
      reason: closed.some(({ state }) => state === 'blackout') ? 'blackout' : 'window',
    },
  };
}

const endOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((least, piece) => Math.min(least, piece.untilMs), Infinity);

/** Pieces also end with the week and where the clocks change, and what follows may be as open: the first that is not. */
function nextClosing(pairs: readonly Pair[], fromMs: number, lastMs: number): number {
  let ms = fromMs;
  while (ms < lastMs) {
    const pieces = pairs.map((pair) => pieceAt(pair, ms));
    if (pieces.some(({ state }) => state !== 'open')) return ms;
    ms = endOf(pieces);
  }
  return ms;
}

/** Each clock that is closed moves the time on to where it may open, until all in turn find it open. */
function nextOpening(pairs: readonly Pair[], nowMs: number): number {
  let ms = nowMs;
  let agreed = 0;
  for (let turn = 0; agreed < pairs.length; turn += 1) {
    const piece = pieceAt(pairs[turn % pairs.length] as Pair, ms);
    if (piece.state === 'open') {
      agreed += 1;
    } else {
      agreed = 0;
      ms = piece.untilMs;
      if (ms > nowMs + SEARCH_MS) return FAR_FUTURE_MS;
    }
  }
  return ms;
}

function pieceAt({ clock, zone }: Pair, ms: number): Piece {
  if (ms < clock.fromMs) return { state: 'open', untilMs: clock.fromMs };
  if (ms >= clock.untilMs) return { state: 'open', untilMs: Infinity };
  const { offsetMs, untilMs } = offsetAt(zone, ms);
  const piece = localPieceAt(clock, ms + offsetMs);
  return { state: piece.state, untilMs: Math.min(piece.untilMs - offsetMs, untilMs, clock.untilMs) };
}

/** In local time as it would go on without a change of the clocks. */
function localPieceAt(clock: Clock, localMs: number): Piece {
  const day = Math.floor(localMs / DAY_MS);
  if (clock.blackouts.has(day)) return { state: 'blackout', untilMs: (day + 1) * DAY_MS };
  // 1970-01-01 was a Thursday.
  const weekStartMs = Math.floor((localMs + 3 * DAY_MS) / WEEK_MS) * WEEK_MS - 3 * DAY_MS;
  const next = clock.changes.findIndex((change) => change > localMs - weekStartMs);
  const passed = next === -1 ? clock.changes.length : next;
  const isOpen = clock.opensFirst === (passed % 2 === 0);
  const untilMs = nextBlackout(clock, day, weekStartMs + (clock.changes[passed] ?? WEEK_MS));
  return { state: isOpen ? 'open' : 'window', untilMs };
}

function nextBlackout({ blackouts }: Clock, day: number, beforeMs: number): number {
  if (blackouts.size === 0) return beforeMs;
  for (let next = day + 1; next * DAY_MS < beforeMs; next += 1) {
    if (blackouts.has(next)) return next * DAY_MS;
  }
  return beforeMs;
}

const MINUTES_OF_DAY = DAY_MS / MINUTE_MS;
const MINUTES_OF_WEEK = WEEK_MS / MINUTE_MS;

function clockOf({ windows, blackoutDates, timeZone, fromMs, untilMs }: LocalRule): Clock {
  return {
    ...(windows ? weekOf(windows) : { opensFirst: true, changes: [] }),
    blackouts: new Set(blackoutDates?.map(dayNumber)),
    zones: timeZone === 'callee' ? undefined : [...withNewClocks([canonicalZone(timeZone)])],
    fromMs: fromMs ?? -Infinity,
    untilMs: untilMs ?? Infinity,
  };
}

/** Painted minute by minute: windows may overlap, touch, and reach over the end of the week. */
function weekOf(windows: readonly CallWindow[]): Pick<Clock, 'changes' | 'opensFirst'> {
  const open = new Uint8Array(MINUTES_OF_WEEK);
  for (const { Days, Start, End } of windows) {
    const [start, end] = [minuteOfDay(Start), minuteOfDay(End)];
    for (const day of Days) {
      const first = dayNumbers[day] * MINUTES_OF_DAY + start;
      const length = end > start ? end - start : end - start + MINUTES_OF_DAY;
      open.fill(1, first, first + length);
      open.fill(1, 0, Math.max(first + length - MINUTES_OF_WEEK, 0));
    }
  }
  const changes: number[] = [];
  for (let minute = 1; minute < MINUTES_OF_WEEK; minute += 1) {
    if (open[minute] !== open[minute - 1]) changes.push(minute * MINUTE_MS);
  }
  return { changes, opensFirst: open[0] === 1 };
}

const dayNumbers = Object.fromEntries(days.map((day, number) => [day, number])) as Record<Day, number>;

/** Like `durationOf`: unreadable rules do not get past the API, and a guess would call people at night. */
function minuteOfDay(text: string): number {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  if (hours === undefined) throw new Error(`A call window says "${text}"; it must be HH:MM, such as 09:00`);
  return Number(hours) * 60 + Number(minutes);
}

function dayNumber(text: string): number {
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new Error(`BlackoutDates has "${text}"; it must be a day, such as 2030-12-25`);
  return ms / DAY_MS;
}
