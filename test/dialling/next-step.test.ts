import fc from 'fast-check';
import { type Constraints, retryableOutcomes } from '../../domain/campaigns/campaign-data';
import { MAX_DURATION_MS } from '../../domain/time/duration';
import { type AttemptFacts, hangUpIsOptOut, nextStep } from '../../domain/dialling/next-step';
import { outcomes } from '../../domain/calls/outcome';

const nowMs = Date.parse('2030-01-01T00:00:00Z');
const minute = 60_000;
const step = (facts: Partial<AttemptFacts>) =>
  nextStep({ outcome: 'no_answer', attempt: 1, constraints: {}, hangUpIsOptOut: false, nowMs, ...facts });
const waitAfter = (attempt: number, constraints: Constraints): number => {
  const next = step({ attempt, constraints: { MaxAttempts: 100, ...constraints } });
  return next.kind === 'retry' ? next.notBeforeMs - nowMs : NaN;
};

describe('the next step after an attempt', () => {
  it('completes a completed call, and only fails a hang-up when the campaign calls it an opt-out', () => {
    expect(step({ outcome: 'completed' })).toEqual({ kind: 'completed' });
    expect(step({ outcome: 'hung_up' })).toEqual({ kind: 'completed' });
    expect(step({ outcome: 'hung_up', hangUpIsOptOut: true })).toEqual({
      kind: 'failed',
      reason: 'opted_out',
    });
  });

  it('fails a conversation that did not reach its objective, and no call that had none', () => {
    expect(step({ outcome: 'completed', objectiveMet: false })).toEqual({
      kind: 'failed',
      reason: 'objective_not_met',
    });
    expect(step({ outcome: 'hung_up', objectiveMet: false })).toMatchObject({ reason: 'objective_not_met' });
    expect(step({ outcome: 'completed', objectiveMet: true })).toEqual({ kind: 'completed' });
    expect(step({ outcome: 'no_answer', objectiveMet: false })).toMatchObject({ kind: 'retry' });
  });

  it('completes no job whose objective nobody could judge, and asks for no judgement where there is no objective', () => {
    for (const outcome of ['completed', 'hung_up'] as const) {
      const unknown = { kind: 'failed', reason: 'objective_unknown' };
      expect(step({ outcome, wantsObjective: true })).toEqual(unknown);
      expect(step({ outcome, wantsObjective: true, objectiveMet: true })).toEqual({ kind: 'completed' });
      expect(step({ outcome, wantsObjective: false })).toEqual({ kind: 'completed' });
    }
    expect(step({ outcome: 'no_answer', wantsObjective: true })).toMatchObject({ kind: 'retry' });
    expect(step({ outcome: 'hung_up', wantsObjective: true, hangUpIsOptOut: true })).toMatchObject({
      reason: 'opted_out',
    });
  });

  it('asks the job before the campaign whether a hang-up is an opt-out, and never of an inbound call', () => {
    for (const ofCampaign of [undefined, false, true])
      for (const ofJob of [undefined, false, true]) {
        const job = ofJob === undefined ? {} : { Overrides: { HangUpIsOptOut: ofJob } };
        const data = ofCampaign === undefined ? {} : { HangUpIsOptOut: ofCampaign };
        expect(hangUpIsOptOut(job, data, false)).toBe(ofJob ?? ofCampaign ?? false);
        expect(hangUpIsOptOut(job, data, true)).toBe(false);
      }
  });

  it.each(['opted_out', 'rejected', 'invalid_number', 'time_limit', 'unknown'] as const)(
    'never dials again after %s, whatever the constraints',
    (outcome) => {
      for (const hangUpIsOptOut of [true, false]) {
        const constraints: Constraints = { MaxAttempts: 9, RetryOn: [...retryableOutcomes] };
        const reason = outcome === 'opted_out' ? 'opted_out' : 'outcome';
        expect(step({ outcome, constraints, hangUpIsOptOut })).toEqual({ kind: 'failed', reason });
      }
    },
  );

  it('leaves a canceled job canceled', () => {
    expect(step({ outcome: 'canceled' })).toEqual({ kind: 'canceled' });
  });

  it.each(retryableOutcomes)('dials again after %s until three attempts are made', (outcome) => {
    expect(step({ outcome, attempt: 1 })).toMatchObject({ kind: 'retry' });
    expect(step({ outcome, attempt: 2 })).toMatchObject({ kind: 'retry' });
    expect(step({ outcome, attempt: 3 })).toEqual({ kind: 'failed', reason: 'max_attempts' });
    expect(step({ outcome, attempt: 4 })).toEqual({ kind: 'failed', reason: 'max_attempts' });
  });

  it('obeys MaxAttempts', () => {
    expect(step({ constraints: { MaxAttempts: 1 } })).toEqual({ kind: 'failed', reason: 'max_attempts' });
    expect(step({ attempt: 4, constraints: { MaxAttempts: 5 } })).toMatchObject({ kind: 'retry' });
  });

  it('obeys RetryOn', () => {
    expect(step({ outcome: 'busy', constraints: { RetryOn: ['busy'] } })).toMatchObject({ kind: 'retry' });
    expect(step({ outcome: 'voicemail', constraints: { RetryOn: ['busy'] } })).toEqual({
      kind: 'failed',
      reason: 'outcome',
    });
    expect(step({ outcome: 'busy', constraints: { RetryOn: [] } })).toEqual({
      kind: 'failed',
      reason: 'outcome',
    });
  });

  it('waits five minutes unless told otherwise', () => {
    expect(waitAfter(1, {})).toBe(5 * minute);
    expect(waitAfter(1, { MinDurationBetweenAttempts: '0s' })).toBe(0);
    expect(waitAfter(1, { MinDurationBetweenAttempts: '2h' })).toBe(120 * minute);
  });

  it('backs off: Initial × Multiplier^(n-1), at most Max, never below the least wait', () => {
    const RetryBackoff = { Initial: '10m', Multiplier: 3, Max: '1h' };
    expect([1, 2, 3, 4].map((n) => waitAfter(n, { RetryBackoff }) / minute)).toEqual([10, 30, 60, 60]);
    const least = { RetryBackoff, MinDurationBetweenAttempts: '20m' };
    expect([1, 2, 3].map((n) => waitAfter(n, least) / minute)).toEqual([20, 30, 60]);
    expect([1, 2, 3].map((n) => waitAfter(n, { RetryBackoff: { Initial: '10m' } }) / minute)).toEqual([
      10, 20, 40,
    ]);
  });

  it('keeps every wait finite, however large the multiplier', () => {
    expect(waitAfter(99, { RetryBackoff: { Initial: '1d', Multiplier: 1e9 } })).toBe(MAX_DURATION_MS);
    expect(
      waitAfter(99, { RetryBackoff: { Initial: '0s', Multiplier: 1e9 }, MinDurationBetweenAttempts: '0s' }),
    ).toBe(0);
  });

  it('fails a job as expired rather than let it wait for a time that NotAfter forbids', () => {
    const at = (NotAfter: string) => step({ constraints: { NotAfter, MinDurationBetweenAttempts: '1h' } });
    expect(at('2030-01-01T01:00:00.001Z')).toMatchObject({ kind: 'retry', notBeforeMs: nowMs + 60 * minute });
    expect(at('2030-01-01T01:00:00.000Z')).toEqual({ kind: 'failed', reason: 'expired' });
    expect(at('2029-12-31T00:00:00Z')).toEqual({ kind: 'failed', reason: 'expired' });
  });

  it('has an answer for every outcome, retries in the future only, and ends within MaxAttempts', () => {
    const facts = fc.record({
      outcome: fc.constantFrom(...outcomes),
      attempt: fc.integer({ min: 1, max: 200 }),
      hangUpIsOptOut: fc.boolean(),
      constraints: fc.record({ MaxAttempts: fc.integer({ min: 1, max: 200 }) }),
    });
    fc.assert(
      fc.property(facts, (f) => {
        const next = step(f);
        if (next.kind !== 'retry') return;
        expect(f.attempt).toBeLessThan(f.constraints.MaxAttempts);
        expect(next.notBeforeMs).toBeGreaterThan(nowMs);
      }),
    );
  });
});
