import { type CallEvent, conversationResults } from '../../domain/calls/call';
import { isInCallOptOut, isNewsAfter, inCallOptOutIn } from '../../domain/calls/in-call-opt-out';
import { endReasons, outcomes } from '../../domain/calls/outcome';

const events: CallEvent[] = [
  { kind: 'ringing', atMs: 0 },
  { kind: 'answered', atMs: 0, by: 'human' },
  ...conversationResults.map((result) => ({ kind: 'conversation', atMs: 0, result }) as const),
  ...endReasons.map((reason) => ({ kind: 'ended', atMs: 0, reason, conversationSeconds: 0 }) as const),
];

it('a word about being called again is in the four events that say one, and in no other', () => {
  expect(events.flatMap((event) => inCallOptOutIn(event) ?? [])).toEqual([
    { told: 'conversation', said: 'hung_up' },
    { told: 'conversation', said: 'opted_out' },
    { told: 'ended', said: 'hung_up' },
    { told: 'ended', said: 'opted_out' },
  ]);
});

it('every word is recognised on its way through Temporal, and nothing else is taken for one', () => {
  for (const event of events) {
    const word = inCallOptOutIn(event);
    if (word) expect(isInCallOptOut(word)).toBe(true);
  }
  for (const other of [
    undefined,
    null,
    'opted_out',
    {},
    { told: 'ended' },
    { told: 'ringing', said: 'opted_out' },
    { told: 'ended', said: 'completed' },
  ])
    expect(isInCallOptOut(other)).toBe(false);
});

it('that the contact left early is news only of a call whose outcome does not say otherwise', () => {
  const after = (told: 'conversation' | 'ended') =>
    outcomes.filter((outcome) => isNewsAfter(outcome, { told, said: 'hung_up' }));
  expect(after('conversation')).toEqual(['completed', 'voicemail', 'unknown']);
  expect(after('ended')).toEqual(['unknown']);
});
