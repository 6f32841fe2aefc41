import { type HangUpCause, endReasons, outcomeOf, outcomes } from '../../domain/outcome';

const causes: (HangUpCause | undefined)[] = [
  'ring_limit',
  'talk_limit',
  'canceled',
  'campaign_ended',
  undefined,
];

describe('the outcome of a call', () => {
  it('exists for every way to end and every cause of ours', () => {
    for (const reason of endReasons)
      for (const cause of causes) expect(outcomes).toContain(outcomeOf(reason, cause));
  });

  it('is the call’s own when it ended by itself while we were hanging up', () => {
    for (const reason of endReasons.filter((r) => r !== 'hung_up_by_us')) {
      expect(new Set(causes.map((cause) => outcomeOf(reason, cause))).size).toBe(1);
      expect(outcomeOf(reason, 'canceled')).toBe(reason === 'failed' ? 'provider_failed' : reason);
    }
  });

  it.each([
    ['ring_limit', 'no_answer'],
    ['talk_limit', 'time_limit'],
    ['canceled', 'canceled'],
    ['campaign_ended', 'canceled'],
    [undefined, 'unknown'],
  ] as const)('when we hung up for %s is %s', (cause, outcome) => {
    expect(outcomeOf('hung_up_by_us', cause)).toBe(outcome);
  });
});
