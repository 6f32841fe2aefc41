/** Which listed call is ours, whatever Twilio's clock says. */
import fc from 'fast-check';
import { choose, type ListedCall } from '../../../activities/providers/twilio/candidates';

const DIALLED_MS = Date.parse('2026-03-01T09:30:00.000Z');
const HOUR_MS = 3_600_000;
const whole = (ms: number): number => Math.floor(ms / 1_000) * 1_000;
const listing = (calls: ListedCall[], dateMs: number, isCutOff = false) => ({
  calls,
  dateMs: whole(dateMs),
  isCutOff,
});
const dial = { dialledAtMs: DIALLED_MS, others: new Set<string>() };

/** The true offset, and what was measured of it. */
const anOffset = fc
  .record({ trueMs: fc.integer({ min: -60_000, max: 60_000 }), under: fc.nat(40_000), over: fc.nat(40_000) })
  .map(({ trueMs, under, over }) => ({ trueMs, least: trueMs - under, most: trueMs + over }));
const ours = (createdMs: number): ListedCall => ({ sid: 'ours', createdAtMs: whole(createdMs) });

it('a call that exists is never not found, however far the clocks are apart, and whenever it is asked about', () => {
  const moments = fc.record({ createdAfter: fc.nat(60_000), asked: fc.nat(HOUR_MS) });
  const noise = fc.array(
    fc.record({ sid: fc.string(), createdAtMs: fc.option(fc.nat(), { nil: undefined }) }),
  );
  fc.assert(
    fc.property(anOffset, moments, noise, ({ trueMs, least, most }, { createdAfter, asked }, others) => {
      const call = ours(DIALLED_MS + trueMs + createdAfter);
      const answer = choose(listing([call, ...others], DIALLED_MS + trueMs + createdAfter + asked), dial, {
        least,
        most,
      });
      expect(answer).not.toBe('not_found');
    }),
    { numRuns: 1_000 },
  );
});

it('a call that exists is not given up either when the offset was measured wrong by as much as the bound', () => {
  fc.assert(
    fc.property(fc.integer({ min: -30_000, max: 30_000 }), fc.nat(HOUR_MS), (setByMs, asked) => {
      const offset = { least: setByMs, most: setByMs + 1_000 };
      const answer = choose(listing([ours(DIALLED_MS)], DIALLED_MS + asked), dial, offset);
      expect(answer).not.toBe('not_found');
    }),
  );
});

it('before a minute has passed by its own clock, an empty list proves nothing', () => {
  fc.assert(
    fc.property(anOffset, fc.nat(59_999), ({ trueMs, least, most }, asked) => {
      expect(choose(listing([], DIALLED_MS + trueMs + asked), dial, { least, most })).toBe('cannot_say');
    }),
  );
  expect(choose(listing([], DIALLED_MS + 62_000), dial, { least: -1_000, most: 1_000 })).toBe('not_found');
  const undated = { ...listing([], 0), dateMs: undefined };
  expect(choose(undated, dial, { least: -1_000, most: 1_000 })).toBe('cannot_say');
});

describe('with clocks that are known to the second', () => {
  const offset = { least: -10_500, most: -9_500 };
  const atMs = DIALLED_MS - 10_000;
  const later = atMs + HOUR_MS;
  const earlier = (ms: number): ListedCall => ({ sid: 'earlier', createdAtMs: whole(atMs - ms) });

  it('the one call of our dial is ours', () => {
    expect(choose(listing([ours(atMs + 400)], later), dial, offset)).toMatchObject({ sid: 'ours' });
    expect(choose(listing([ours(atMs + 400), earlier(HOUR_MS)], later), dial, offset)).toMatchObject({
      sid: 'ours',
    });
  });

  it.each([
    ['shortly before the dial', [earlier(20_000)]],
    ['without a time', [{ sid: 'timeless', createdAtMs: undefined }]],
    ['long after it', [{ sid: 'later', createdAtMs: atMs + 120_000 }]],
    ['beside another', [ours(atMs), earlier(10_000)]],
  ])('a call %s may be ours, and is not taken for it', (_, calls) => {
    expect(choose(listing(calls, later), dial, offset)).toBe('cannot_say');
  });

  it('other calls of ours are not it', () => {
    const others = new Set(['earlier']);
    expect(choose(listing([earlier(20_000)], later), { ...dial, others }, offset)).toBe('not_found');
    expect(choose(listing([ours(atMs), earlier(3_000)], later), { ...dial, others }, offset)).toMatchObject({
      sid: 'ours',
    });
  });

  it('a page that may hide calls proves nothing, and one that goes back far enough hides none', () => {
    const known = Array.from({ length: 50 }, (_, i) => ({
      sid: `known-${i}`,
      createdAtMs: atMs + i * 1_000,
    }));
    const others = new Set(known.map(({ sid }) => sid));
    expect(choose(listing(known, later, true), { ...dial, others }, offset)).toBe('cannot_say');
    expect(choose(listing([...known, earlier(HOUR_MS)], later, true), { ...dial, others }, offset)).toBe(
      'not_found',
    );
  });
});

it('of a clock that is known badly, a time does not say whose call it is', () => {
  expect(
    choose(listing([ours(DIALLED_MS)], DIALLED_MS + HOUR_MS), dial, { least: -8_000, most: 8_000 }),
  ).toBe('cannot_say');
});
