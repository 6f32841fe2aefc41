import { type SettledFacts, settlementOf } from '../../domain/dialling/settlement';
import { type Outcome, outcomes } from '../../domain/calls/outcome';

const now = new Date('2030-01-01T12:00:00Z');
const inSeconds = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
const before = { State: 'scheduled', DueAt: inSeconds(60), Version: 3 } as const;
const settle = (facts: Partial<SettledFacts>) =>
  settlementOf({
    outcome: 'no_answer',
    job: { Attempts: 1 },
    campaign: { State: 'started', Data: { Constraints: { MaxAttempts: 2 } } },
    data: {},
    wantsObjective: false,
    before: undefined,
    now,
    ...facts,
  });

describe('what becomes of a job after its call', () => {
  it.each<[string, Partial<SettledFacts>, object]>([
    ['a conversation completes it', { outcome: 'completed' }, { state: 'completed' }],
    ['an attempt that is repeated has it wait', {}, { state: 'scheduled', reason: 'retry', endedAt: now }],
    [
      'the last attempt fails it',
      { job: { Attempts: 2 } },
      { state: 'failed', failureReason: 'max_attempts' },
    ],
    [
      'attempts that do not count leave it one',
      { job: { Attempts: 2, UncountedAttempts: 1 } },
      { state: 'scheduled', reason: 'retry' },
    ],
    [
      'the last attempt, while the provider may be to blame, has it wait for that',
      { outcome: 'provider_failed', job: { Attempts: 2 }, doubtedUntil: inSeconds(65) },
      { state: 'scheduled', reason: 'provider_verdict', dueAt: inSeconds(65), doubtedUntil: inSeconds(65) },
    ],
    [
      'it waits for nothing when it is to be canceled',
      { job: { Attempts: 1, CancelRequestedAt: now } },
      { state: 'canceled' },
    ],
    [
      'leaving early is a wish for no more calls where the version of the call says so',
      { outcome: 'hung_up', data: { HangUpIsOptOut: true } },
      { state: 'failed', failureReason: 'opted_out' },
    ],
    [
      'an objective that nobody could judge fails it',
      { outcome: 'completed', wantsObjective: true },
      { state: 'failed', failureReason: 'objective_unknown' },
    ],
  ])('%s', (_, facts, expected) => {
    expect(settle(facts)).toMatchObject(expected);
  });

  it('nothing of an ended campaign waits or is merely canceled', () => {
    const campaign = { State: 'ended', Data: { Constraints: { MaxAttempts: 2 } } } as const;
    for (const job of [{ Attempts: 1 }, { Attempts: 1, CancelRequestedAt: now }])
      for (const outcome of ['no_answer', 'canceled'] as const)
        expect(settle({ outcome, campaign, job })).toEqual({
          state: 'failed',
          outcome,
          failureReason: 'campaign_ended',
        });
    const doubted = {
      outcome: 'provider_failed',
      job: { Attempts: 2 },
      doubtedUntil: inSeconds(65),
    } as const;
    expect(settle({ ...doubted, campaign })).toMatchObject({ failureReason: 'max_attempts' });
  });
});

describe('what becomes of a job whose contact called us', () => {
  const becomes = (facts: Partial<SettledFacts>): Record<Outcome, string> =>
    Object.fromEntries(
      outcomes.map((outcome) => [outcome, settle({ outcome, before, ...facts }).state]),
    ) as Record<Outcome, string>;

  it('it is what it was before, unless the call completes it or the contact wants no more calls', () => {
    const { completed, opted_out, ...others } = becomes({});
    expect([completed, opted_out]).toEqual(['completed', 'failed']);
    expect(new Set(Object.values(others))).toEqual(new Set(['as_before']));
    expect(settle({ outcome: 'hung_up', before, data: { HangUpIsOptOut: true } })).toEqual({
      state: 'as_before',
      before,
    });
  });

  it('leaving early completes it only where the objective was reached all the same', () => {
    const left = { outcome: 'hung_up', before, wantsObjective: true } as const;
    expect(settle({ ...left, objectiveMet: true })).toMatchObject({ state: 'completed' });
    expect(settle({ ...left, objectiveMet: false })).toMatchObject({ state: 'as_before' });
    expect(settle(left)).toMatchObject({ state: 'as_before' });
  });

  it('one that the call created is over with it', () => {
    const states = becomes({ job: { Attempts: 0, InboundOnly: true } });
    for (const [outcome, state] of Object.entries(states))
      expect([outcome, state]).toEqual([
        outcome,
        ['completed', 'hung_up'].includes(outcome) ? 'completed' : 'failed',
      ]);
  });
});
