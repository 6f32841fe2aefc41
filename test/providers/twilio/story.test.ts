/**
 * Whole calls: campaign, call workflow, adapter, Twilio's HTTP, signed reports to the API, and the voice agent's word.
 */
import { eventually } from '../../support/eventually';
import { newSid, rfc2822 } from './server';
import { completed, now, said, startTwilioSystem, type TwilioSystem } from './system';
import { streamUrl } from './world';

let system: TwilioSystem;
beforeAll(async () => {
  system = await startTwilioSystem();
});
afterAll(() => system?.stop());

it.each([
  ['completed', 'completed', 'completed'],
  ['opted_out', 'failed', 'opted_out'],
])(
  'a conversation that the agent calls %s is one, though Twilio knows only its end',
  async (result, State, Outcome) => {
    const to = result === 'completed' ? '+12025550131' : '+12025550132';
    const { job } = await system.callOnce(to);
    const { call, form } = await system.dialled(to);
    const address = form['StatusCallback']![0]!;
    await system.report(address, call.sid, { ...now(), CallStatus: 'initiated' });
    await system.report(address, call.sid, { ...now(), CallStatus: 'ringing' });
    await system.report(address, call.sid, { ...now(), CallStatus: 'in-progress' });
    await system.report(form['AsyncAmdStatusCallback']![0]!, call.sid, { AnsweredBy: 'human' });
    await system.agentSays(said(address, 'CallID')!, result);
    await system.report(address, call.sid, completed());
    expect(await job()).toMatchObject({ State, Outcome });
  },
);

it.each([
  ['+12025550133', { CallStatus: 'busy' }, 'busy'],
  ['+12025550134', { CallStatus: 'no-answer' }, 'no_answer'],
  ['+12025550135', { CallStatus: 'failed', SipResponseCode: '404' }, 'invalid_number'],
])('a call to %s that ends with %j is settled so', async (to, fields, Outcome) => {
  const { job } = await system.callOnce(to);
  const { call, form } = await system.dialled(to);
  await system.report(form['StatusCallback']![0]!, call.sid, { ...now(), ...fields });
  expect(await job()).toMatchObject({ State: 'failed', Outcome });
});

describe('when Twilio takes whoever answers for a machine', () => {
  /** Such a call, of which the voice agent says this, and then no more is heard of it. */
  async function callTo(to: string, agent: string | undefined, data = {}) {
    const { job } = await system.callOnce(to, data);
    const { call, form } = await system.dialled(to);
    const address = form['StatusCallback']![0]!;
    await system.report(address, call.sid, { ...now(), CallStatus: 'in-progress' });
    await system.report(form['AsyncAmdStatusCallback']![0]!, call.sid, { AnsweredBy: 'machine_start' });
    if (agent !== undefined) await system.agentSays(said(address, 'CallID')!, agent);
    await system.report(address, call.sid, { ...completed(), AnsweredBy: 'machine_start' });
    return job();
  }

  it('it is a voicemail where the voice agent says nothing', async () => {
    expect(await callTo('+12025550136', undefined)).toMatchObject({ State: 'failed', Outcome: 'voicemail' });
  });

  it('the voice agent knows better: who has talked with it is not called again', async () => {
    expect(await callTo('+12025550139', 'completed')).toMatchObject({
      State: 'completed',
      Outcome: 'completed',
    });
  });

  it('who hangs up on the voice agent is opted out, where that is an opt-out', async () => {
    const to = '+12025550140';
    expect(await callTo(to, 'hung_up', { HangUpIsOptOut: true })).toMatchObject({
      State: 'failed',
      Outcome: 'hung_up',
    });
    expect((await system.rm.store.numbers.findOne({ PhoneNumber: to }))?.OptOut).toBeDefined();
  });
});

it('a verdict that is slower than the end of its call is heard all the same', async () => {
  const to = '+12025550141';
  const { job } = await system.callOnce(to);
  const { call, form } = await system.dialled(to);
  await system.report(form['StatusCallback']![0]!, call.sid, { ...now(), CallStatus: 'in-progress' });
  await system.report(form['StatusCallback']![0]!, call.sid, completed());
  await system.report(form['AsyncAmdStatusCallback']![0]!, call.sid, { AnsweredBy: 'machine_end_beep' });
  expect(await job()).toMatchObject({ State: 'failed', Outcome: 'voicemail' });
});

it('a placement that Twilio never answered is found, and nobody is dialled twice', async () => {
  const to = '+12025550137';
  system.twilio.next({ kind: 'cut' });
  const { job } = await system.callOnce(to);
  const { call } = await system.dialled(to);
  Object.assign(call, { status: 'busy', end_time: rfc2822(Date.now()) });
  expect(await job()).toMatchObject({ State: 'failed', Outcome: 'busy' });
  await system.dialled(to);
});

it('a call that we hang up ends as hung up by us, though Twilio says completed', async () => {
  const to = '+12025550138';
  const { campaignId, job } = await system.callOnce(to);
  const { call, form } = await system.dialled(to);
  await system.report(form['StatusCallback']![0]!, call.sid, { ...now(), CallStatus: 'in-progress' });
  await system.rm.obey(campaignId, 'pause');
  await system.rm.obey(campaignId, 'end');
  const hangUp = await eventually(() => {
    const request = system.twilio.requests.find(({ path }) => path.endsWith(`/Calls/${call.sid}.json`));
    expect(request?.form['Status']).toEqual(['completed']);
    return request!;
  });
  await system.report(hangUp.form['StatusCallback']![0]!, call.sid, completed());
  await job();
  const stored = await eventually(async () => {
    const attempt = await system.rm.store.calls.findOne({
      _id: said(form['StatusCallback']![0]!, 'CallID')!,
    });
    expect(attempt?.Outcome).toBeDefined();
    return attempt;
  });
  expect(stored).toMatchObject({ Outcome: 'canceled' });
});

describe('a contact who calls us', () => {
  const From = '+12025550142';
  const announce = (fields: Record<string, string>) =>
    system.post(`${system.publicUrl}/providers/twilio/inbound`, {
      CallStatus: 'ringing',
      Direction: 'inbound',
      From,
      ...fields,
    });
  const twiml = async (answer: Response): Promise<string> => {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/xml');
    return answer.text();
  };

  it('is joined to the voice agent, and their job is completed by what the agent says of it', async () => {
    const To = '+12025550151';
    const id = await system.campaignTo([From], {
      CallerID: To,
      InboundMode: 'lookup',
      Constraints: { NotBefore: '2100-01-01T00:00:00Z' },
    });
    const live = system.twilio.addCall({ from: From, to: To, direction: 'inbound', status: 'ringing' });
    const answer = await twiml(await announce({ CallSid: live.sid, To }));
    const callId = /<Parameter name="CallID" value="([^"]+)"\/>/.exec(answer)?.[1] ?? '';
    expect(answer).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Start><Recording/></Start>' +
        `<Connect><Stream url="${streamUrl}"><Parameter name="CallID" value="${callId}"/>` +
        '<Parameter name="BotName" value="test"/></Stream></Connect></Response>',
    );
    // Where to report on this call Twilio is told beside the answer.
    const { form } = await eventually(() => {
      const told = system.twilio.requests.find(({ path }) => path.endsWith(`/Calls/${live.sid}.json`));
      expect(told).toBeDefined();
      return told!;
    });
    const address = form['StatusCallback']![0]!;
    expect(said(address, 'CallID')).toBe(callId);
    expect(await system.rm.store.jobs.findOne({ CampaignID: id })).toMatchObject({ State: 'calling' });
    await system.agentSays(callId, 'completed');
    await system.report(address, live.sid, completed());
    expect((await system.rm.settled(id)).completed).toBe(1);
    expect(await system.rm.store.calls.findOne({ _id: callId })).toMatchObject({
      Direction: 'inbound',
      ProviderCallID: live.sid,
      Outcome: 'completed',
      ConversationSeconds: 7,
    });
  });

  it('and hangs up at once is not on a call any more: their job waits as before, and they get through again', async () => {
    const [To, caller] = ['+12025550154', '+12025550144'];
    const id = await system.campaignTo([caller], {
      CallerID: To,
      InboundMode: 'lookup',
      Constraints: { NotBefore: '2100-01-01T00:00:00Z' },
    });
    const gone = { direction: 'inbound', status: 'no-answer', end_time: rfc2822(Date.now()), duration: '0' };
    const { sid } = system.twilio.addCall({ from: caller, to: To, ...gone });
    expect(await twiml(await announce({ CallSid: sid, From: caller, To }))).toContain('<Connect>');
    await eventually(async () =>
      expect(await system.rm.store.calls.findOne({ ProviderCallID: sid })).toMatchObject({
        EndReason: 'no_answer',
      }),
    );
    expect(await system.rm.store.jobs.findOne({ CampaignID: id })).toMatchObject({ State: 'created' });
    const again = system.twilio.addCall({ from: caller, to: To, direction: 'inbound', status: 'ringing' });
    await eventually(async () =>
      expect(await twiml(await announce({ CallSid: again.sid, From: caller, To }))).toContain('<Connect>'),
    );
  });

  it.each(['', 'anonymous', '+266696687', 'sip:ada@example.com', 'client:ada', '72345'])(
    'and shows %j for a number is refused in words, in whichever mode',
    async (shown) => {
      const To = '+12025550155';
      const id = await system.campaignTo([], {
        CallerID: To,
        InboundMode: 'create',
        CallRejectionMessage: 'Closed, sorry.',
      });
      const answer = await twiml(await announce({ CallSid: newSid(), From: shown, To }));
      expect(answer).toContain('<Say>Closed, sorry.</Say><Hangup/>');
      expect(await system.rm.store.jobs.countDocuments({ CampaignID: id })).toBe(0);
    },
  );

  it('is refused in words, or hears the busy signal, where no campaign wants the call', async () => {
    const To = '+12025550152';
    await system.campaignTo([], { CallerID: To, CallRejectionMessage: 'Closed, sorry.' });
    expect(await twiml(await announce({ CallSid: newSid(), To }))).toContain(
      '<Say>Closed, sorry.</Say><Hangup/>',
    );
    expect(await twiml(await announce({ CallSid: newSid(), To: '+12025550153' }))).toContain(
      '<Reject reason="busy"/>',
    );
  });
});

it.each(['events', 'inbound'])(
  'what has no signature is refused before its body is taken in (%s)',
  async (address) => {
    // Larger than any that is read: whoever began to would say so.
    const body = new URLSearchParams({ CallSid: 'x'.repeat(5_000_000) });
    const { status } = await fetch(`${system.publicUrl}/providers/twilio/${address}`, {
      method: 'POST',
      body,
    });
    expect(status).toBe(401);
  },
);
