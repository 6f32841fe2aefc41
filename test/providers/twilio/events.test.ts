/** What Twilio tells us, signed as Twilio signs, and what we answer to inbound calls. */
import { type VoiceProvider } from '../../../activities/ports/voice-provider';
import { eventually } from '../../support/eventually';
import { newSid, signatureOf } from './server';
import { eventsPath, fromTwilio, publicUrl, streamUrl, type TwilioWorld, twilioWorld } from './world';

const nowMs = Date.parse('2026-03-01T09:31:00.000Z');
const atMs = Date.parse('2026-03-01T09:30:10.000Z');
let world: TwilioWorld;
let provider: VoiceProvider;
beforeAll(async () => {
  world = await twilioWorld({ now: () => nowMs });
  provider = world.provider;
});
beforeEach(() => world.warnings.splice(0));
afterAll(async () => world.stop());

const sid = `CA${'ab'.repeat(16)}`;
const path = `${eventsPath}?CallID=call%3Ajob-1%3A1`;
const report = {
  AccountSid: `AC${'0'.repeat(31)}1`,
  CallSid: sid,
  From: '+12025550100',
  To: '+12025550123',
  Direction: 'outbound-api',
  ApiVersion: '2010-04-01',
  CallbackSource: 'call-progress-events',
  SequenceNumber: '2',
  Timestamp: 'Sun, 01 Mar 2026 09:30:10 +0000',
};
const parse = (form: Record<string, string>, at = path) => provider.parseEvent(fromTwilio(at, form));
const event = (fields: object) => ({
  kind: 'event',
  callId: 'call:job-1:1',
  providerCallId: sid,
  event: { atMs, ...fields },
});
const ended = (reason: string, conversationSeconds = 0) =>
  event({ kind: 'ended', reason, conversationSeconds });

describe('a report', () => {
  it.each([
    [{ CallStatus: 'ringing' }, event({ kind: 'ringing' })],
    [{ CallStatus: 'in-progress' }, event({ kind: 'answered', by: 'unknown' })],
    [{ CallStatus: 'in-progress', AnsweredBy: 'human' }, event({ kind: 'answered', by: 'human' })],
    [{ CallStatus: 'in-progress', AnsweredBy: 'fax' }, event({ kind: 'answered', by: 'machine' })],
    [{ CallStatus: 'completed', CallDuration: '61' }, ended('completed', 61)],
    [{ CallStatus: 'completed', CallDuration: '61', AnsweredBy: 'human' }, ended('completed', 61)],
    [{ CallStatus: 'completed', CallDuration: '61', AnsweredBy: 'unknown' }, ended('completed', 61)],
    [{ CallStatus: 'completed', CallDuration: '9', AnsweredBy: 'machine_start' }, ended('voicemail', 9)],
    [{ CallStatus: 'completed', CallDuration: '9', AnsweredBy: 'machine' }, ended('voicemail', 9)],
    [{ CallStatus: 'completed', CallDuration: '9', AnsweredBy: '' }, ended('completed', 9)],
    [{ CallStatus: 'completed', CallDuration: '9', AnsweredBy: 'machine_end_beep' }, ended('voicemail', 9)],
    [
      { CallStatus: 'completed', CallDuration: '9', AnsweredBy: 'machine_end_silence' },
      ended('voicemail', 9),
    ],
    [{ CallStatus: 'completed', CallDuration: '9', AnsweredBy: 'machine_end_other' }, ended('voicemail', 9)],
    [{ CallStatus: 'completed', CallDuration: '9', AnsweredBy: 'fax' }, ended('voicemail', 9)],
    [{ CallStatus: 'busy', CallDuration: '0' }, ended('busy')],
    [{ CallStatus: 'no-answer' }, ended('no_answer')],
    [{ CallStatus: 'canceled' }, ended('hung_up_by_us')],
    [{ CallStatus: 'failed' }, ended('failed')],
    [{ CallStatus: 'failed', SipResponseCode: '404' }, ended('invalid_number')],
    [{ CallStatus: 'failed', SipResponseCode: '410' }, ended('invalid_number')],
    [{ CallStatus: 'failed', SipResponseCode: '484' }, ended('invalid_number')],
    [{ CallStatus: 'failed', SipResponseCode: '604' }, ended('invalid_number')],
    [{ CallStatus: 'failed', SipResponseCode: '403' }, ended('rejected')],
    [{ CallStatus: 'failed', SipResponseCode: '603' }, ended('rejected')],
    [{ CallStatus: 'failed', SipResponseCode: '607' }, ended('rejected')],
    [{ CallStatus: 'failed', SipResponseCode: '608' }, ended('rejected')],
    [{ CallStatus: 'failed', SipResponseCode: '480' }, ended('no_answer')],
    [{ CallStatus: 'failed', SipResponseCode: '486' }, ended('busy')],
    [{ CallStatus: 'failed', SipResponseCode: '600' }, ended('busy')],
    [{ CallStatus: 'failed', SipResponseCode: '500' }, ended('failed')],
    [{ CallStatus: 'failed', SipResponseCode: '503' }, ended('failed')],
    [{ CallStatus: 'failed', ErrorCode: '13224', SipResponseCode: '500' }, ended('invalid_number')],
    [{ CallStatus: 'failed', ErrorCode: '21217' }, ended('invalid_number')],
    [{ CallStatus: 'failed', ErrorCode: '13225' }, ended('rejected')],
    [{ CallStatus: 'failed', ErrorCode: '13227' }, ended('rejected')],
    [{ CallStatus: 'failed', ErrorCode: '31002' }, ended('failed')],
  ])('%j is understood', (fields, expected) => {
    expect(parse({ ...report, ...fields })).toEqual(expected);
  });

  it.each(['queued', 'initiated'])('of a call that is %s is of no consequence', (CallStatus) => {
    expect(parse({ ...report, CallStatus })).toMatchObject({ kind: 'ignored' });
  });

  it('of a call that is not ours is of no consequence', () => {
    expect(parse({ ...report, CallStatus: 'completed' }, eventsPath)).toMatchObject({ kind: 'ignored' });
  });

  it.each([
    ['CallStatus', 'daydreaming', { CallStatus: 'daydreaming' }, event({ kind: 'ringing' })],
    ['CallStatus', 'missing', {}, event({ kind: 'ringing' })],
    ['CallStatus', 'constructor', { CallStatus: 'constructor', CallDuration: '7' }, ended('unknown', 7)],
    [
      'AnsweredBy',
      'dog',
      { CallStatus: 'in-progress', AnsweredBy: 'dog' },
      event({ kind: 'answered', by: 'unknown' }),
    ],
    [
      'AnsweredBy',
      'dog',
      { CallStatus: 'completed', CallDuration: '7', AnsweredBy: 'dog' },
      ended('completed', 7),
    ],
    ['CallDuration', 'missing', { CallStatus: 'completed' }, ended('completed')],
    [
      'CallDuration',
      'not a code (string)',
      { CallStatus: 'completed', CallDuration: '-1' },
      ended('completed'),
    ],
    ['CallDuration', '86401', { CallStatus: 'completed', CallDuration: '86401' }, ended('completed')],
    [
      'Timestamp',
      'soon',
      { CallStatus: 'busy', Timestamp: 'soon' },
      { ...ended('busy'), event: { kind: 'ended', atMs: nowMs, reason: 'busy', conversationSeconds: 0 } },
    ],
    [
      'CallSid',
      'not a code (string)',
      { CallStatus: 'busy', CallSid: 'SM00000000000000000000000000000000' },
      { ...ended('busy'), providerCallId: undefined },
    ],
  ])(
    'with a %s that we have no word for (%s) keeps what else is known, and the word is logged',
    (field, value, fields, expected) => {
      expect(parse({ ...report, ...fields })).toEqual(expected);
      expect(world.warnings.map(({ details }) => details)).toEqual([
        { callId: 'call:job-1:1', field, value },
      ]);
    },
  );

  it.each([
    ['699', '699', 'rejected'],
    ['+12025550123', 'not a code (string)', 'failed'],
  ])(
    'of a failed call with an unlisted SIP answer (%s) is logged as %s',
    (SipResponseCode, value, reason) => {
      expect(parse({ ...report, CallStatus: 'failed', SipResponseCode })).toEqual(ended(reason));
      expect(world.warnings.map(({ details }) => details)).toEqual([
        { callId: 'call:job-1:1', field: 'SipResponseCode', value },
      ]);
      parse({ ...report, CallStatus: 'failed', SipResponseCode: '404' });
      expect(world.warnings).toHaveLength(1);
    },
  );

  it('without a time happened now', () => {
    const { Timestamp: _, ...timeless } = report;
    expect(parse({ ...timeless, CallStatus: 'ringing' })).toMatchObject({ event: { atMs: nowMs } });
  });

  it('of a call that we hung up says so', () => {
    const at = `${path}&HungUpByUs=1`;
    expect(parse({ ...report, CallStatus: 'completed', CallDuration: '600' }, at)).toEqual(
      ended('hung_up_by_us', 600),
    );
    // It was over before we could.
    expect(parse({ ...report, CallStatus: 'no-answer' }, at)).toEqual(ended('no_answer'));
  });
});

describe("the answering machine's verdict", () => {
  const verdict = { AccountSid: report.AccountSid, CallSid: sid, MachineDetectionDuration: '2400' };
  const at = `${path}&AnsweringMachineVerdict=1`;
  const now = (fields: object) => ({ ...event({}), event: { atMs: nowMs, ...fields } });
  it.each([
    ['human', { kind: 'answered', by: 'human' }],
    ['unknown', { kind: 'answered', by: 'unknown' }],
    ['machine_start', { kind: 'answered', by: 'machine' }],
    ['machine_end_beep', { kind: 'answered', by: 'machine' }],
    ['machine_end_silence', { kind: 'answered', by: 'machine' }],
    ['machine_end_other', { kind: 'answered', by: 'machine' }],
    ['fax', { kind: 'answered', by: 'machine' }],
  ])('%s is understood', (AnsweredBy, expected) => {
    expect(parse({ ...verdict, AnsweredBy }, at)).toEqual(now(expected));
  });

  it.each([[{}], [{ AnsweredBy: 'dog' }]])('that says nobody (%j) says that somebody answered', (fields) => {
    expect(parse({ ...verdict, ...fields }, at)).toEqual(now({ kind: 'answered', by: 'unknown' }));
    expect(world.warnings).toMatchObject([{ details: { field: 'AnsweredBy' } }]);
  });
});

describe('a signature', () => {
  const form = { ...report, CallStatus: 'completed', CallDuration: '61' };
  const signed = fromTwilio(path, form);
  const unsigned = { kind: 'unsigned' };

  it('holds whatever path a proxy shows us, since the outside address is our own', () => {
    const behindProxy = { ...signed, path: `/voice${path}` };
    expect(provider.parseEvent(behindProxy)).toEqual(ended('completed', 61));
  });

  it('is demanded', () => {
    expect(provider.parseEvent({ ...signed, headers: {} })).toMatchObject(unsigned);
    expect(provider.parseEvent({ ...signed, headers: { 'x-twilio-signature': '' } })).toMatchObject(unsigned);
    const twice = { 'x-twilio-signature': [signed.headers['x-twilio-signature'], 'x'] };
    expect(provider.parseEvent({ ...signed, headers: twice })).toMatchObject(unsigned);
  });

  it('with another token does not hold', () => {
    const headers = { 'x-twilio-signature': signatureOf(publicUrl + path, form, 'another token') };
    expect(provider.parseEvent({ ...signed, headers })).toMatchObject(unsigned);
  });

  it.each([
    ['another call', `${eventsPath}?CallID=call%3Ajob-2%3A1`],
    ['another meaning', `${path}&HungUpByUs=1`],
    ['no call', eventsPath],
  ])('does not hold for %s: a report cannot be replayed there', (_, elsewhere) => {
    expect(provider.parseEvent({ ...signed, path: elsewhere })).toMatchObject(unsigned);
  });

  it('does not hold for another of our addresses', () => {
    expect(provider.parseInbound({ ...signed, path: '/providers/twilio/inbound' })).toMatchObject(unsigned);
  });

  it('does not hold for a changed, added or missing field', () => {
    for (const fields of [{ ...form, CallDuration: '62' }, { ...form, AnsweredBy: 'human' }, report]) {
      const rawBody = Buffer.from(new URLSearchParams(fields).toString());
      expect(provider.parseEvent({ ...signed, rawBody })).toMatchObject(unsigned);
    }
  });

  it('holds for names that are also those of objects, and for text beyond ASCII', () => {
    const odd = { ...form, __proto__x: '1', toString: '2', CallerName: 'Zoë & Söhne +1 100%' };
    expect(parse(odd)).toEqual(ended('completed', 61));
  });
});

describe('an inbound call', () => {
  const inboundPath = '/providers/twilio/inbound';
  const announcement = {
    AccountSid: report.AccountSid,
    CallSid: sid,
    CallStatus: 'ringing',
    Direction: 'inbound',
    From: '+12025550123',
    To: '+12025550100',
  };
  const announce = (fields: Record<string, string> = {}) =>
    provider.parseInbound(fromTwilio(inboundPath, { ...announcement, ...fields }));
  const call = { providerCallId: sid, from: '+12025550123', to: '+12025550100' };

  it('is announced with both numbers', () => {
    expect(announce()).toEqual({ kind: 'inbound', call });
  });

  it.each([
    '+266696687',
    '+86282452253',
    '+8656696',
    '+2562533',
    '+7378742833',
    'anonymous',
    'Restricted',
    'Unavailable',
    'unknown',
    'BLOCKED',
    '',
  ])('from %j has no number', (From) => {
    expect(announce({ From })).toEqual({ kind: 'inbound', call: { providerCallId: sid, to: call.to } });
  });

  it.each(['client:ada', 'sip:ada@example.com', '+12345', '72345', '+1202555012x', '+999123456789'])(
    'from %j is taken as from no number, and says why without it',
    (From) => {
      const parsed = announce({ From });
      const fromFault = expect.any(String) as string;
      expect(parsed).toEqual({ kind: 'inbound', call: { providerCallId: sid, to: call.to, fromFault } });
      expect(JSON.stringify(parsed)).not.toContain(From);
    },
  );

  it('is announced with the canonical forms of its numbers', () => {
    expect(announce({ From: '+5215512345678', To: '+4402079460123' })).toEqual({
      kind: 'inbound',
      call: { ...call, from: '+525512345678', to: '+442079460123' },
    });
    // Of no plan: it is nobody's.
    expect(announce({ To: '+999123456789' })).toMatchObject({ call: { to: '+999123456789' } });
  });

  it.each([
    ['To', { To: 'sip:line@example.com' }],
    ['CallSid', { CallSid: 'x' }],
  ])('with a wrong %s is refused by name', (field, fields) => {
    const parsed = announce(fields);
    expect(parsed.kind === 'malformed' && parsed.reason).toContain(field);
  });

  it('is taken only from Twilio', () => {
    const forged = { ...fromTwilio(inboundPath, announcement), headers: { 'x-twilio-signature': 'x' } };
    expect(provider.parseInbound(forged)).toMatchObject({ kind: 'unsigned' });
  });

  const xml = (inside: string) => ({
    status: 200,
    contentType: 'text/xml',
    body: `<?xml version="1.0" encoding="UTF-8"?><Response>${inside}</Response>`,
  });
  const accept = { kind: 'accept', callId: 'call:job-1:in-1', botName: 'Ada', maxCallSeconds: 600 } as const;

  it('is refused in words, whatever they are', () => {
    expect(provider.answerInbound({ kind: 'reject', message: 'Closed <b>& sorry' }, call)).toEqual(
      xml('<Say>Closed &lt;b&gt;&amp; sorry</Say><Hangup/>'),
    );
  });

  it('gets a busy signal', () => {
    expect(provider.answerInbound({ kind: 'busy' }, call)).toEqual(xml('<Reject reason="busy"/>'));
  });

  it('is joined to the voice agent at once, and its end is reported with our id', async () => {
    const live = world.twilio.addCall({ ...call, status: 'ringing', direction: 'inbound', from: call.from });
    // Twilio does not know the call yet.
    world.twilio.refuseNext(404, 20404);
    const reply = provider.answerInbound({ ...accept, record: true }, { ...call, providerCallId: live.sid });
    expect(reply).toEqual(
      xml(
        `<Start><Recording/></Start><Connect><Stream url="${streamUrl}">` +
          '<Parameter name="CallID" value="call:job-1:in-1"/><Parameter name="BotName" value="Ada"/>' +
          '</Stream></Connect>',
      ),
    );
    await eventually(() => expect(world.twilio.requests).toHaveLength(2));
    expect(world.twilio.requests[1]).toMatchObject({
      method: 'POST',
      form: {
        StatusCallback: [`${publicUrl}${eventsPath}?CallID=call%3Ajob-1%3Ain-1`],
        StatusCallbackMethod: ['POST'],
        TimeLimit: ['630'],
      },
    });
    expect(world.warnings).toEqual([]);
  });

  it('that is over before Twilio could be told where to report on it ends all the same', async () => {
    const live = world.twilio.addCall({
      ...{ from: call.from, to: call.to, direction: 'inbound', status: 'completed' },
      ...{ duration: '1', end_time: 'Sun, 01 Mar 2026 09:30:10 +0000' },
    });
    const ends: object[] = [];
    provider.answerInbound({ ...accept, record: false }, { ...call, providerCallId: live.sid }, (end) =>
      ends.push(end),
    );
    const end = {
      kind: 'ended',
      atMs,
      reason: 'completed',
      conversationSeconds: 1,
      providerCallId: live.sid,
    };
    await eventually(() => expect(ends).toEqual([end]));
    expect(world.warnings).toEqual([]);
  });

  it('whose reports cannot be asked for is logged, after a bounded number of tries', async () => {
    const before = world.twilio.requests.length;
    const reply = provider.answerInbound({ ...accept, record: false }, { ...call, providerCallId: newSid() });
    expect(reply.body).not.toContain('Recording');
    await eventually(() => expect(world.warnings).toHaveLength(1));
    expect(world.warnings[0]?.details).toEqual({ callId: 'call:job-1:in-1', status: 404, code: 20404 });
    expect(world.twilio.requests.length - before).toBe(3);
  });
});
