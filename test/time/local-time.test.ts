import fc from 'fast-check';
import { offsetAt } from '../../domain/time/local-time';
import { wallClock } from '../dialling/plain-rules';

const zones = Intl.supportedValuesOf('timeZone');
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const instant = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2040, 0) }),
  fc.integer({ min: Date.UTC(2040, 0), max: Date.UTC(2140, 0) }),
  fc.integer({ min: Date.UTC(2140, 0), max: Date.UTC(9999, 11) }),
  // The turn of a year, which is read for itself.
  fc
    .tuple(fc.integer({ min: 2027, max: 9999 }), fc.integer({ min: -DAY_MS, max: DAY_MS }))
    .map(([year, ms]) => Date.UTC(year, 0) + ms),
);

/** What the wall clock shows if local time is UTC plus this. */
const shifted = (ms: number, offsetMs: number) => wallClock('UTC', ms + offsetMs);

it('an offset is what the wall clock shows from the instant asked about until it ends, in every zone and every year to come', () => {
  let ended = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      instant,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (zone, ms, part) => {
        const { offsetMs, untilMs } = offsetAt(zone, ms);
        expect(untilMs).toBeGreaterThan(ms);
        const between = ms + Math.floor((untilMs - 1 - ms) * part);
        for (const time of [ms, between, untilMs - 1])
          expect({ zone, time, ...wallClock(zone, time) }).toEqual({
            zone,
            time,
            ...shifted(time, offsetMs),
          });
        const next = offsetAt(zone, untilMs).offsetMs;
        expect({ zone, untilMs, ...wallClock(zone, untilMs) }).toEqual({
          zone,
          untilMs,
          ...shifted(untilMs, next),
        });
        if (next !== offsetMs) ended += 1;
      },
    ),
    { numRuns: 5_000 },
  );
  // Elsewhere they end with the year.
  expect(ended).toBeGreaterThan(500);
});

it('a change of the clocks is seen that another one takes back within a week', () => {
  // Gaza has its summer time again between Ramadan and the end of October, and Ramadan is through all of the year in 33
  // years.
  for (let ms = Date.UTC(2030, 0); ms < Date.UTC(2087, 0); ms += DAY_MS / 2) {
    const { offsetMs } = offsetAt('Asia/Gaza', ms);
    expect({ ms, ...wallClock('Asia/Gaza', ms) }).toEqual({ ms, ...shifted(ms, offsetMs) });
  }
});
