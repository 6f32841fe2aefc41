import fc from 'fast-check';
import {
  type CallEvent,
  type CallProgress,
  type ConversationResult,
  answeredBy,
  conversationResults,
  foldCallEvent,
  isCallEvent,
  withAnswer,
} from '../../domain/calls/call';
import { endReasons } from '../../domain/calls/outcome';

const fold = (events: readonly CallEvent[]): CallProgress => events.reduce(foldCallEvent, {});
const atMs = fc.nat(1_000_000);
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.record({ kind: fc.constant('ringing' as const), atMs }),
  fc.record({ kind: fc.constant('answered' as const), atMs, by: fc.constantFrom(...answeredBy) }),
  fc.record({
    kind: fc.constant('conversation' as const),
    atMs,
    result: fc.constantFrom(...conversationResults),
  }),
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

  it('does not change once the call has ended, but for who answered and what the voice agent says', () => {
    fc.assert(
      fc.property(events, events, (before, after) => {
        const known = fold(before);
        fc.pre(known.end !== undefined);
        const later = after.reduce(foldCallEvent, known);
        const word = known.conversation ?? after.find(({ kind }) => kind === 'conversation');
        const told =
          known.answeredBy === 'unknown' &&
          after.some((heard) => heard.kind === 'answered' && heard.by !== 'unknown');
        if (!word && !told) expect(later).toBe(known);
        const settled = { conversation: undefined, ...(told ? { answeredBy: undefined } : {}) };
        expect({ ...later, ...settled }).toEqual({ ...known, ...settled });
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

  it('has the first id of the provider’s own that was told, with whatever event, and is the same otherwise', () => {
    const id = fc.option(fc.string({ minLength: 1, maxLength: 200 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(event, id), { maxLength: 12 }), (heard) => {
        const told = heard.map(([one, own]) => (own === undefined ? one : { ...one, providerCallId: own }));
        expect(told.every(isCallEvent)).toBe(true);
        const first = heard.find(([, own]) => own !== undefined)?.[1];
        const { providerCallId, ...rest } = fold(told);
        expect([providerCallId, rest]).toEqual([first, fold(heard.map(([one]) => one))]);
      }),
    );
  });

  it.each(['', 'x'.repeat(201), 7, null])('hears no event with %j for an id of the provider’s own', (own) => {
    expect(isCallEvent({ kind: 'ringing', atMs: 0, providerCallId: own })).toBe(false);
  });

  it('knows later who answered, where that was unknown, and keeps what it knows', () => {
    const answers = (['unknown', 'human', 'machine'] as const).map((by, i): CallEvent => ({
      kind: 'answered',
      atMs: i,
      by,
    }));
    expect(fold(answers)).toEqual({ answeredAtMs: 0, answeredBy: 'human' });
  });

  it('knows who answered also from a carrier that is slower to say so than to tell of the end', () => {
    const end = { kind: 'ended', atMs: 2, reason: 'completed', conversationSeconds: 1 } as const;
    const by = (who: 'unknown' | 'machine', atMs: number): CallEvent => ({ kind: 'answered', atMs, by: who });
    expect(fold([by('unknown', 1), end, by('machine', 3)])).toMatchObject({
      answeredAtMs: 1,
      answeredBy: 'machine',
    });
    expect(fold([end, by('machine', 3)])).not.toHaveProperty('answeredBy');
  });

  it("lets a contact's wish for no more calls outweigh whatever was said of the conversation before", () => {
    const say = (result: ConversationResult, atMs: number): CallEvent => ({
      kind: 'conversation',
      atMs,
      result,
    });
    expect(fold([say('voicemail', 1), say('opted_out', 2), say('completed', 3)]).conversation).toEqual({
      atMs: 2,
      result: 'opted_out',
    });
  });

  it('has a stored answer as if it had been heard before the end, and an answer that was heard rather than that', () => {
    const answer = fc.record({ atMs, by: fc.constantFrom(...answeredBy) });
    fc.assert(
      fc.property(events, answer, (heard, stored) => {
        const end = heard.findIndex(({ kind }) => kind === 'ended');
        const [before, after] = end < 0 ? [heard, []] : [heard.slice(0, end), heard.slice(end)];
        const others = after.filter(({ kind }) => kind !== 'answered');
        const known = fold([...before, ...others]);
        expect(withAnswer(known, undefined)).toBe(known);
        expect(withAnswer(known, stored)).toEqual(
          fold([...before, { kind: 'answered', ...stored }, ...others]),
        );
      }),
    );
  });

  it('keeps the first answer', () => {
    const known = fold([
      { kind: 'answered', atMs: 1, by: 'human' },
      { kind: 'answered', atMs: 2, by: 'machine' },
    ]);
    expect(known).toEqual({ answeredAtMs: 1, answeredBy: 'human' });
  });

  it('keeps the first word on the conversation, if it comes before the end', () => {
    const known = fold([
      { kind: 'conversation', atMs: 1, result: 'opted_out' },
      { kind: 'conversation', atMs: 2, result: 'completed' },
    ]);
    expect(known).toEqual({ conversation: { atMs: 1, result: 'opted_out' } });
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
