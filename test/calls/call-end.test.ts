import { type CallProgress } from '../../domain/calls/call';
import { callEndOf, mayHaveTalked } from '../../domain/calls/call-end';
import { type EndReason, type Outcome, outcomes } from '../../domain/calls/outcome';

const now = new Date('2030-01-01T12:00:00Z');
const later = now.getTime() + 60_000;
const end = { atMs: now.getTime() - 1_000, reason: 'completed', conversationSeconds: 0 } as const;

describe("the record of a call's end", () => {
  it('has no time that is still to come, whatever the provider’s clock says', () => {
    const progress = { answeredAtMs: later, answeredBy: 'human', end: { ...end, atMs: later } } as const;
    expect(callEndOf({ progress }, 'completed', now)).toEqual({
      endedAt: now,
      outcome: 'completed',
      endReason: 'completed',
      answeredAt: now,
      answeredBy: 'human',
      conversationSeconds: 0,
    });
  });

  it('is of now when nobody told of the end, and says why we hung up', () => {
    expect(callEndOf({ progress: {}, hangUpCause: 'talk_limit' }, 'unknown', now)).toEqual({
      endedAt: now,
      outcome: 'unknown',
      hangUpCause: 'talk_limit',
    });
  });

  it('has no conversation where nobody answered, and one where seconds of it were told', () => {
    expect(callEndOf({ progress: { end } }, 'no_answer', now)).not.toHaveProperty('conversationSeconds');
    const talked = { end: { ...end, conversationSeconds: 7 } };
    expect(callEndOf({ progress: talked }, 'completed', now)).toMatchObject({
      endedAt: new Date(end.atMs),
      conversationSeconds: 7,
    });
  });
});

describe('a call in which the contact may have talked with us', () => {
  const ends = (reason: EndReason, conversationSeconds = 0): CallProgress => ({
    end: { atMs: later, reason, conversationSeconds },
  });
  const answered = (by: 'human' | 'machine' | 'unknown'): CallProgress => ({
    ...ends('hung_up_by_us'),
    answeredAtMs: later,
    answeredBy: by,
  });
  const certain: Outcome[] = ['completed', 'hung_up', 'opted_out', 'time_limit', 'unknown'];
  const talked = (outcome: Outcome, progress: CallProgress, isInbound = false): boolean =>
    mayHaveTalked(outcome, progress, { isInbound });

  it('is one that came to its end, was left early, was cut off by its limit, or of which nothing is known', () => {
    for (const outcome of certain) expect([outcome, talked(outcome, {})]).toEqual([outcome, true]);
  });

  it('is none that a machine answered, that only rang, or that was never placed', () => {
    for (const outcome of outcomes.filter((one) => !certain.includes(one)))
      for (const progress of [{}, ends('busy'), answered('machine')])
        expect([outcome, talked(outcome, progress)]).toEqual([outcome, false]);
    expect(talked('voicemail', { ...answered('unknown'), ...ends('voicemail', 20) })).toBe(false);
  });

  it.each<[string, CallProgress]>([
    ['was answered', answered('human')],
    ['was answered, by whom is not known', answered('unknown')],
    ['had seconds of conversation, without a word of its answer', ends('failed', 1)],
    ['ended for a reason that is not known', ends('unknown')],
  ])('is any other that %s', (_, progress) => {
    for (const outcome of ['canceled', 'provider_failed', 'no_answer', 'busy', 'rejected'] as const)
      expect([outcome, talked(outcome, progress)]).toEqual([outcome, true]);
  });

  it('is every call that a contact made and that we took', () => {
    for (const outcome of outcomes.filter((one) => one !== 'voicemail'))
      expect([outcome, talked(outcome, ends('hung_up_by_us'), true)]).toEqual([outcome, true]);
  });
});
