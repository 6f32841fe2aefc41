import { type HangUpCause, endReasons, outcomeOf, outcomes } from '../../domain/calls/outcome';

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
      for (const cause of causes) expect(outcomes).toContain(outcomeOf(reason, { hangUpCause: cause }));
  });

  it('is the call’s own when it ended by itself while we were hanging up', () => {
    for (const reason of endReasons.filter((r) => r !== 'hung_up_by_us' && r !== 'unknown')) {
      expect(new Set(causes.map((hangUpCause) => outcomeOf(reason, { hangUpCause }))).size).toBe(1);
      expect(outcomeOf(reason, { hangUpCause: 'canceled' })).toBe(
        reason === 'failed' ? 'provider_failed' : reason,
      );
    }
  });

  it.each([
    ['ring_limit', 'no_answer'],
    ['talk_limit', 'time_limit'],
    ['canceled', 'canceled'],
    ['campaign_ended', 'canceled'],
    [undefined, 'unknown'],
  ] as const)('when we hung up for %s is %s', (hangUpCause, outcome) => {
    expect(outcomeOf('hung_up_by_us', { hangUpCause })).toBe(outcome);
  });

  it.each([
    ['canceled', undefined, 'canceled'],
    ['campaign_ended', undefined, 'canceled'],
    ['talk_limit', undefined, 'time_limit'],
    // They may have answered: who may have been talked to is not called again.
    ['ring_limit', undefined, 'unknown'],
    [undefined, undefined, 'unknown'],
    [undefined, 'completed', 'completed'],
    ['ring_limit', 'voicemail', 'voicemail'],
  ] as const)(
    'that ended for a reason that we do not know, hung up for %s, of which the agent says %s, is %s',
    (hangUpCause, conversation, outcome) => {
      expect(outcomeOf('unknown', { hangUpCause, conversation })).toBe(outcome);
    },
  );

  it('hears a wish for no more calls whoever ended the call', () => {
    for (const reason of endReasons)
      for (const hangUpCause of causes)
        expect(outcomeOf(reason, { hangUpCause, conversation: 'opted_out' })).toBe('opted_out');
  });

  it.each([
    ['completed', 'human', 'completed', 'completed'],
    ['completed', 'machine', 'completed', 'completed'],
    ['completed', 'machine', 'hung_up', 'hung_up'],
    ['completed', 'human', 'voicemail', 'voicemail'],
    ['voicemail', 'machine', 'completed', 'completed'],
    ['voicemail', 'machine', 'hung_up', 'hung_up'],
    ['completed', 'machine', undefined, 'voicemail'],
    ['voicemail', undefined, undefined, 'voicemail'],
    ['completed', 'human', undefined, 'completed'],
    ['completed', 'unknown', undefined, 'completed'],
    ['completed', undefined, undefined, 'completed'],
    ['busy', 'machine', undefined, 'busy'],
  ] as const)(
    'that ended %s, answered by %s, of which the voice agent says %s, is %s: the agent knows better than the carrier',
    (reason, answeredBy, conversation, outcome) => {
      expect(outcomeOf(reason, { answeredBy, conversation })).toBe(outcome);
    },
  );
});
