import fc from 'fast-check';
import { type Constraints } from '../../domain/campaign-data';
import { type WaitingFacts, firstDueAt, mayDial, waitingFor } from '../../domain/dial-rules';

const nowMs = Date.parse('2030-01-01T12:00:00Z');
const hour = 3_600_000;
const at = (ms: number): string => new Date(ms).toISOString();
const decide = (
  constraints: Constraints,
  job: { createdAtMs?: number; attempts?: number; retryNotBeforeMs?: number } = {},
) => mayDial({ nowMs, job: { createdAtMs: nowMs - hour, attempts: 0, ...job }, constraints });

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

  it('once the wait after its last attempt is over', () => {
    expect(decide({}, { attempts: 1, retryNotBeforeMs: nowMs })).toEqual({ kind: 'dial' });
    const wait = { kind: 'wait', untilMs: nowMs + 1, reason: 'retry' };
    expect(decide({}, { attempts: 1, retryNotBeforeMs: nowMs + 1 })).toEqual(wait);
  });

  it('when the last of several waits is over', () => {
    const constraints = { NotBefore: at(nowMs + hour), MinCreationDelay: '90m' };
    expect(decide(constraints)).toEqual({ kind: 'wait', untilMs: nowMs + hour, reason: 'not_before' });
  });

  it('until NotAfter, not at it, and never if its wait ends too late', () => {
    expect(decide({ NotAfter: at(nowMs + 1) })).toEqual({ kind: 'dial' });
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

it('a new job falls due exactly when it may first be dialled', () => {
  const offset = fc.integer({ min: -3, max: 3 });
  fc.assert(
    fc.property(offset, fc.option(offset), fc.option(fc.nat(5)), (created, notBefore, delay) => {
      const constraints: Constraints = {
        ...(notBefore === null ? {} : { NotBefore: at(nowMs + notBefore * 1000) }),
        ...(delay === null ? {} : { MinCreationDelay: `${delay}s` }),
      };
      const createdAtMs = nowMs + created * 1000;
      const due = firstDueAt(createdAtMs, constraints);
      const job = { createdAtMs, attempts: 0 };
      expect(mayDial({ nowMs: due, job, constraints })).toEqual({ kind: 'dial' });
      expect(mayDial({ nowMs: due - 1, job, constraints })).toMatchObject({ kind: 'wait', untilMs: due });
    }),
  );
});

describe('why a job waits', () => {
  const facts: WaitingFacts = {
    nowMs,
    job: { createdAtMs: nowMs, attempts: 0 },
    constraints: {},
    campaignState: 'started',
    schedulingEnabled: true,
    globalPause: false,
    activeCalls: 0,
    allowedActiveCalls: 1,
  };
  const retrying = { createdAtMs: nowMs, attempts: 1, retryNotBeforeMs: nowMs + 1 };

  it.each([
    [{ campaignState: 'ended' as const, schedulingEnabled: false }, 'campaign_ended'],
    [{ campaignState: 'paused' as const, globalPause: true }, 'campaign_paused'],
    [{ schedulingEnabled: false, globalPause: true }, 'scheduling_disabled'],
    [{ globalPause: true, constraints: { NotBefore: at(nowMs + 1) } }, 'global_pause'],
    [{ constraints: { NotBefore: at(nowMs + 1) }, activeCalls: 1 }, 'not_before'],
    [{ constraints: { MinCreationDelay: '1s' }, activeCalls: 1 }, 'creation_delay'],
    [{ job: retrying, activeCalls: 1 }, 'retry'],
    [{ activeCalls: 1 }, 'slot'],
    [{ allowedActiveCalls: 0 }, 'slot'],
    [{ constraints: { NotAfter: at(nowMs) }, activeCalls: 1 }, 'dispatch'],
    [{}, 'dispatch'],
  ])('names what would still hold it if the rest were gone: %j → %s', (change, reason) => {
    expect(waitingFor({ ...facts, ...change })).toBe(reason);
  });
});
