import fc from 'fast-check';
import { type Constraints, days } from '../../domain/campaigns/campaign-data';
import { compileDialRules, FAR_FUTURE_MS, dialLimits } from '../../domain/dialling/dial-rules';
import { firstDue } from '../../domain/dialling/may-dial';
import { campaignData } from '../support/campaign-data';
import { type Asked, from, mayDialUnder } from '../support/may-dial';

const nowMs = Date.parse('2030-01-01T12:00:00Z');
const hour = 3_600_000;
const phoneNumber = '+12125550123';
const at = (ms: number): string => new Date(ms).toISOString();
const ask = (constraints: Constraints, job: Asked['job'] = {}) =>
  mayDialUnder({ nowMs, phoneNumber, job, constraints });
const dueOf = (constraints: Constraints, createdAtMs: number) =>
  firstDue(compileDialRules(campaignData({ Constraints: constraints })), {
    ContactPhoneNumber: phoneNumber,
    CreatedAt: new Date(createdAtMs),
    Attempts: 0,
  });

describe('a job may be dialled', () => {
  it('at once when no rule says otherwise', () => {
    expect(ask({})).toEqual({ kind: 'dial', from });
  });

  it('by the times of its own rules, whichever were asked for before', () => {
    const notBefore = (ms: number) => ask({ NotBefore: at(nowMs + ms), NotAfter: at(nowMs + ms + 2) });
    const delayed = (seconds: number) =>
      ask({ MinCreationDelay: `${seconds}s` }, { CreatedAt: new Date(nowMs) });
    for (const ms of [1, 2, 1, 1, 3]) {
      expect(notBefore(ms)).toMatchObject({ kind: 'wait', untilMs: nowMs + ms });
      expect(ask({ NotAfter: at(nowMs + ms) })).toMatchObject({ kind: 'dial', untilMs: nowMs + ms });
      expect(delayed(ms)).toMatchObject({ kind: 'wait', untilMs: nowMs + ms * 1_000 });
    }
  });

  it('from NotBefore on, not a millisecond earlier', () => {
    expect(ask({ NotBefore: at(nowMs) })).toEqual({ kind: 'dial', from });
    expect(ask({ NotBefore: at(nowMs + 1) })).toEqual({
      kind: 'wait',
      untilMs: nowMs + 1,
      reason: 'not_before',
    });
  });

  it('once its creation delay is over', () => {
    expect(ask({ MinCreationDelay: '1h' })).toEqual({ kind: 'dial', from });
    expect(ask({ MinCreationDelay: '2h' })).toEqual({
      kind: 'wait',
      untilMs: nowMs + hour,
      reason: 'creation_delay',
    });
  });

  it('once the wait after its last attempt is over, by the rules of now', () => {
    const LastAttempt = { Outcome: 'busy' as const, EndedAt: new Date(nowMs - hour) };
    const after = (constraints: Constraints, Attempts = 1) => ask(constraints, { Attempts, LastAttempt });
    expect(after({ MinDurationBetweenAttempts: '1h' })).toEqual({ kind: 'dial', from });
    const wait = (untilMs: number) => ({ kind: 'wait', untilMs, reason: 'retry' });
    expect(after({ MinDurationBetweenAttempts: '2h' })).toEqual(wait(nowMs + hour));
    const RetryBackoff = { Initial: '50m', Multiplier: 3 };
    expect(after({ RetryBackoff })).toEqual({ kind: 'dial', from });
    expect(after({ RetryBackoff }, 2)).toEqual(wait(nowMs + 1.5 * hour));
  });

  it('never again once the owner has taken its last outcome out of RetryOn', () => {
    const job = { Attempts: 1, LastAttempt: { Outcome: 'busy' as const, EndedAt: new Date(nowMs - hour) } };
    expect(ask({ RetryOn: ['busy'] }, job)).toEqual({ kind: 'dial', from });
    expect(ask({ RetryOn: ['no_answer'] }, job)).toEqual({ kind: 'failed', reason: 'outcome' });
  });

  it('nor failed while its last attempt is in doubt, and not later than its NotAfter lets it be dialled', () => {
    const LastAttempt = {
      Outcome: 'provider_failed' as const,
      EndedAt: new Date(nowMs - hour),
      DoubtedUntil: new Date(nowMs + 1),
    };
    const spent = (constraints: Constraints, change = {}) =>
      ask(constraints, { Attempts: 1, LastAttempt: { ...LastAttempt, ...change } });
    const wait = { kind: 'wait', untilMs: nowMs + 1, reason: 'provider_verdict' };
    expect(spent({ MaxAttempts: 1 })).toEqual(wait);
    expect(spent({ RetryOn: ['busy'] })).toEqual(wait);
    // With an attempt left nothing hangs on it.
    expect(spent({ MaxAttempts: 2 })).toEqual({ kind: 'dial', from });
    expect(spent({ MaxAttempts: 1 }, { DoubtedUntil: new Date(nowMs) })).toEqual({
      kind: 'failed',
      reason: 'max_attempts',
    });
    expect(spent({ MaxAttempts: 1, NotAfter: at(nowMs + 1) })).toEqual({
      kind: 'failed',
      reason: 'max_attempts',
    });
  });

  it('once a wait that stands is over, whatever the rules of now say', () => {
    const standing = (untilMs: number) => ({
      Attempts: 1,
      DueAt: new Date(untilMs),
      DeferredBy: 'pace' as const,
    });
    expect(ask({}, standing(nowMs))).toEqual({ kind: 'dial', from });
    expect(ask({}, standing(nowMs + 1))).toEqual({ kind: 'wait', untilMs: nowMs + 1, reason: 'pace' });
  });

  it('once the wait after an attempt that turned out not to count is over', () => {
    const uncounted = (DueAt: number): Asked['job'] => ({
      Attempts: 1,
      UncountedAttempts: 1,
      DueAt: new Date(DueAt),
      DeferredBy: 'retry',
    });
    expect(ask({}, uncounted(nowMs + 1))).toEqual({ kind: 'wait', untilMs: nowMs + 1, reason: 'retry' });
    expect(ask({}, uncounted(nowMs))).toEqual({ kind: 'dial', from });
    // Of one that counts the rules of now say how long it waits.
    const LastAttempt = { Outcome: 'busy' as const, EndedAt: new Date(nowMs - hour) };
    expect(ask({}, { ...uncounted(nowMs + 1), LastAttempt })).toEqual({ kind: 'dial', from });
  });

  it('when the last of several waits is over', () => {
    const constraints = { NotBefore: at(nowMs + hour), MinCreationDelay: '90m' };
    expect(ask(constraints)).toEqual({ kind: 'wait', untilMs: nowMs + hour, reason: 'not_before' });
  });

  it('until NotAfter, not at it, and never if its wait ends too late', () => {
    expect(ask({ NotAfter: at(nowMs + 1) })).toEqual({ kind: 'dial', from, untilMs: nowMs + 1 });
    expect(ask({ NotAfter: at(nowMs) })).toEqual({ kind: 'failed', reason: 'expired' });
    expect(ask({ NotBefore: at(nowMs + hour), NotAfter: at(nowMs + hour) })).toEqual({
      kind: 'failed',
      reason: 'expired',
    });
  });

  it('at most MaxAttempts times, also when the owner lowers the number between attempts', () => {
    expect(ask({}, { Attempts: 2 })).toEqual({ kind: 'dial', from });
    expect(ask({}, { Attempts: 3 })).toEqual({ kind: 'failed', reason: 'max_attempts' });
    expect(ask({ MaxAttempts: 1 }, { Attempts: 1 })).toEqual({ kind: 'failed', reason: 'max_attempts' });
  });

  it('is never answered by a guess: unreadable rules are an error that names them', () => {
    expect(() => ask({ NotBefore: 'tomorrow' })).toThrow('NotBefore is "tomorrow"');
    expect(() => ask({ NotAfter: 'never' })).toThrow('NotAfter is "never"');
    expect(() => ask({ MinCreationDelay: '1 hour' })).toThrow('MinCreationDelay is "1 hour"');
  });
});

describe('rules in local time', () => {
  // 2030-01-01T12:00Z is a Tuesday, 07:00 in New York.
  const CallWindows: Constraints['CallWindows'] = [
    { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '17:00' },
  ];
  const wait = (time: string, reason: string) => ({ kind: 'wait', untilMs: Date.parse(time), reason });

  it('hold a job until the window of its callee opens', () => {
    expect(ask({ CallWindows })).toEqual(wait('2030-01-01T14:00:00Z', 'window'));
  });

  it('are asked at the time at which the other waits are over', () => {
    expect(ask({ CallWindows, NotBefore: '2030-01-01T15:00:00Z' })).toEqual(
      wait('2030-01-01T15:00:00Z', 'not_before'),
    );
    expect(ask({ CallWindows, NotBefore: '2030-01-01T23:00:00Z' })).toEqual(
      wait('2030-01-02T14:00:00Z', 'window'),
    );
    expect(
      ask({ CallWindows }, { Attempts: 1, DueAt: new Date('2030-01-04T22:00:00Z'), DeferredBy: 'pace' }),
    ).toEqual(wait('2030-01-07T14:00:00Z', 'window'));
  });

  it('let a job expire that is not allowed before NotAfter', () => {
    expect(ask({ CallWindows, NotAfter: '2030-01-01T14:00:00Z' })).toEqual({
      kind: 'failed',
      reason: 'expired',
    });
    expect(ask({ CallWindows, NotAfter: '2030-01-01T14:00:01Z' }).kind).toBe('wait');
  });

  it('hold a job for ever where nobody knows where the number is, and not where that does not matter', () => {
    const unknown = { nowMs, phoneNumber: '+999123456789', job: {} };
    expect(mayDialUnder({ ...unknown, constraints: { CallWindows } })).toEqual({
      kind: 'wait',
      untilMs: FAR_FUTURE_MS,
      reason: 'unknown_zone',
    });
    expect(mayDialUnder({ ...unknown, constraints: { CallWindows, TimeZone: 'Europe/London' } })).toEqual({
      kind: 'dial',
      from,
      untilMs: Date.parse('2030-01-01T17:00:00Z'),
    });
    expect(mayDialUnder({ ...unknown, constraints: {} })).toEqual({ kind: 'dial', from });
  });

  it('say until when a job may be dialled: to the end of its window, of the law’s, or to NotAfter', () => {
    const inLondon = { CallWindows, TimeZone: 'Europe/London' };
    const until = (time: string) => ({ kind: 'dial', from, untilMs: Date.parse(time) });
    expect(ask(inLondon)).toEqual(until('2030-01-01T17:00:00Z'));
    expect(ask({ ...inLondon, BlackoutDates: ['2030-01-02'] })).toEqual(until('2030-01-01T17:00:00Z'));
    expect(ask({ ...inLondon, NotAfter: '2030-01-01T16:00:00Z' })).toEqual(until('2030-01-01T16:00:00Z'));
    expect(ask({ BlackoutDates: ['2030-01-02'] })).toEqual(until('2030-01-02T05:00:00Z'));
    const evening = { nowMs: Date.parse('2030-01-02T01:00:00Z'), phoneNumber };
    expect(mayDialUnder({ ...evening, job: {}, constraints: { RuleSets: ['us-federal'] } })).toEqual(
      until('2030-01-02T02:00:00Z'),
    );
  });

  it('that never allow a call say so', () => {
    expect(ask({ CallWindows: [] })).toEqual({ kind: 'wait', untilMs: FAR_FUTURE_MS, reason: 'window' });
  });
});

describe('attempts per number', () => {
  const withDials = (constraints: Constraints, ...hoursAgo: number[]) =>
    mayDialUnder({
      nowMs,
      phoneNumber,
      constraints,
      job: {},
      dials: hoursAgo.map((ago) => nowMs - ago * hour),
    });
  const MaxAttemptsPerNumber = { Count: 2, Per: '24h' };

  it('hold a job until the oldest dial of the period has become old', () => {
    expect(withDials({ MaxAttemptsPerNumber }, 1)).toEqual({ kind: 'dial', from });
    expect(withDials({ MaxAttemptsPerNumber }, 30, 25, 1)).toEqual({ kind: 'dial', from });
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
    const due = (constraints: Constraints) => dueOf(constraints, nowMs);
    const later = new Date(nowMs + hour);
    expect(due({})).toEqual({ dueAt: new Date(nowMs) });
    expect(due({ MinCreationDelay: '1h' })).toEqual({ dueAt: later, deferredBy: 'creation_delay' });
    expect(due({ RuleSets: ['us-federal'] })).toEqual({ dueAt: later, deferredBy: 'window' });
  });

  it('that expires before it may be dialled is due at once, to be told so', () => {
    const constraints = { NotBefore: at(nowMs + hour), NotAfter: at(nowMs + hour) };
    expect(dueOf(constraints, nowMs)).toEqual({ dueAt: new Date(nowMs) });
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
      const due = dueOf(constraints, createdAtMs).dueAt.getTime();
      const job = { CreatedAt: new Date(createdAtMs) };
      expect(mayDialUnder({ nowMs: due, phoneNumber, job, constraints })).toEqual({ kind: 'dial', from });
      expect(mayDialUnder({ nowMs: due - 1, phoneNumber, job, constraints })).toMatchObject({
        kind: 'wait',
        untilMs: due,
      });
    }),
  );
});
