import fc from 'fast-check';
import { MAX_DURATION_MS, durationOf, formatDuration, parseDuration } from '../../domain/time/duration';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['4h', 14_400_000],
    ['2d', 172_800_000],
    ['0s', 0],
    ['007m', 420_000],
    ['366d', MAX_DURATION_MS],
    ['31622400s', MAX_DURATION_MS],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    's',
    '5',
    '500ms',
    '1w',
    '1.5h',
    '-1s',
    '+1s',
    ' 1s',
    '1s ',
    '1 s',
    '1h30m',
    '1H',
    '1e3s',
    '٣s',
    '1s\n',
    'PT1H',
  ])('is not %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each(['367d', '8785h', '31622401s', '99999999d', '9'.repeat(400) + 's'])(
    'is not longer than a leap year: %s',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('is written so that it reads back as the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_MS / 1000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });

  it('is written in its largest exact unit, and never shorter than it is', () => {
    expect(formatDuration(5_400_000)).toBe('90m');
    expect(formatDuration(172_800_000)).toBe('2d');
    expect(formatDuration(0)).toBe('0s');
    expect(formatDuration(1)).toBe('1s');
  });

  it('that nobody can read is an error that says where and what is allowed', () => {
    expect(() => durationOf('MinCreationDelay', 'soon')).toThrow(
      'MinCreationDelay is "soon"; it must be a whole number',
    );
  });
});
