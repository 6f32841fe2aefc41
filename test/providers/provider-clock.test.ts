/** How far a provider's clock is from ours, by the Date headers of its answers. */
import fc from 'fast-check';
import { PROVIDER_CLOCK_BOUND_MS, createProviderClock } from '../../activities/providers/provider-clock';
import { ProviderMisconfigured } from '../../activities/ports/voice-provider';

const START_MS = Date.parse('2026-03-01T09:30:00.000Z');
const MINUTE_MS = 60_000;

/** A clock, the time that it goes by, and answers of a provider whose own clock is off. */
function aClock() {
  let nowMs = START_MS;
  const warnings: object[] = [];
  const clock = createProviderClock({
    now: () => nowMs,
    logger: { warn: (details) => warnings.push(details) },
  });
  return {
    clock,
    warnings,
    pass: (ms: number) => (nowMs += ms),
    /** An answer that takes `wayMs` there, and `backMs` back. */
    answer(offsetMs: number, wayMs = 5, backMs = 5) {
      const sentAtMs = nowMs;
      nowMs += wayMs;
      const date = new Date(nowMs + offsetMs).toUTCString();
      nowMs += backMs;
      clock.heard(date, sentAtMs);
    },
  };
}
const silent = () => Promise.resolve('silence');

it('whatever the offset, the ways and the moments, the true offset lies within what was measured', () => {
  const someAnswers = fc.array(
    fc.record({ way: fc.nat(2_000), back: fc.nat(2_000), pause: fc.nat(20_000) }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(fc.integer({ min: -7_200_000, max: 7_200_000 }), someAnswers, (offsetMs, answers) => {
      const { clock, answer, pass } = aClock();
      for (const { way, back, pause } of answers) {
        answer(offsetMs, way, back);
        pass(pause);
        const { least, most } = clock.offset()!;
        expect(least).toBeLessThanOrEqual(offsetMs);
        expect(most).toBeGreaterThanOrEqual(offsetMs);
        expect(clock.theirsAtLeast(START_MS)).toBeLessThanOrEqual(START_MS + offsetMs);
        const isNear = Math.max(Math.abs(least), Math.abs(most)) <= PROVIDER_CLOCK_BOUND_MS;
        expect(clock.isWithinBound()).toBe(isNear && most - least <= 5_000);
      }
    }),
  );
});

it('machines of one provider whose clocks differ, and a clock that is set, leave all of them possible', () => {
  // What differs by less than a Date header tells, its second, is one clock as far as anybody can see.
  const UNSEEN_MS = 1_010;
  const offsets = fc.array(fc.integer({ min: -60_000, max: 60_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(offsets, fc.nat(5_000), (machines, pause) => {
      const { clock, answer, pass } = aClock();
      for (const [i, offsetMs] of machines.entries()) {
        answer(offsetMs);
        pass(pause);
        // Five minutes are remembered.
        const lately = machines.slice(Math.max(0, i - Math.floor((4 * MINUTE_MS) / (pause + 10))), i + 1);
        const { least, most } = clock.offset()!;
        expect(least).toBeLessThanOrEqual(Math.min(...lately) + UNSEEN_MS);
        expect(most).toBeGreaterThanOrEqual(Math.max(...lately) - UNSEEN_MS);
      }
    }),
  );
});

it('many answers narrow it down to less than their rounding', () => {
  const { clock, answer, pass } = aClock();
  for (let i = 0; i < 50; i += 1) {
    answer(7_300);
    pass(333);
  }
  const { least, most } = clock.offset()!;
  expect(most - least).toBeLessThan(1_000);
  expect(Math.abs(clock.ours(START_MS + 7_300) - START_MS)).toBeLessThan(500);
});

it('an answer during which our own clock was set says nothing', () => {
  const { clock, pass } = aClock();
  clock.heard(new Date(START_MS).toUTCString(), START_MS + 1);
  pass(3_600_000);
  clock.heard(new Date(START_MS).toUTCString(), START_MS);
  expect(clock.offset()).toBeUndefined();
});

it('nothing is placed as long as the offset is not known, and all that wait ask once', async () => {
  const { clock, answer, pass } = aClock();
  expect(await clock.refusal(silent)).toEqual({
    kind: 'away',
    reason: expect.stringContaining('silence') as string,
  });
  await expect(clock.refusal(() => Promise.resolve(undefined))).rejects.toThrow(/Date header/);
  let asked = 0;
  const ask = async () => {
    asked += 1;
    await new Promise((resolve) => setImmediate(resolve));
    answer(0);
    return undefined;
  };
  expect(await Promise.all([clock.refusal(ask), clock.refusal(ask), clock.refusal(ask)])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(asked).toBe(1);
  expect(await clock.refusal(ask)).toBeUndefined();
  expect(asked).toBe(1);
  // What is old is measured anew.
  pass(5 * MINUTE_MS);
  await clock.refusal(ask);
  expect(asked).toBe(2);
});

it.each([-3_600_000, -60_000, -31_000, 31_000, 60_000, 3_600_000])(
  'nothing is placed with a clock that is %i ms off, and a person is told by how much',
  async (offsetMs) => {
    const { clock, answer } = aClock();
    answer(offsetMs);
    const refusal = clock.refusal(silent);
    await expect(refusal).rejects.toThrow(ProviderMisconfigured);
    await expect(refusal).rejects.toThrow(offsetMs < 0 ? /behind ours/ : /ahead of ours/);
    await expect(refusal).rejects.toThrow(/NTP/);
  },
);

it('nothing is placed with a clock that was set by more than a placement has time, until that is forgotten', async () => {
  const { clock, answer, pass } = aClock();
  answer(-20_000);
  answer(20_000);
  await expect(clock.refusal(silent)).rejects.toThrow(ProviderMisconfigured);
  pass(5 * MINUTE_MS);
  answer(20_000);
  expect(await clock.refusal(silent)).toBeUndefined();
});

it('a clock on its way out of bounds is logged with its offset, now and then and not each time', () => {
  const { warnings, answer, pass } = aClock();
  answer(10_000);
  expect(warnings).toEqual([]);
  pass(5 * MINUTE_MS);
  for (let i = 0; i < 30; i += 1) {
    answer(20_000);
    pass(1_000);
  }
  expect(warnings).toEqual([
    {
      leastMs: expect.any(Number) as number,
      mostMs: expect.any(Number) as number,
      boundMs: PROVIDER_CLOCK_BOUND_MS,
    },
  ]);
  pass(5 * MINUTE_MS);
  answer(20_000);
  expect(warnings).toHaveLength(2);
});
