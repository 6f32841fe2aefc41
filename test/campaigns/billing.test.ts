import fc from 'fast-check';
import { billingIntervalStart, includedMinutes, usedMinutes } from '../../domain/campaigns/billing';

const start = (day: number, now: string): string =>
  new Date(billingIntervalStart(day, Date.parse(now))).toISOString().slice(0, 10);

describe('the billing interval', () => {
  it.each([
    [15, '2026-03-20T12:00:00Z', '2026-03-15', 'after the day'],
    [15, '2026-03-10T12:00:00Z', '2026-02-15', 'before the day'],
    [15, '2026-03-15T00:00:00.000Z', '2026-03-15', 'at its first instant'],
    [15, '2026-03-14T23:59:59.999Z', '2026-02-15', 'at the last instant of the one before'],
    [15, '2026-01-10T00:00:00Z', '2025-12-15', 'across the new year'],
    [1, '2026-01-01T00:00:00Z', '2026-01-01', 'on New Year'],
    [31, '2026-04-30T00:00:00Z', '2026-04-30', 'clamped to a month of 30 days'],
    [31, '2026-04-29T23:59:59Z', '2026-03-31', 'before the clamped day'],
    [31, '2026-03-01T00:00:00Z', '2026-02-28', 'clamped to February'],
    [30, '2028-03-01T00:00:00Z', '2028-02-29', 'clamped to a leap February'],
    [29, '2026-03-01T00:00:00Z', '2026-02-28', 'day 29 in a common year'],
    [29, '2028-03-01T00:00:00Z', '2028-02-29', 'day 29 in a leap year'],
    [31, '2026-01-15T00:00:00Z', '2025-12-31', 'clamping across the new year'],
  ])('of day %i at %s starts on %s (%s)', (day, now, expected) => {
    expect(start(day, now)).toBe(expected);
  });

  it('is all time without a billing day', () => {
    expect(billingIntervalStart(0, Date.parse('2026-03-20T12:00:00Z'))).toBe(0);
  });

  it('always holds the present, at most a month long, and starts at midnight UTC', () => {
    const range = { min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), fc.date(range), (day, now) => {
        const from = billingIntervalStart(day, now.getTime());
        expect(from).toBeLessThanOrEqual(now.getTime());
        expect(now.getTime() - from).toBeLessThan(31 * 86_400_000);
        expect(from % 86_400_000).toBe(0);
        expect(billingIntervalStart(day, from)).toBe(from);
        expect(billingIntervalStart(day, from - 1)).toBeLessThan(from);
      }),
    );
  });
});

describe('conversational minutes', () => {
  it.each([
    [0, 0],
    [0.4, 1],
    [59, 1],
    [60, 1],
    [60.001, 2],
    [61, 2],
    [3600, 60],
  ])('of %d seconds are %i: a begun minute counts', (seconds, minutes) => {
    expect(usedMinutes(seconds)).toBe(minutes);
  });

  it('do not grow by the inexactness of a sum', () => {
    const sum = Array.from({ length: 600 }, () => 0.1).reduce((a, b) => a + b, 0);
    expect(sum).toBeGreaterThan(60 - 1e-9);
    expect(usedMinutes(sum)).toBe(1);
    expect(usedMinutes(60.0000001)).toBe(1);
  });

  it('never promise more than is included', () => {
    expect(includedMinutes(0)).toBe(0);
    expect(includedMinutes(59)).toBe(0);
    expect(includedMinutes(60)).toBe(1);
    expect(includedMinutes(6059)).toBe(100);
  });
});
