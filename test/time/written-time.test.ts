import fc from 'fast-check';
import { notAfterAnywhere, notBeforeAnywhere, readWrittenTime } from '../../domain/time/written-time';

const localMs = (text: string): number => Date.parse(`${text}Z`);

describe('a time in a list', () => {
  it.each([
    ['2030-01-31T09:00:00Z', '2030-01-31T09:00:00Z'],
    ['2030-01-31 09:00z', '2030-01-31T09:00:00Z'],
    ['2030-01-31 09:00 +0530', '2030-01-31T09:00:00+05:30'],
    [' 2030-01-31T09:00:00.25-05:00 ', '2030-01-31T09:00:00.25-05:00'],
  ])('%j with a zone is %s', (written, text) =>
    expect(readWrittenTime(written)).toEqual({ kind: 'instant', text }),
  );

  it.each([
    ['2030-01-31 09:00', '2030-01-31T09:00:00'],
    ['2030-01-31T09:00:30', '2030-01-31T09:00:30'],
    ['2030-01-31', '2030-01-31T00:00:00'],
  ])('%j without one is %s on the clocks of the contact', (written, text) =>
    expect(readWrittenTime(written)).toEqual({ kind: 'local', localMs: localMs(text) }),
  );

  it.each([
    '',
    '9:00',
    '31.01.2030 09:00',
    '01/31/2030 9:00 AM',
    '2030-02-30',
    '2030-02-30T09:00Z',
    '2030-13-01',
    '2030-01-31 25:00',
    '2030-01-31Z',
    '46053.375',
  ])('%j is none: it is not guessed', (written) =>
    expect(readWrittenTime(written)).toEqual({ kind: 'invalid' }),
  );

  it('never throws, whatever is written', () => {
    fc.assert(fc.property(fc.string(), (written) => void readWrittenTime(written)));
  });
});

describe('a local time', () => {
  const iso = (ms: number): string => new Date(ms).toISOString();

  it('begins when it has come in all zones, and ends when it comes in the first', () => {
    const zones = ['America/New_York', 'America/Los_Angeles'];
    const nine = localMs('2030-01-31T09:00:00');
    expect(iso(notBeforeAnywhere(nine, zones))).toBe('2030-01-31T17:00:00.000Z');
    expect(iso(notAfterAnywhere(nine, zones))).toBe('2030-01-31T14:00:00.000Z');
  });

  it('that comes twice begins with the second and ends with the first', () => {
    const halfPastOne = localMs('2030-11-03T01:30:00');
    expect(iso(notBeforeAnywhere(halfPastOne, ['America/New_York']))).toBe('2030-11-03T06:30:00.000Z');
    expect(iso(notAfterAnywhere(halfPastOne, ['America/New_York']))).toBe('2030-11-03T05:30:00.000Z');
  });

  it('that the clocks leave out begins after the gap and ends before it', () => {
    const halfPastTwo = localMs('2030-03-10T02:30:00');
    expect(iso(notBeforeAnywhere(halfPastTwo, ['America/New_York']))).toBe('2030-03-10T07:30:00.000Z');
    expect(iso(notAfterAnywhere(halfPastTwo, ['America/New_York']))).toBe('2030-03-10T06:30:00.000Z');
  });
});
