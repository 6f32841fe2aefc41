import fc from 'fast-check';
import { type Constraints, days } from '../../domain/campaigns/campaign-data';
import {
  type DialFacts,
  FAR_FUTURE_MS,
  dialLimits,
  firstDue,
  mayDial,
} from '../../domain/dialling/dial-rules';

const nowMs = Date.parse('2030-01-01T12:00:00Z');
const hour = 3_600_000;
const phoneNumber = '+12125550123';
const at = (ms: number): string => new Date(ms).toISOString();
const decide = (constraints: Constraints, job: Partial<DialFacts['job']> = {}) =>
  mayDial({ nowMs, phoneNumber, job: { createdAtMs: nowMs - hour, attempts: 0, ...job }, constraints });

describe('a job may be dialled', () => {
  it('at once when no rule says otherwise', () => {
    expect(decide({})).toEqual({ kind: 'dial' });
  });

  it('from NotBefore on, not a millisecond earlier', () => {
    expect(decide({ NotBefore: at(nowMs) })).toEqual({ kind: 'dial' });
    expect(decide({ NotBefore: at(nowMs + 1) })).toEqual({
      kind: 'wait',
      untilMs: nowMs + 1,
      reason: 'not_before',
    });
  });

  it('once its creation delay is over', () => {
    expect(decide({ MinCreationDelay: '1h' })).toEqual({ kind: 'dial' });
    expect(decide({ MinCreationDelay: '2h' })).toEqual({
      kind: 'wait',
      untilMs: nowMs + hour,
      reason: 'creation_delay',
    });
  });

  it('once the wait after its last attempt is over, by the rules of now', () => {
    const lastAttempt = { outcome: 'busy' as const, endedAtMs: nowMs - hour };
    const after = (constraints: Constraints, attempts = 1) => decide(constraints, { attempts, lastAttempt });
    expect(after({ MinDurationBetweenAttempts: '1h' })).toEqual({ kind: 'dial' });
    const wait = (untilMs: number) => ({ kind: 'wait', untilMs, reason: 'retry' });
    expect(after({ MinDurationBetweenAttempts: '2h' })).toEqual(wait(nowMs + hour));
    const RetryBackoff = { Initial: '50m', Multiplier: 3 };
    expect(after({ RetryBackoff })).toEqual({ kind: 'dial' });
    expect(after({ RetryBackoff }, 2)).toEqual(wait(nowMs + 1.5 * hour));
  });

  it('never again once the owner has taken its last outcome out of RetryOn', () => {
    const job = { attempts: 1, lastAttempt: { outcome: 'busy' as const, endedAtMs: nowMs - hour } };
    expect(decide({ RetryOn: ['busy'] }, job)).toEqual({ kind: 'dial' });
    expect(decide({ RetryOn: ['no_answer'] }, job)).toEqual({ kind: 'not_retried' });
  });

  it('nor failed while its last attempt is in doubt, and not later than its NotAfter lets it be dialled', () => {
    const lastAttempt = {
      outcome: 'provider_failed' as const,
      endedAtMs: nowMs - hour,
      doubtedUntilMs: nowMs + 1,
    };
    const spent = (constraints: Constraints, change = {}) =>
      decide(constraints, { attempts: 1, lastAttempt: { ...lastAttempt, ...change } });
    const wait = { kind: 'wait', untilMs: nowMs + 1, reason: 'provider_verdict' };
    expect(spent({ MaxAttempts: 1 })).toEqual(wait);
    expect(spent({ RetryOn: ['busy'] })).toEqual(wait);
    // With an attempt left nothing hangs on it.
    expect(spent({ MaxAttempts: 2 })).toEqual({ kind: 'dial' });
    expect(spent({ MaxAttempts: 1 }, { doubtedUntilMs: nowMs })).toEqual({ kind: 'exhausted' });
    expect(spent({ MaxAttempts: 1, NotAfter: at(nowMs + 1) })).toEqual({ kind: 'exhausted' });
  });

  it('once a wait that stands is over, whatever the rules of now say', () => {
    const standing = (untilMs: number) => ({ attempts: 1, standing: { untilMs, reason: 'pace' as const } });
    expect(decide({}, standing(nowMs))).toEqual({ kind: 'dial' });
    expect(decide({}, standing(nowMs + 1))).toEqual({ kind: 'wait', untilMs: nowMs + 1, reason: 'pace' });
  });

  it('when the last of several waits is over', () => {
    const constraints = { NotBefore: at(nowMs + hour), MinCreationDelay: '90m' };
    expect(decide(constraints)).toEqual({ kind: 'wait', untilMs: nowMs + hour, reason: 'not_before' });
  });

  it('until NotAfter, not at it, and never if its wait ends too late', () => {
    expect(decide({ NotAfter: at(nowMs + 1) })).toEqual({ kind: 'dial', untilMs: nowMs + 1 });
    expect(decide({ NotAfter: at(nowMs) })).toEqual({ kind: 'expired' });
    expect(decide({ NotBefore: at(nowMs + hour), NotAfter: at(nowMs + hour) })).toEqual({ kind: 'expired' });
  });

  it('at most MaxAttempts times, also when the owner lowers the number between attempts', () => {
    expect(decide({}, { attempts: 2 })).toEqual({ kind: 'dial' });
    expect(decide({}, { attempts: 3 })).toEqual({ kind: 'exhausted' });
    expect(decide({ MaxAttempts: 1 }, { attempts: 1 })).toEqual({ kind: 'exhausted' });
  });

  it('is never answered by a guess: unreadable rules are an error that names them', () => {
    expect(() => decide({ NotBefore: 'tomorrow' })).toThrow('NotBefore is "tomorrow"');
    expect(() => decide({ NotAfter: 'never' })).toThrow('NotAfter is "never"');
    expect(() => decide({ MinCreationDelay: '1 hour' })).toThrow('MinCreationDelay is "1 hour"');
  });
});

describe('rules in local time', () => {
  // 2030-01-01T12:00Z is a Tuesday, 07:00 in New York.
  const CallWindows: Constraints['CallWindows'] = [
    { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '17:00' },
  ];
  const wait = (time: string, reason: string) => ({ kind: 'wait', untilMs: Date.parse(time), reason });

  it('hold a job until the window of its callee opens', () => {
    expect(decide({ CallWindows })).toEqual(wait('2030-01-01T14:00:00Z', 'window'));
  });

  it('are asked at the time at which the other waits are over', () => {
    expect(decide({ CallWindows, NotBefore: '2030-01-01T15:00:00Z' })).toEqual(
      wait('2030-01-01T15:00:00Z', 'not_before'),
    );
    expect(decide({ CallWindows, NotBefore: '2030-01-01T23:00:00Z' })).toEqual(
      wait('2030-01-02T14:00:00Z', 'window'),
    );
    expect(
      decide(
        { CallWindows },
        { attempts: 1, standing: { untilMs: Date.parse('2030-01-04T22:00:00Z'), reason: 'retry' } },
      ),
    ).toEqual(wait('2030-01-07T14:00:00Z', 'window'));
  });

  it('let a job expire that is not allowed before NotAfter', () => {
    expect(decide({ CallWindows, NotAfter: '2030-01-01T14:00:00Z' })).toEqual({ kind: 'expired' });
    expect(decide({ CallWindows, NotAfter: '2030-01-01T14:00:01Z' }).kind).toBe('wait');
  });

  it('hold a job for ever where nobody knows where the number is, and not where that does not matter', () => {
    const unknown = { nowMs, phoneNumber: '+999123456789', job: { createdAtMs: nowMs, attempts: 0 } };
    expect(mayDial({ ...unknown, constraints: { CallWindows } })).toEqual({
      kind: 'wait',
      untilMs: FAR_FUTURE_MS,
      reason: 'unknown_zone',
    });
    expect(mayDial({ ...unknown, constraints: { CallWindows, TimeZone: 'Europe/London' } })).toEqual({
      kind: 'dial',
      untilMs: Date.parse('2030-01-01T17:00:00Z'),
    });
    expect(mayDial({ ...unknown, constraints: {} })).toEqual({ kind: 'dial' });
  });

  it('say until when a job may be dialled: to the end of its window, of the law’s, or to NotAfter', () => {
    const inLondon = { CallWindows, TimeZone: 'Europe/London' };
    const until = (time: string) => ({ kind: 'dial', untilMs: Date.parse(time) });
    expect(decide(inLondon)).toEqual(until('2030-01-01T17:00:00Z'));
    expect(decide({ ...inLondon, BlackoutDates: ['2030-01-02'] })).toEqual(until('2030-01-01T17:00:00Z'));
    expect(decide({ ...inLondon, NotAfter: '2030-01-01T16:00:00Z' })).toEqual(until('2030-01-01T16:00:00Z'));
    expect(decide({ BlackoutDates: ['2030-01-02'] })).toEqual(until('2030-01-02T05:00:00Z'));
    const evening = { nowMs: Date.parse('2030-01-02T01:00:00Z'), phoneNumber };
    const job = { createdAtMs: nowMs, attempts: 0 };
    expect(mayDial({ ...evening, job, constraints: { RuleSets: ['us-federal'] } })).toEqual(
      until('2030-01-02T02:00:00Z'),
    );
  });

  it('that never allow a call say so', () => {
    expect(decide({ CallWindows: [] })).toEqual({ kind: 'wait', untilMs: FAR_FUTURE_MS, reason: 'window' });
  });
});

describe('attempts per number', () => {
  const withDials = (constraints: Constraints, ...hoursAgo: number[]) =>
    mayDial({
      nowMs,
      phoneNumber,
      constraints,
      job: { createdAtMs: nowMs - hour, attempts: 0 },
      dials: hoursAgo.map((ago) => nowMs - ago * hour),
    });
  const MaxAttemptsPerNumber = { Count: 2, Per: '24h' };

  it('hold a job until the oldest dial of the period has become old', () => {
    expect(withDials({ MaxAttemptsPerNumber }, 1)).toEqual({ kind: 'dial' });
    expect(withDials({ MaxAttemptsPerNumber }, 30, 25, 1)).toEqual({ kind: 'dial' });
    expect(withDials({ MaxAttemptsPerNumber }, 30, 20, 1)).toEqual({
      kind: 'wait',
      untilMs: nowMs + 4 * hour + 1,
      reason: 'attempts_per_number',
    });
  });

  it('hold it until enough dials are old when the limit has been lowered', () => {
    expect(withDials({ MaxAttemptsPerNumber }, 20, 10, 5, 1)).toMatchObject({
      untilMs: nowMs + 19 * hour + 1,
    });
  });

  it('of a campaign and of its rule sets hold together', () => {
    const strict = { MaxAttemptsPerNumber: { Count: 1, Per: '1h' }, RuleSets: ['us-florida'] };
    expect(dialLimits(strict, '+13055550123', nowMs)).toEqual([
      { count: 1, periodMs: hour },
      { count: 3, periodMs: 24 * hour },
    ]);
    expect(dialLimits(strict, '+12125550123', nowMs)).toEqual([{ count: 1, periodMs: hour }]);
  });

  it('that end at night wait for the morning', () => {
    const CallWindows: Constraints['CallWindows'] = [{ Days: [...days], Start: '06:00', End: '08:00' }];
    // Two hours from now it is 09:00 in New York.
    expect(withDials({ CallWindows, MaxAttemptsPerNumber: { Count: 1, Per: '3h' } }, 1)).toEqual({
      kind: 'wait',
      untilMs: Date.parse('2030-01-02T11:00:00Z'),
      reason: 'window',
    });
  });
});

describe('a new job', () => {
  it('says why it is not due at once', () => {
    const due = (constraints: Constraints) => firstDue({ createdAtMs: nowMs, phoneNumber, constraints });
    expect(due({})).toEqual({ dueAtMs: nowMs });
    expect(due({ MinCreationDelay: '1h' })).toEqual({ dueAtMs: nowMs + hour, deferredBy: 'creation_delay' });
    expect(due({ RuleSets: ['us-federal'] })).toEqual({ dueAtMs: nowMs + hour, deferredBy: 'window' });
  });

  it('that expires before it may be dialled is due at once, to be told so', () => {
    const constraints = { NotBefore: at(nowMs + hour), NotAfter: at(nowMs + hour) };
    expect(firstDue({ createdAtMs: nowMs, phoneNumber, constraints })).toEqual({ dueAtMs: nowMs });
  });
});

it('a new job falls due exactly when it may first be dialled', () => {
  const offset = fc.integer({ min: -3, max: 3 });
  fc.assert(
    fc.property(offset, fc.option(offset), fc.option(fc.nat(5)), (created, notBefore, delay) => {
      const constraints: Constraints = {
        ...(notBefore === null ? {} : { NotBefore: at(nowMs + notBefore * 1000) }),
        ...(delay === null ? {} : { MinCreationDelay: `${delay}s` }),
      };
      const createdAtMs = nowMs + created * 1000;
      const { dueAtMs: due } = firstDue({ createdAtMs, phoneNumber, constraints });
      const job = { createdAtMs, attempts: 0 };
      expect(mayDial({ nowMs: due, phoneNumber, job, constraints })).toEqual({ kind: 'dial' });
      expect(mayDial({ nowMs: due - 1, phoneNumber, job, constraints })).toMatchObject({
        kind: 'wait',
        untilMs: due,
      });
    }),
  );
});
