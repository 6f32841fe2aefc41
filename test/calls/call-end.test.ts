import { callEndOf } from '../../domain/calls/call-end';

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
