import fc from 'fast-check';
import { type CallEvent, type CallProgress, answeredBy, foldCallEvent, isCallEvent } from '../../domain/call';
import { endReasons } from '../../domain/outcome';

const fold = (events: readonly CallEvent[]): CallProgress => events.reduce(foldCallEvent, {});
const atMs = fc.nat(1_000_000);
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.record({ kind: fc.constant('ringing' as const), atMs }),
  fc.record({ kind: fc.constant('answered' as const), atMs, by: fc.constantFrom(...answeredBy) }),
  fc.record({
    kind: fc.constant('ended' as const),
    atMs,
    reason: fc.constantFrom(...endReasons),
    conversationSeconds: fc.nat(3600),
  }),
);
const events = fc.array(event, { maxLength: 12 });

describe('what is known of a call', () => {
  it('has the first end that was heard, in whatever order and number events come', () => {
    fc.assert(
      fc.property(events, (heard) => {
        const first = heard.find((e) => e.kind === 'ended');
        const expected = first && {
          atMs: first.atMs,
          reason: first.reason,
          conversationSeconds: first.conversationSeconds,
        };
        expect(fold(heard).end).toEqual(expected);
      }),
    );
  });

  it('does not change once the call has ended', () => {
    fc.assert(
      fc.property(events, events, (before, after) => {
        const known = fold(before);
        fc.pre(known.end !== undefined);
        expect(after.reduce(foldCallEvent, known)).toBe(known);
      }),
    );
  });

  it('is the same when any event is heard again at any later time', () => {
    const withDuplicate = fc.array(event, { minLength: 1, maxLength: 12 }).chain((heard) =>
      fc.tuple(fc.constant(heard), fc.nat(heard.length - 1), fc.nat(heard.length)).map(([list, i, gap]) => ({
        list,
        duplicated: list.toSpliced(Math.min(list.length, i + 1 + gap), 0, list[i] as CallEvent),
      })),
    );
    fc.assert(
      fc.property(withDuplicate, ({ list, duplicated }) => expect(fold(duplicated)).toEqual(fold(list))),
    );
  });

  it('keeps the first answer', () => {
    const known = fold([
      { kind: 'answered', atMs: 1, by: 'human' },
      { kind: 'answered', atMs: 2, by: 'machine' },
    ]);
    expect(known).toEqual({ answeredAtMs: 1, answeredBy: 'human' });
  });

  it('survives as workflow state: it is plain JSON', () => {
    fc.assert(
      fc.property(events, (heard) => expect(JSON.parse(JSON.stringify(fold(heard)))).toEqual(fold(heard))),
    );
  });

  it('is never written over: a workflow may hold the old object', () => {
    const before: CallProgress = Object.freeze({ answeredAtMs: 1, answeredBy: 'human' as const });
    const after = foldCallEvent(before, {
      kind: 'ended',
      atMs: 2,
      reason: 'completed',
      conversationSeconds: 1,
    });
    expect(after).not.toBe(before);
    expect(before).toEqual({ answeredAtMs: 1, answeredBy: 'human' });
  });
});

describe('an event from outside', () => {
  it('is recognised when it is one', () => {
    fc.assert(fc.property(event, (e) => expect(isCallEvent(e)).toBe(true)));
  });

  it('is never taken for one when a field is missing or wrong', () => {
    fc.assert(
      fc.property(event, fc.nat(3), fc.constantFrom(undefined, null, NaN, 'other', {}), (e, i, wrong) => {
        const field = Object.keys(e)[i % Object.keys(e).length] as string;
        expect(isCallEvent({ ...e, [field]: wrong })).toBe(false);
      }),
    );
    for (const other of [undefined, null, 'ended', 1, [], {}]) expect(isCallEvent(other)).toBe(false);
  });
});
