import fc from 'fast-check';
import { RAMP_MS, allowedActiveCalls } from '../../domain/providers/ramp';

const startedAtMs = Date.parse('2030-01-01T00:00:00Z');
const allowed = (maxActiveCalls: number, elapsedMs: number, disableJitter = false): number =>
  allowedActiveCalls({ maxActiveCalls, startedAtMs, nowMs: startedAtMs + elapsedMs, disableJitter });

const cap = fc.nat(5000);
const elapsed = fc.integer({ min: -RAMP_MS, max: 2 * RAMP_MS });

describe('a started campaign', () => {
  it('begins with one call, is half open half-way and full at the end of the ramp', () => {
    expect(allowed(101, 0)).toBe(1);
    expect(allowed(101, RAMP_MS / 2)).toBe(51);
    expect(allowed(101, RAMP_MS - 1)).toBe(100);
    expect(allowed(101, RAMP_MS)).toBe(101);
  });

  it('is full at once when jitter is disabled', () => {
    fc.assert(fc.property(cap, elapsed, (max, ms) => expect(allowed(max, ms, true)).toBe(max)));
  });

  it('allows no call when its cap is 0', () => {
    fc.assert(fc.property(elapsed, fc.boolean(), (ms, disabled) => expect(allowed(0, ms, disabled)).toBe(0)));
  });

  it('never allows more than its cap, nor less than one call of a cap that allows any', () => {
    fc.assert(
      fc.property(cap, elapsed, (max, ms) => {
        expect(allowed(max, ms)).toBeLessThanOrEqual(max);
        expect(allowed(max, ms)).toBeGreaterThanOrEqual(Math.min(1, max));
        expect(Number.isInteger(allowed(max, ms))).toBe(true);
      }),
    );
  });

  it('never allows fewer calls than a moment before', () => {
    fc.assert(
      fc.property(cap, elapsed, fc.nat(RAMP_MS), (max, ms, later) => {
        expect(allowed(max, ms + later)).toBeGreaterThanOrEqual(allowed(max, ms));
      }),
    );
  });
});
