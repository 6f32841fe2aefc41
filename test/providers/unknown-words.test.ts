/**
 * Every field of what a provider tells of a call, with a value that nobody documented: what else is known stays known.
 */
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { createHttpProvider } from '../../activities/providers/http/provider';
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { type KnownCall } from '../../activities/ports/voice-provider';
import { newSid, rfc2822 } from './twilio/server';
import { eventsPath, fromTwilio, type TwilioWorld, twilioWorld } from './twilio/world';

const oddities: [string, unknown][] = [
  ['a word', 'daydreaming'],
  ['nothing', ''],
  ['null', null],
  ['a number', 17],
  ['an object', { a: 1 }],
  ['missing', undefined],
];
const sweep = (message: object) =>
  Object.keys(message).flatMap((field) =>
    oddities.map(([what, value]) => [field, what, { ...message, [field]: value }] as const),
  );

const call: KnownCall = {
  callId: 'call:job-1:1',
  to: '+12025550123',
  from: '+12025550100',
  dialledAtMs: Date.now(),
};
const CONTACT = /2025550123/;

describe('Twilio', () => {
  let world: TwilioWorld;
  beforeAll(async () => {
    world = await twilioWorld();
  });
  beforeEach(() => {
    world.warnings.splice(0);
    world.twilio.calls.clear();
  });
  afterEach(() => expect(JSON.stringify(world.warnings)).not.toMatch(CONTACT));
  afterAll(async () => world.stop());

  const sid = newSid();
  const times = {
    start_time: rfc2822(Date.now() - 70_000),
    end_time: rfc2822(Date.now()),
    duration: '61',
  };
  const record = {
    sid,
    to: call.to,
    from: call.from,
    status: 'completed',
    direction: 'outbound-api',
    date_created: rfc2822(Date.now()),
    date_updated: rfc2822(Date.now()),
    ...times,
    answered_by: 'machine',
    queue_time: '0',
  };
  const answerWith = (body: object) =>
    world.twilio.next({ kind: 'answer', status: 200, body: JSON.stringify(body) });
  const lookUp = (known: KnownCall = { ...call, providerCallId: sid }) => world.provider.lookUp(known);

  const ofTheCall = sweep(record).filter(([field]) => field !== 'sid');
  it.each(ofTheCall)(
    'the record of a call whose %s is %s tells its end all the same',
    async (field, _, odd) => {
      answerWith(odd);
      const found = await lookUp();
      expect(found).toMatchObject({
        kind: 'found',
        providerCallId: sid,
        progress: { answeredBy: expect.any(String) as string },
      });
      if (found.kind !== 'found') return;
      const reason = field === 'status' ? 'unknown' : field === 'answered_by' ? 'completed' : 'voicemail';
      expect(found.progress.end?.reason).toBe(reason);
      if (field !== 'duration') expect(found.progress.end?.conversationSeconds).toBe(61);
      expect(Math.abs((found.progress.end?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
    },
  );

  it.each(ofTheCall)(
    'a call whose %s is %s is hung up: that it has ended is known',
    async (_field, _what, odd) => {
      world.twilio.refuseNext(400, 21220);
      answerWith(odd);
      expect(await world.provider.hangUp({ ...call, providerCallId: sid })).toBe(true);
    },
  );

  const identity = ['sid', 'to', 'from', 'direction'];
  it.each(sweep({ ...record, status: 'ringing', start_time: null, end_time: null, duration: null }))(
    'a listed call whose %s is %s may be ours: never is there none, and it is taken for ours only by its whole identity',
    async (field, _, odd) => {
      answerWith({ calls: [odd], next_page_uri: null });
      expect((await lookUp({ ...call, dialledAtMs: Date.now() - 120_000 })).kind).not.toBe('not_found');
      answerWith({ calls: [odd], next_page_uri: null });
      const { kind } = await lookUp(call);
      if (identity.includes(field)) expect(kind).toBe('unavailable');
      else expect(['found', 'unavailable']).toContain(kind);
    },
  );

  const report = {
    CallSid: sid,
    From: call.from,
    To: call.to,
    Direction: 'outbound-api',
    Timestamp: rfc2822(Date.now()),
    SequenceNumber: '3',
    AnsweredBy: 'human',
    CallStatus: 'completed',
    CallDuration: '61',
    SipResponseCode: '200',
    ErrorCode: '0',
  };
  const path = `${eventsPath}?CallID=call%3Ajob-1%3A1`;
  const inForm = (fields: object): Record<string, string> =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
      ),
    );
  it.each(sweep(report))('a report whose %s is %s tells the end all the same', (field, _, odd) => {
    expect(world.provider.parseEvent(fromTwilio(path, inForm(odd)))).toMatchObject({
      kind: 'event',
      callId: call.callId,
      ...(field === 'CallSid' ? {} : { providerCallId: sid }),
      event: {
        kind: 'ended',
        reason: field === 'CallStatus' ? 'unknown' : 'completed',
        ...(field === 'CallDuration' ? {} : { conversationSeconds: 61 }),
      },
    });
  });

  it.each(sweep({ ...report, CallStatus: 'failed', SipResponseCode: '486', ErrorCode: '13224' }))(
    'a report of a failed call whose %s is %s is an end that nobody is to blame for without a reason',
    (_field, _what, odd) => {
      const parsed = world.provider.parseEvent(fromTwilio(path, inForm(odd)));
      expect(parsed).toMatchObject({ kind: 'event', event: { kind: 'ended' } });
    },
  );
});

describe('a provider that speaks our protocol', () => {
  const secret = 'a-secret-of-the-tests';
  const eventsUrl = 'https://ringmaster.example/providers/http/events';
  const warnings: object[] = [];
  let body: unknown;
  const server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200).end(JSON.stringify(body));
  });
  const provider = () =>
    createHttpProvider({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      secret,
      eventsUrl,
      logger: { warn: (details) => warnings.push(details) },
    });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => warnings.splice(0));
  afterAll(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });

  const at = new Date().toISOString();
  const record = {
    CallID: call.callId,
    ProviderCallID: 'p-1',
    Status: 'ended',
    AnsweredAt: new Date(Date.parse(at) - 61_000).toISOString(),
    AnsweredBy: 'human',
    EndedAt: at,
    EndReason: 'completed',
    ConversationSeconds: 61,
    Transcript: [{ Role: 'agent', Text: 'Hello?' }],
  };
  const cases = (message: object) => sweep(message).filter(([field]) => field !== 'CallID');

  it.each(cases(record))(
    'a call that is looked up, whose %s is %s, has ended all the same',
    async (field, _, odd) => {
      body = odd;
      const found = await provider().lookUp(call);
      expect(found).toMatchObject({
        kind: 'found',
        ...(field === 'ProviderCallID' ? {} : { providerCallId: 'p-1' }),
        progress: {
          answeredAtMs: expect.any(Number) as number,
          end: {
            reason: field === 'EndReason' ? 'unknown' : 'completed',
            ...(field === 'EndedAt' || field === 'ConversationSeconds'
              ? {}
              : { atMs: Date.parse(at), conversationSeconds: 61 }),
          },
        },
      });
    },
  );

  const parse = (message: object) => {
    const rawBody = Buffer.from(JSON.stringify(message));
    const path = new URL(eventsUrl).pathname;
    const headers = { [signatureHeader]: sign(secret, Date.now(), 'POST', path, rawBody.toString()) };
    return provider().parseEvent({ headers, path, rawBody });
  };
  const ended = {
    EventID: 'e1',
    CallID: call.callId,
    Type: 'ended',
    At: at,
    ProviderCallID: 'p-1',
    EndReason: 'completed',
    ConversationSeconds: 61,
  };
  it.each(cases(ended))('an event whose %s is %s tells the end all the same', (field, _, odd) => {
    expect(parse(odd)).toMatchObject({
      kind: 'event',
      callId: call.callId,
      ...(field === 'ProviderCallID' ? {} : { providerCallId: 'p-1' }),
      event: {
        kind: 'ended',
        reason: field === 'EndReason' ? 'unknown' : 'completed',
        ...(field === 'ConversationSeconds' ? {} : { conversationSeconds: 61 }),
      },
    });
  });

  const announce = (message: object) => {
    const rawBody = Buffer.from(JSON.stringify({ CallID: 'theirs', To: call.from, ...message }));
    const path = '/providers/http/inbound';
    const headers = { [signatureHeader]: sign(secret, Date.now(), 'POST', path, rawBody.toString()) };
    return provider().parseInbound({ headers, path, rawBody });
  };
  it.each([
    ...['+266696687', '+86282452253', '+8656696', '+2562533', '+7378742833', 'anonymous', 'Restricted', ''],
    ...[null, undefined],
  ])('a caller shown as %j withholds their number', (From) => {
    expect(announce({ From })).toEqual({
      kind: 'inbound',
      call: { providerCallId: 'theirs', to: call.from },
    });
  });

  it.each(['sip:ada@example.com', 'client:ada', '+12345', '72345', 12_025_550_123, {}, [], true])(
    'a caller shown as %j is taken as from no number, and why is said without it',
    (From) => {
      const parsed = announce({ From });
      const fromFault = expect.any(String) as string;
      expect(parsed).toEqual({
        kind: 'inbound',
        call: { providerCallId: 'theirs', to: call.from, fromFault },
      });
      expect(JSON.stringify(parsed)).not.toContain('2025550123');
    },
  );

  it('what we have no word for is logged, and nothing personal', () => {
    parse({ ...ended, EndReason: 'daydreaming' });
    parse({ ...ended, EndReason: 'Ada +12025550123' });
    expect(warnings).toEqual([
      { callId: call.callId, field: 'EndReason', value: 'daydreaming' },
      { callId: call.callId, field: 'EndReason', value: 'not a code (string)' },
    ]);
  });

  it('an answer by nobody we know is an answer; a conversation of which nothing is said is refused, and logged', () => {
    const answered = { ...ended, Type: 'answered', EndReason: undefined, AnsweredBy: 'dog' };
    expect(parse(answered)).toMatchObject({ event: { kind: 'answered', by: 'unknown' } });
    const conversation = { ...ended, Type: 'conversation', EndReason: undefined, Result: 'do_not_call' };
    expect(parse(conversation)).toMatchObject({
      kind: 'malformed',
      reason: expect.stringContaining('Result') as string,
    });
    expect(warnings).toContainEqual({ callId: call.callId, field: 'Result', value: 'do_not_call' });
  });
});
