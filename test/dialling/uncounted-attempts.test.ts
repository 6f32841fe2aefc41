import { circuitLimits } from '../../domain/providers/circuit';
import { afterVerdict, mayGoUncounted } from '../../domain/dialling/uncounted-attempts';
import { outcomes } from '../../domain/calls/outcome';

describe('an attempt may be forgiven', () => {
  const failed = { outcome: 'provider_failed', isAnswered: false, uncounted: 0 } as const;

  it('if the provider failed it, and whatever else became of it, never', () => {
    const mayStayUncounted = outcomes.filter((outcome) => mayGoUncounted({ ...failed, outcome }));
    expect(mayStayUncounted).toEqual(['provider_failed']);
  });

  it('unless somebody had answered: they were called', () => {
    expect(mayGoUncounted({ ...failed, isAnswered: true })).toBe(false);
  });

  it('five times at the most: each may have rung', () => {
    expect(mayGoUncounted({ ...failed, uncounted: 4 })).toBe(true);
    expect(mayGoUncounted({ ...failed, uncounted: 5 })).toBe(false);
  });
});

describe('an attempt that is in doubt', () => {
  const endedMs = Date.parse('2030-01-01T12:00:00Z');
  const at = (ms: number): Date => new Date(endedMs + ms);
  const doubted = {
    Attempts: 1,
    LastAttempt: { Outcome: 'provider_failed', EndedAt: at(0), DoubtedUntil: at(65_000) },
  } as const;
  const isUncounted = (ms: number | undefined, job: Parameters<typeof afterVerdict>[0] = doubted): boolean =>
    afterVerdict(job, { PausedAt: ms === undefined ? undefined : at(ms) }).UncountedAttempts !==
    job.UncountedAttempts;

  it.each([
    ['went out after it', 1, true],
    ['went out at the end of the doubt', 65_000, true],
    ['went out later: that proves nothing about then', 65_001, false],
    ['had just gone out, and whoever settled it had not heard', -1_000, true],
    ['was out and back long before', -circuitLimits.growthMs, false],
    ['never went out', undefined, false],
  ])('counts or not: the provider %s', (_what, ms, forgiven) => {
    expect(isUncounted(ms)).toBe(forgiven);
  });

  it('is taken off the job with its wait, and so is never taken off twice', () => {
    const once = afterVerdict({ ...doubted, UncountedAttempts: 1 }, { PausedAt: at(1) });
    expect(once).toEqual({ Attempts: 1, UncountedAttempts: 2, LastAttempt: undefined });
    expect(afterVerdict(once, { PausedAt: at(1) })).toBe(once);
  });

  it('is one whose settling said so: any other counts, whatever the provider does', () => {
    expect(isUncounted(1, { LastAttempt: { Outcome: 'provider_failed', EndedAt: at(0) } })).toBe(false);
    expect(afterVerdict(doubted, undefined)).toBe(doubted);
  });
});
