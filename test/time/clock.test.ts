import fc from 'fast-check';
import {
  agreedOffset,
  CLOCK_ERROR_MS,
  type ClockReading,
  SLOW_READING_MS,
  timeBy,
} from '../../domain/time/clock';

/** Readings of a server that is `aheadMs` ahead of the monotonic clock, each answered somewhere within its time. */
const readings = (aheadMs: number, slowestMs: number): fc.Arbitrary<ClockReading[]> =>
  fc.array(
    fc
      .record({
        sentMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
        tookMs: fc.double({ min: 0, max: slowestMs, noNaN: true }),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ sentMs, tookMs, at }) => ({
        sentMs,
        heardMs: sentMs + tookMs,
        serverMs: Math.floor(aheadMs + sentMs + tookMs * at),
      })),
    { minLength: 1, maxLength: 20 },
  );

it('two processes that read the same clock tell one time within the error that permissions allow for', () => {
  const ahead = 1.8e12;
  fc.assert(
    fc.property(readings(ahead, SLOW_READING_MS), readings(ahead, SLOW_READING_MS), (one, other) => {
      const times = [one, other].map((some) => {
        const offset = agreedOffset(some);
        if (!offset) throw new Error('a clock that nobody set contradicts itself');
        return timeBy(offset, 70_000);
      });
      for (const time of times)
        expect(Math.abs(time - (ahead + 70_000))).toBeLessThanOrEqual(CLOCK_ERROR_MS / 2 + 1);
    }),
  );
});

it('a clock that was set by more than its drift contradicts what was read before', () => {
  const reading = { sentMs: 1_000, heardMs: 1_001, serverMs: 5_000 };
  for (const setMs of [-10_000, -500, 500, 10_000]) {
    const later = { sentMs: 6_000, heardMs: 6_001, serverMs: 10_000 + setMs };
    expect(agreedOffset([reading, later])).toBeUndefined();
  }
  expect(agreedOffset([reading, { sentMs: 6_000, heardMs: 6_001, serverMs: 10_020 }])).toBeDefined();
});
