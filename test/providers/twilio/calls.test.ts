/** What the adapter asks of Twilio, and what it concludes from each answer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes } from '../../../activities/providers/twilio/errors';
import { createTwilioProvider } from '../../../activities/providers/twilio/provider';
import { ProviderMisconfigured } from '../../../activities/ports/voice-provider';
import { accountSid, authToken, newSid, rfc2822 } from './server';
import { aPlacement, publicUrl, streamUrl, type TwilioWorld, twilioWorld } from './world';

let world: TwilioWorld;
/** How much time has passed for the adapter's clock alone. */
let passedMs: number;
beforeEach(async () => {
  passedMs = 0;
  world = await twilioWorld({ now: () => Date.now() + passedMs });
});
afterEach(async () => world.stop());

const callsPath = `/2010-04-01/Accounts/${accountSid}/Calls.json`;
const pathOf = (sid: string) => `/2010-04-01/Accounts/${accountSid}/Calls/${sid}.json`;
const events = `${publicUrl}/providers/twilio/events`;
const known = (fields: { providerCallId?: string; dialledAtMs?: number } = {}) => ({
  callId: 'call:job-1:1',
  to: '+12025550123',
  from: '+12025550100',
  dialledAtMs: Date.now(),
  ...fields,
});
const numbers = { to: '+12025550123', from: '+12025550100' };

const refused = (reason: string) => ({ kind: 'refused', reason });
const answered: [status: number, code: number, answer: object][] = [
  [400, 13224, refused('invalid_number')],
  [400, 21211, refused('invalid_number')],
  [400, 21214, refused('invalid_number')],
  [400, 21217, refused('invalid_number')],
  [400, 21401, refused('invalid_number')],
  [400, 13225, refused('rejected')],
  [400, 13227, refused('rejected')],
  [400, 21202, refused('rejected')],
  [400, 21203, refused('rejected')],
  [400, 21215, refused('rejected')],
  [403, 21216, refused('rejected')],
  [400, 21219, refused('rejected')],
  [400, 573005, refused('rejected')],
  [400, 21210, { kind: 'refused_caller_id' }],
  [400, 21212, { kind: 'refused_caller_id' }],
  [400, 21213, { kind: 'refused_caller_id' }],
  [403, 21606, { kind: 'refused_caller_id' }],
  [400, 10004, { kind: 'away' }],
  [429, 20429, { kind: 'away' }],
  [429, 99999, { kind: 'away' }],
  [503, 20503, { kind: 'away' }],
  [500, 20500, { kind: 'ambiguous' }],
  [502, 0, { kind: 'ambiguous' }],
  [504, 0, { kind: 'ambiguous' }],
  [408, 0, { kind: 'ambiguous' }],
  // A code of ours with a status that says that Twilio broke.
  [500, 21211, { kind: 'ambiguous' }],
];
const misconfigured: [status: number, code: number][] = [
  [400, 10001],
  [400, 10002],
  [400, 10005],
  [401, 20003],
  [403, 20005],
  [403, 20006],
  [403, 20008],
  [400, 20010],
  [403, 20403],
  [404, 20404],
  [400, 21205],
  [401, 99999],
  [403, 99999],
  [404, 99999],
  [307, 0],
];

describe('a placement', () => {
  it('is one request that says all that Twilio must know', async () => {
    const answer = await world.provider.place(aPlacement());
    const [call] = world.twilio.calls.values();
    expect(answer).toEqual({ kind: 'accepted', providerCallId: call?.sid });
    expect(world.twilio.requests).toEqual([
      {
        method: 'POST',
        path: callsPath,
        query: {},
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        contentType: 'application/x-www-form-urlencoded',
        form: {
          To: ['+12025550123'],
          From: ['+12025550100'],
          Twiml: [
            `<?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="${streamUrl}">` +
              '<Parameter name="CallID" value="call:job-1:1"/><Parameter name="BotName" value="Ada &amp; Co"/>' +
              '</Stream></Connect></Response>',
          ],
          Timeout: ['30'],
          TimeLimit: ['630'],
          Record: ['true'],
          StatusCallback: [`${events}?CallID=call%3Ajob-1%3A1`],
          StatusCallbackMethod: ['POST'],
          StatusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          MachineDetection: ['Enable'],
          AsyncAmd: ['true'],
          AsyncAmdStatusCallback: [`${events}?CallID=call%3Ajob-1%3A1&AnsweringMachineVerdict=1`],
          AsyncAmdStatusCallbackMethod: ['POST'],
        },
      },
    ]);
  });

  it('is not recorded when recording is disabled, and rings no longer than Twilio allows', async () => {
    await world.provider.place(aPlacement({ record: false, maxRingSeconds: 900 }));
    expect(world.twilio.requests[0]?.form).toMatchObject({ Record: ['false'], Timeout: ['600'] });
  });

  it.each([
    [14_369, '14399'],
    [14_371, '14400'],
    [14_400, '14400'],
    [86_400, '14400'],
  ])('of at most %i s asks Twilio for no more than it allows: %s s', async (maxCallSeconds, limit) => {
    await world.provider.place(aPlacement({ maxCallSeconds }));
    expect(world.twilio.requests[0]?.form).toMatchObject({ TimeLimit: [limit] });
  });

  it.each([
    [400, '<html>Bad request</html>'],
    [400, '{"code":400,"message":"blocked"}'],
    [413, ''],
    [421, 'null'],
    [451, '{"error":"no"}'],
  ])(
    'answered %i without a code of Twilio’s own (%s) was not placed, and costs its job nothing',
    async (status, body) => {
      world.twilio.next({ kind: 'answer', status, body });
      const answer = await world.provider.place(aPlacement());
      expect(answer).toMatchObject({ kind: 'away', reason: expect.stringContaining('proxy') as string });
      expect(world.warnings).toEqual([]);
    },
  );

  it.each([401, 403, 404, 405])(
    'answered %i by a page of something in between asks for a person, and costs its job nothing either',
    async (status) => {
      world.twilio.next({ kind: 'answer', status, body: '<html>No</html>' });
      await expect(world.provider.place(aPlacement())).rejects.toThrow(/proxy/);
    },
  );

  it('refused with a code that came as text is refused', async () => {
    world.twilio.next({ kind: 'answer', status: 400, body: '{"code":"21211","message":"no"}' });
    expect(await world.provider.place(aPlacement())).toEqual(refused('invalid_number'));
  });

  it('whose time has run out does not leave', async () => {
    expect(await world.provider.place(aPlacement({ notAfterMs: Date.now() - 1 }))).toMatchObject({
      kind: 'away',
    });
    expect(world.twilio.requests).toEqual([]);
  });

  it("that Twilio's queue would dial too late is taken back", async () => {
    world.twilio.queueTimeMs = 61_000;
    expect(await world.provider.place(aPlacement())).toMatchObject({ kind: 'away' });
    const [call] = world.twilio.calls.values();
    expect(call?.status).toBe('canceled');
    // Its end is not reported as that of a later call with the same id.
    expect(world.twilio.requests[1]?.form).toEqual({ Status: ['canceled'], StatusCallback: [events] });
  });

  describe('that left in time and was answered after it', () => {
    const placeLate = () => {
      world.twilio.onRequest = () => (passedMs = 120_000);
      return world.provider.place(aPlacement());
    };
    const statuses = () => [...world.twilio.calls.values()].map(({ status }) => status);

    it.each(['queued', 'ringing'])('is taken back while it is %s, and was not placed', async (status) => {
      world.twilio.statusSoonAfter = status;
      expect(await placeLate()).toMatchObject({ kind: 'away' });
      expect(statuses()).toEqual(['canceled']);
    });

    it('is hung up when somebody has answered, and they are not called again', async () => {
      world.twilio.statusSoonAfter = 'in-progress';
      expect(await placeLate()).toEqual({ kind: 'ambiguous' });
      expect(statuses()).toEqual(['completed']);
    });

    it('and has ended by then is asked about', async () => {
      world.twilio.statusSoonAfter = 'no-answer';
      expect(await placeLate()).toEqual({ kind: 'ambiguous' });
      expect(statuses()).toEqual(['no-answer']);
    });

    it.each([
      ['is refused', { kind: 'answer', status: 500, body: '{}' } as const],
      ['gets no answer', { kind: 'hang' } as const],
    ])('is asked about when taking it back %s', async (_, misbehaviour) => {
      world.twilio.next({ kind: 'carry_out' });
      world.twilio.next(misbehaviour);
      world.twilio.refuseNext(500, 20500);
      expect(await placeLate()).toEqual({ kind: 'ambiguous' });
    });
  });

  it("that cannot be taken back from Twilio's queue is asked about", async () => {
    world.twilio.queueTimeMs = 61_000;
    world.twilio.next({ kind: 'carry_out' });
    world.twilio.refuseNext(500, 20500);
    expect(await world.provider.place(aPlacement())).toEqual({ kind: 'ambiguous' });
  });

  it.each(answered)('refused with %i and code %i is %j', async (status, code, expected) => {
    world.twilio.refuseNext(status, code);
    expect(await world.provider.place(aPlacement())).toMatchObject(expected);
    expect(world.warnings).toEqual([]);
  });

  it.each(misconfigured)('refused with %i and code %i asks for a person', async (status, code) => {
    world.twilio.refuseNext(status, code);
    const placing = world.provider.place(aPlacement());
    await expect(placing).rejects.toThrow(ProviderMisconfigured);
    await expect(placing).rejects.toThrow(String(status));
    // Twilio's message has the number in it.
    await expect(placing).rejects.not.toThrow(/2025550123/);
  });

  it('refused for an unlisted reason is logged with its code, and without the number', async () => {
    world.twilio.refuseNext(400, 21999);
    expect(await world.provider.place(aPlacement())).toEqual(refused('failed'));
    expect(world.warnings).toMatchObject([{ details: { callId: 'call:job-1:1', status: 400, code: 21999 } }]);
    expect(JSON.stringify(world.warnings)).not.toContain('2025550123');
  });

  it.each([
    ['nothing', { kind: 'hang' } as const],
    ['a cut connection', { kind: 'cut' } as const],
    [
      'a page of something in between',
      { kind: 'answer', status: 200, body: '<html>Welcome</html>' } as const,
    ],
    ['a success without a call', { kind: 'answer', status: 201, body: '{}' } as const],
    [
      'an error page without a code',
      { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' } as const,
    ],
  ])('answered by %s may ring', async (_, misbehaviour) => {
    world.twilio.next(misbehaviour);
    expect(await world.provider.place(aPlacement())).toEqual({ kind: 'ambiguous' });
    expect(world.twilio.requests).toHaveLength(1);
  });

  it('that found no connection was not placed', async () => {
    await world.stop();
    expect(await world.provider.place(aPlacement())).toMatchObject({ kind: 'away' });
  });
});

it('every code that we know has a row above, and one in the documentation', () => {
  const tested = new Set([...answered, ...misconfigured].map(([, code]) => code));
  const page = readFileSync(join(__dirname, '../../../docs/twilio.md'), 'utf8');
  for (const code of errorCodes.keys()) {
    expect(tested).toContain(code);
    expect(page).toContain(`| ${code}`);
  }
});

describe('after an ambiguous placement', () => {
  it('the call that was placed is found, and nothing is dialled again', async () => {
    world.twilio.next({ kind: 'carry_out_and_hang' });
    const dialledAtMs = Date.now();
    expect(await world.provider.place(aPlacement())).toEqual({ kind: 'ambiguous' });
    const [call] = world.twilio.calls.values();
    expect(await world.provider.lookUp(known({ dialledAtMs }))).toEqual({
      kind: 'found',
      progress: {},
      providerCallId: call?.sid,
    });
    expect(world.twilio.requests[1]).toMatchObject({
      method: 'GET',
      path: callsPath,
      query: { To: ['+12025550123'], From: ['+12025550100'], PageSize: ['50'] },
    });
    expect(world.twilio.calls.size).toBe(1);
  });

  it('a call whose numbers Twilio lists in another form is found', async () => {
    const call = world.twilio.addCall({ to: '+5215512345678', from: '+4402079460123' });
    const body = JSON.stringify({ calls: [call], next_page_uri: null });
    world.twilio.next({ kind: 'answer', status: 200, body });
    const dialled = { to: '+525512345678', from: '+442079460123' };
    expect(await world.provider.lookUp({ ...known(), ...dialled })).toMatchObject({
      kind: 'found',
      providerCallId: call.sid,
    });
  });

  it('a call that is not listed is not given up before it must be', async () => {
    expect(await world.provider.lookUp(known())).toEqual({ kind: 'unavailable' });
    expect(await world.provider.lookUp(known({ dialledAtMs: Date.now() - 59_000 }))).toEqual({
      kind: 'unavailable',
    });
    expect(await world.provider.lookUp(known({ dialledAtMs: Date.now() - 65_000 }))).toEqual({
      kind: 'not_found',
    });
  });

  it.each([{ from: '' }, { to: '' }])(
    'a call one of whose numbers is not known (%j) is never given up',
    async (missing) => {
      const old = { ...known({ dialledAtMs: Date.now() - 120_000 }), ...missing };
      expect(await world.provider.lookUp(old)).toEqual({ kind: 'unavailable' });
      expect(world.twilio.requests).toEqual([]);
    },
  );

  it('of two calls that it may be, none is chosen', async () => {
    world.twilio.addCall(numbers);
    world.twilio.addCall(numbers);
    expect(await world.provider.lookUp(known())).toEqual({ kind: 'unavailable' });
    expect(await world.provider.hangUp(known())).toBe(false);
  });

  it.each([
    ['earlier', { date_created: rfc2822(Date.now() - 60_000) }],
    ['to us', { direction: 'inbound' }],
    ['without a date', { date_created: null }],
  ])('a call %s is not taken for it', async (_, fields) => {
    world.twilio.addCall({ ...numbers, ...fields });
    expect(await world.provider.lookUp(known())).toEqual({ kind: 'unavailable' });
  });

  it('Twilio that cannot be asked proves nothing', async () => {
    const old = known({ dialledAtMs: Date.now() - 120_000 });
    world.twilio.refuseNext(500, 20500);
    expect(await world.provider.lookUp(old)).toEqual({ kind: 'unavailable' });
    world.twilio.next({ kind: 'hang' });
    expect(await world.provider.lookUp(old)).toEqual({ kind: 'unavailable' });
  });
});

describe('the record of a call', () => {
  const startMs = Date.parse('2026-03-01T09:30:00.000Z');
  const endMs = Date.parse('2026-03-01T09:31:10.000Z');
  const times = { start_time: rfc2822(startMs), end_time: rfc2822(endMs), duration: '61' };
  const answeredAtMs = endMs - 61_000;
  const end = (reason: string, conversationSeconds = 0) => ({
    end: { atMs: endMs, reason, conversationSeconds },
  });
  it.each([
    [{ status: 'queued' }, {}],
    [{ status: 'ringing', start_time: times.start_time }, {}],
    [
      { status: 'in-progress', start_time: times.start_time, answered_by: 'human' },
      { answeredAtMs: startMs, answeredBy: 'human' },
    ],
    [
      { status: 'completed', ...times },
      { answeredAtMs, answeredBy: 'unknown', ...end('completed', 61) },
    ],
    [
      { status: 'completed', ...times, answered_by: 'machine_start' },
      { answeredAtMs, answeredBy: 'machine', ...end('voicemail', 61) },
    ],
    [
      { status: 'completed', ...times, answered_by: 'machine' },
      { answeredAtMs, answeredBy: 'machine', ...end('voicemail', 61) },
    ],
    [
      { status: 'completed', ...times, answered_by: '' },
      { answeredAtMs, answeredBy: 'unknown', ...end('completed', 61) },
    ],
    [{ status: 'busy', ...times, duration: '0' }, end('busy')],
    [{ status: 'no-answer', ...times, duration: null }, end('no_answer')],
    [{ status: 'failed', ...times }, end('failed')],
    [{ status: 'canceled', ...times }, end('hung_up_by_us')],
    [{ status: 'canceled', date_updated: rfc2822(endMs) }, end('hung_up_by_us')],
  ])('%j means %j', async (fields, progress) => {
    const call = world.twilio.addCall({ ...numbers, ...fields });
    expect(await world.provider.lookUp(known({ providerCallId: call.sid }))).toEqual({
      kind: 'found',
      progress,
      providerCallId: call.sid,
    });
    expect(world.twilio.requests).toMatchObject([{ method: 'GET', path: pathOf(call.sid) }]);
  });

  it.each([
    // Somebody may be on the line.
    [
      { status: 'daydreaming', start_time: times.start_time },
      { answeredAtMs: startMs, answeredBy: 'unknown' },
    ],
    [
      { status: 'daydreaming', ...times },
      { answeredAtMs, answeredBy: 'unknown', ...end('unknown', 61) },
    ],
    [
      { status: 'completed', ...times, answered_by: 'dog' },
      { answeredAtMs, answeredBy: 'unknown', ...end('completed', 61) },
    ],
    [
      { status: 'completed', ...times, duration: null },
      { answeredAtMs: endMs, answeredBy: 'unknown', ...end('completed') },
    ],
    [{ status: 'in-progress' }, { answeredAtMs: expect.any(Number) as number, answeredBy: 'unknown' }],
  ])('%j, of which we do not know every word, means what else is known: %j', async (fields, progress) => {
    const call = world.twilio.addCall({ ...numbers, ...fields });
    expect(await world.provider.lookUp(known({ providerCallId: call.sid }))).toEqual({
      kind: 'found',
      progress,
      providerCallId: call.sid,
    });
  });

  it("is missing only on Twilio's own word", async () => {
    expect(await world.provider.lookUp(known({ providerCallId: newSid() }))).toEqual({ kind: 'not_found' });
    world.twilio.next({ kind: 'answer', status: 404, body: '<html>Not here</html>' });
    expect(await world.provider.lookUp(known({ providerCallId: newSid() }))).toEqual({ kind: 'unavailable' });
    world.twilio.next({ kind: 'answer', status: 200, body: '{}' });
    expect(await world.provider.lookUp(known({ providerCallId: newSid() }))).toEqual({ kind: 'unavailable' });
  });
});

describe('a hang-up', () => {
  it('ends the call, and has its end reported as ours', async () => {
    const call = world.twilio.addCall({ ...numbers, status: 'in-progress' });
    expect(await world.provider.hangUp(known({ providerCallId: call.sid }))).toBe(true);
    expect(call.status).toBe('completed');
    expect(world.twilio.requests).toMatchObject([
      {
        method: 'POST',
        path: pathOf(call.sid),
        form: {
          Status: ['completed'],
          StatusCallback: [`${events}?CallID=call%3Ajob-1%3A1&HungUpByUs=1`],
          StatusCallbackMethod: ['POST'],
        },
      },
    ]);
  });

  it('finds a call whose id was never heard', async () => {
    const call = world.twilio.addCall({ ...numbers, status: 'ringing' });
    expect(await world.provider.hangUp(known())).toBe(true);
    expect(call.status).toBe('completed');
  });

  it('of a call that has ended is done', async () => {
    const call = world.twilio.addCall({ ...numbers, status: 'busy' });
    expect(await world.provider.hangUp(known({ providerCallId: call.sid }))).toBe(true);
  });

  it('of a call that Twilio does not know, or that it could not be told of, is not done', async () => {
    expect(await world.provider.hangUp(known())).toBe(false);
    expect(await world.provider.hangUp(known({ providerCallId: newSid() }))).toBe(false);
    const call = world.twilio.addCall({ ...numbers, status: 'in-progress' });
    world.twilio.next({ kind: 'hang' });
    expect(await world.provider.hangUp(known({ providerCallId: call.sid }))).toBe(false);
    world.twilio.refuseNext(500, 20500);
    expect(await world.provider.hangUp(known({ providerCallId: call.sid }))).toBe(false);
  });
});

describe('a probe', () => {
  it('asks for the account and places nothing', async () => {
    expect(await world.provider.probe()).toBe(true);
    expect(world.twilio.requests).toMatchObject([
      { method: 'GET', path: `/2010-04-01/Accounts/${accountSid}.json` },
    ]);
  });

  it('says no for an account that is suspended, and for Twilio that is out', async () => {
    world.twilio.accountStatus = 'suspended';
    expect(await world.provider.probe()).toBe(false);
    world.twilio.accountStatus = 'active';
    world.twilio.refuseNext(503, 20503);
    expect(await world.provider.probe()).toBe(false);
    await world.stop();
    expect(await world.provider.probe()).toBe(false);
  });
});

it.each(['https://agent.example', 'wss://', 'wss://agent.example/a?b=c'])(
  'the stream address %s is refused by the name of its variable',
  (address) => {
    const create = () =>
      createTwilioProvider({
        accountSid,
        authToken,
        publicUrl,
        streamUrl: address,
        logger: { warn: () => undefined },
      });
    expect(create).toThrow(ProviderMisconfigured);
    expect(create).toThrow(/TWILIO_STREAM_URL/);
  },
);
