import fc from 'fast-check';
import { lookUpFrom } from '../../activities/providers/http/messages';
import { createHttpProvider } from '../../activities/providers/http/provider';
import { headerProblem, sign } from '../../activities/providers/http/signature';
import { type ParsedEvent } from '../../activities/ports/voice-provider';

const secret = 'a-secret-of-the-tests';
const path = '/providers/http/events?tenant=1';
const nowMs = Date.parse('2026-03-01T09:30:10.000Z');
const provider = createHttpProvider({
  url: 'http://voice.example',
  secret,
  eventsUrl: `https://ringmaster.example${path}`,
  now: () => nowMs,
});

const ended = {
  EventID: 'e1',
  CallID: 'call:job1:1',
  Type: 'ended',
  At: '2026-03-01T09:30:00.250Z',
  EndReason: 'completed',
  ConversationSeconds: 61.5,
};

/** The clocks of the two sides agree. */
const asTold = {
  now: () => nowMs,
  ours: (theirsMs: number): number => theirsMs,
  noteOf: () => () => undefined,
};

/** As the protocol signs it, whatever the bytes. */
function signed(body: string | Buffer, atMs = nowMs): ParsedEvent {
  const text = body.toString('utf8');
  return provider.parseEvent({
    headers: { 'ringmaster-signature': sign(secret, atMs, 'POST', path, text) },
    // Behind a proxy: what counts is the address that the provider was given.
    path: '/rewritten',
    rawBody: Buffer.from(text),
  });
}
const parse = (message: unknown) => signed(JSON.stringify(message));

it.each([
  [{ ...ended, Type: 'ringing' }, { kind: 'ringing' }],
  [
    { ...ended, Type: 'answered', AnsweredBy: 'machine' },
    { kind: 'answered', by: 'machine' },
  ],
  [
    { ...ended, Type: 'conversation', Result: 'opted_out' },
    { kind: 'conversation', result: 'opted_out' },
  ],
  [ended, { kind: 'ended', reason: 'completed', conversationSeconds: 61.5 }],
  [
    { ...ended, Unheard: 'of' },
    { kind: 'ended', reason: 'completed', conversationSeconds: 61.5 },
  ],
  [
    { ...ended, At: '2026-03-01T10:30:00.250+01:00' },
    { kind: 'ended', reason: 'completed', conversationSeconds: 61.5 },
  ],
])('an event of the protocol is understood: %j', (message, event) => {
  const atMs = Date.parse('2026-03-01T09:30:00.250Z');
  expect(parse(message)).toEqual({ kind: 'event', callId: 'call:job1:1', event: { atMs, ...event } });
});

it('what was said and the provider’s own id come beside the event, never inside it', () => {
  const Transcript = [
    { Role: 'agent', Text: 'Hello?' },
    { Role: 'contact', Text: 'x'.repeat(10_000) },
  ];
  const answer = parse({ ...ended, ProviderCallID: 'p-1', Transcript });
  expect(answer).toMatchObject({ kind: 'event', providerCallId: 'p-1', transcript: Transcript });
  if (answer.kind === 'event') expect(JSON.stringify(answer.event)).not.toContain('Hello');
});

const turn = { Role: 'agent', Text: 'Hello?' };
const isEnd = { kind: 'event', event: { kind: 'ended', reason: 'completed' } };

it.each([
  ['turns', Array(2_001).fill(turn), Array(2_000).fill(turn), /2000 of its 2001 turns/],
  // What is cut is not looked at: to describe each fault takes long.
  [
    'wrong turns',
    Array.from({ length: 60_000 }, (_, n) => (n < 2_000 ? turn : 0)),
    Array(2_000).fill(turn),
    /2000 of its 60000 turns/,
  ],
  [
    'text',
    [turn, { ...turn, Text: 'x'.repeat(10_001) }],
    [turn, { ...turn, Text: 'x'.repeat(10_000) }],
    /1 turns cut to 10000/,
  ],
])('a call’s end counts, and its transcript is cut, when that has too much %s', (_, told, kept, fault) => {
  expect(parse({ ...ended, Transcript: told })).toMatchObject({
    ...isEnd,
    transcript: kept,
    transcriptFault: expect.stringMatching(fault) as string,
  });
});

it('an event with too many parts is refused before it is parsed, and quotes, escapes and commas in a text are no parts', () => {
  const message = { ...ended, Transcript: [{ ...turn, Text: '","[{:\\'.repeat(20_000) }] };
  expect(parse(message)).toMatchObject(isEnd);
  for (const part of [0, [], {}])
    expect(parse({ ...ended, Transcript: Array(100_000).fill(part) })).toEqual({
      kind: 'malformed',
      reason: expect.stringContaining('80000 values') as string,
    });
});

it('what is kept of a transcript fits into a document of the database', () => {
  const told = Array(2_000).fill({ ...turn, Text: '語'.repeat(10_000) });
  const found = lookUpFrom(
    { ...ended, Status: 'ended', EndedAt: ended.At, Transcript: told },
    ended.CallID,
    asTold,
  );
  expect(found?.transcriptFault).toMatch(/characters in all/);
  expect(Buffer.byteLength(JSON.stringify(found?.transcript))).toBeLessThan(15 * 1024 * 1024);
});

it.each([
  ['Transcript: ', 'SECRET'],
  ['Transcript: ', null],
  ['Transcript.0.Role: ', [{ ...turn, Role: 'SECRET' }]],
  ['Transcript.1.Text: ', [turn, { Role: 'agent', Text: ['SECRET'] }]],
])('a call’s end counts, and what is no transcript is dropped without repeating it (%s%j)', (place, told) => {
  const ending = parse({ ...ended, Transcript: told });
  expect(ending).toMatchObject({ ...isEnd, transcriptFault: expect.stringContaining(place) as string });
  expect(JSON.stringify(ending)).not.toMatch(/SECRET|"transcript":/);
  const call = { ...ended, Status: 'ended', EndedAt: ended.At, Transcript: told };
  expect(lookUpFrom(call, ended.CallID, asTold)).toMatchObject({
    kind: 'found',
    progress: { end: { reason: 'completed' } },
  });
});

it.each([
  ['Result', { ...ended, Type: 'conversation', Result: 'busy' }],
  ['CallID', { ...ended, CallID: '' }],
  ['CallID', { ...ended, CallID: 'x'.repeat(201) }],
  ['CallID', { ...ended, CallID: 17 }],
  ['body', []],
])('a wrong %s is refused by name', (field, message) => {
  const answer = parse(message);
  expect(answer.kind).toBe('malformed');
  if (answer.kind === 'malformed') expect(answer.reason).toContain(field);
});

const endedNow = { atMs: nowMs, kind: 'ended', reason: 'completed', conversationSeconds: 61.5 };
const endedThen = { ...endedNow, atMs: Date.parse(ended.At) };
it.each([
  [{ EventID: undefined }, endedThen],
  [{ Type: 'exploded' }, endedThen],
  [{ Type: null }, endedThen],
  [{ At: '2026-02-30T09:30:00.000Z' }, endedNow],
  [{ At: '2026-03-01T09:30:00' }, endedNow],
  [{ At: '1969-12-31T23:59:59Z' }, endedNow],
  [{ At: 1772357400 }, endedNow],
  [{ At: undefined }, endedNow],
  [{ EndReason: 'tired' }, { ...endedThen, reason: 'unknown' }],
  [{ EndReason: undefined }, { ...endedThen, reason: 'unknown' }],
  [{ ConversationSeconds: -1 }, { ...endedThen, conversationSeconds: 0 }],
  [{ ConversationSeconds: 86_401 }, { ...endedThen, conversationSeconds: 0 }],
  [{ ConversationSeconds: null }, { ...endedThen, conversationSeconds: 0 }],
  [{ ConversationSeconds: '60.5' }, { ...endedThen, conversationSeconds: 60.5 }],
  [{ ProviderCallID: '' }, endedThen],
])('an end counts, and what beside it we have no word for does not: %j', (fields, event) => {
  expect(parse({ ...ended, ...fields })).toEqual({ kind: 'event', callId: ended.CallID, event });
});

it('an endless conversation has ended, and nobody knows how long it was', () => {
  const body = JSON.stringify(ended).replace('61.5', '1e999');
  expect(signed(body)).toMatchObject({ kind: 'event', event: { kind: 'ended', conversationSeconds: 0 } });
});

it('an event of a type that we do not know is what the fields say that only one type has', () => {
  const { EndReason: _, ConversationSeconds: __, ...bare } = { ...ended, Type: 'exploded' };
  expect(parse({ ...bare, AnsweredBy: 'human' })).toMatchObject({ event: { kind: 'answered', by: 'human' } });
  expect(parse({ ...bare, Result: 'opted_out' })).toMatchObject({ event: { kind: 'conversation' } });
  // Decides nothing, and its ids are kept.
  expect(parse({ ...bare, ProviderCallID: 'p-1' })).toMatchObject({
    providerCallId: 'p-1',
    event: { kind: 'ringing' },
  });
});

describe('an event whose signature does not hold is refused before it is read', () => {
  const body = JSON.stringify(ended);
  const good = sign(secret, nowMs, 'POST', path, body);
  it.each([
    ['absent', undefined, /missing/],
    ['malformed', 'v1=abc', /t=<unix seconds>/],
    ['of upper case', good.toUpperCase(), /t=<unix seconds>/],
    ['doubled', [good, good], /t=<unix seconds>/],
    ['of another secret', sign('another', nowMs, 'POST', path, body), /match/],
    ['of another path', sign(secret, nowMs, 'POST', '/elsewhere', body), /match/],
    ['of another method', sign(secret, nowMs, 'PUT', path, body), /match/],
    ['of another body', sign(secret, nowMs, 'POST', path, `${body} `), /match/],
    ['with another time', good.replace(/t=\d+/, `t=${nowMs / 1000 + 1}`), /match/],
    ['five minutes and a second old', sign(secret, nowMs - 301_000, 'POST', path, body), /300 seconds/],
    ['five minutes and a second ahead', sign(secret, nowMs + 301_000, 'POST', path, body), /300 seconds/],
  ])('%s', (_what, header, reason) => {
    const answer = provider.parseEvent({
      headers: { 'ringmaster-signature': header },
      path,
      rawBody: Buffer.from(body),
    });
    expect(answer.kind === 'unsigned' && answer.reason).toMatch(reason);
  });

  it('and, where its header alone shows it, before its body is taken in', () => {
    expect(headerProblem(nowMs, undefined)).toMatch(/missing/);
    expect(headerProblem(nowMs, 'v1=abc')).toMatch(/t=<unix seconds>/);
    expect(headerProblem(nowMs + 301_000, good)).toMatch(/300 seconds/);
    expect(headerProblem(nowMs, good)).toBeUndefined();
  });

  it('but five minutes are tolerated, both ways', () => {
    expect(signed(body, nowMs - 300_000).kind).toBe('event');
    expect(signed(body, nowMs + 300_000).kind).toBe('event');
  });
});

describe('whatever comes, parsing answers and never throws', () => {
  const kinds = ['event', 'unsigned', 'malformed'];

  it('any bytes and any header', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.option(fc.string(), { nil: undefined }), (bytes, header) => {
        const answer = provider.parseEvent({
          headers: { 'ringmaster-signature': header },
          path,
          rawBody: Buffer.from(bytes),
        });
        expect(answer.kind).toBe('unsigned');
      }),
    );
  });

  it('any signed text or JSON', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
        expect(signed(body).kind).toBe('malformed');
      }),
    );
  });

  it('any signed message that has the right fields', () => {
    const any = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(...Object.values(ended), 'answered', 'human'),
    );
    const message = fc.record(
      {
        EventID: any,
        CallID: any,
        Type: any,
        At: any,
        EndReason: any,
        ConversationSeconds: any,
        AnsweredBy: any,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(message, fc.boolean(), (fields, overEnded) => {
        expect(kinds).toContain(parse(overEnded ? { ...ended, ...fields } : fields).kind);
      }),
    );
  });
});
