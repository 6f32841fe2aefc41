import fc from 'fast-check';
import { type CallWindow, days } from '../../domain/campaigns/campaign-data';
import { FAR_FUTURE_MS, type LocalRule, localRules, openingAt } from '../../domain/dialling/call-windows';
import { holidaysOf } from '../../domain/dialling/holidays';
import { type WallClock, wallClock, windowIsOpen } from './plain-rules';

const DAY_MS = 24 * 3_600_000;
/** Every zone's clocks are a multiple of this from UTC, and so are the times of these rules. */
const GRID_MS = 15 * 60_000;
const start = Date.parse('2026-12-01T00:00:00Z');
const SEARCHED_MS = 400 * DAY_MS;
const LOOKED_AHEAD_MS = 7 * DAY_MS;

/** Far apart, on both halves of the earth, with half hours and quarters, and one whose clocks change in Ramadan. */
const zoneNames = [
  'America/Los_Angeles',
  'America/New_York',
  'America/St_Johns',
  'Europe/London',
  'Europe/Moscow',
  'Asia/Kolkata',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Pago_Pago',
];

const shown = new Map<string, WallClock[]>();
/** What a zone's wall clock shows at each point of the grid. */
function wallClocks(zone: string): WallClock[] {
  const known = shown.get(zone);
  if (known) return known;
  const points = (2 * SEARCHED_MS) / GRID_MS;
  const clocks = Array.from({ length: points }, (_, i) => wallClock(zone, start + i * GRID_MS));
  shown.set(zone, clocks);
  return clocks;
}

/** Step by step, as a person would. */
function plainly(rules: readonly LocalRule[], zones: readonly string[], ms: number): boolean {
  const at = (ms - start) / GRID_MS;
  return rules.every(
    ({ windows, blackoutDates = [], holidays = [], timeZone, fromMs = -Infinity, untilMs = Infinity }) => {
      if (ms < fromMs || ms >= untilMs || (!windows && blackoutDates.length + holidays.length === 0))
        return true;
      return (timeZone === 'callee' ? zones : [timeZone]).every((zone) => {
        const now = wallClocks(zone)[at];
        if (!now) throw new Error('beyond what was written down');
        if (blackoutDates.includes(now.date)) return false;
        if (
          holidays.some((calendar) => holidaysOf(calendar, Number(now.date.slice(0, 4))).includes(now.date))
        )
          return false;
        return !windows || windows.some((window) => windowIsOpen(window, now));
      });
    },
  );
}

const quarter = (n: number): string =>
  `${String(Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`;
/** Short, so that many of them have nothing in common, or only after some zone has changed its clocks. */
const shortWindow: fc.Arbitrary<CallWindow> = fc
  .record({
    Days: fc.subarray([...days], { minLength: 1 }),
    start: fc.integer({ min: 0, max: 95 }),
    length: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 95 })),
  })
  .map(({ Days, start, length }) => ({
    Days,
    Start: quarter(start),
    End: start + length === 96 ? '24:00' : quarter((start + length) % 96),
  }));
const date = (n: number): string => new Date(start + n * DAY_MS).toISOString().slice(0, 10);
/** Days here and there, and holidays without an end. */
const blackouts = fc.oneof(
  fc.uniqueArray(fc.integer({ min: -1, max: 420 }), { maxLength: 10 }).map((list) => list.map(date)),
  fc
    .record({
      from: fc.integer({ min: -1, max: 30 }),
      every: fc.integer({ min: 1, max: 2 }),
      count: fc.nat(400),
    })
    .map(({ from, every, count }) => Array.from({ length: count }, (_, i) => date(from + i * every))),
);
const gridTime = (firstDay: number, lastDay: number): fc.Arbitrary<number> =>
  fc
    .integer({ min: (firstDay * DAY_MS) / GRID_MS, max: (lastDay * DAY_MS) / GRID_MS })
    .map((n) => start + n * GRID_MS);
const optional = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
const rule: fc.Arbitrary<LocalRule> = fc.record({
  windows: optional(fc.array(shortWindow, { maxLength: 12 }), 5),
  blackoutDates: optional(blackouts),
  holidays: optional(fc.subarray(['GB-SCT', 'AU-VIC', 'ES-CE']), 1),
  timeZone: fc.oneof(
    { weight: 4, arbitrary: fc.constant('callee') },
    { weight: 1, arbitrary: fc.constantFrom(...zoneNames.slice(0, 5)) },
  ),
  fromMs: optional(gridTime(-10, 300), 1),
  untilMs: optional(gridTime(-10, 300), 1),
});

it('the next opening and the next closing are what stepping through the year minute by minute finds, whatever the rules', () => {
  const seen = { soon: 0, afterAWeek: 0, never: 0, closes: 0, staysOpen: 0 };
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 3 }),
      fc.uniqueArray(fc.constantFrom(...zoneNames), { minLength: 1, maxLength: 4 }),
      fc.array(gridTime(0, 300), { minLength: 1, maxLength: 3 }),
      (list, zones, times) => {
        // The same rules are asked again and again, so what is remembered of the first answer is held against the rest.
        const rules = localRules(list);
        for (const nowMs of times) {
          const opening = openingAt(rules, zones, nowMs);
          expect(opening.open).toBe(plainly(list, zones, nowMs));
          const untilMs = nowMs + (opening.open ? LOOKED_AHEAD_MS : SEARCHED_MS);
          let ms = nowMs;
          while (ms <= untilMs && plainly(list, zones, ms) === opening.open) ms += GRID_MS;
          const found = opening.open ? opening.untilMs : opening.opensAtMs;
          if (ms <= untilMs) expect(found).toBe(ms);
          else if (opening.open) expect(found).toBeGreaterThanOrEqual(untilMs);
          else expect(found).toBe(FAR_FUTURE_MS);
          if (opening.open) seen[ms <= untilMs ? 'closes' : 'staysOpen'] += 1;
          else if (ms > untilMs) seen.never += 1;
          else seen[ms <= nowMs + 7 * DAY_MS ? 'soon' : 'afterAWeek'] += 1;
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});
