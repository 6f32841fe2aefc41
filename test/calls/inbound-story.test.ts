/** Contacts call us: the simulator announces the calls, and the whole system answers. */
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { type CampaignData, type InboundMode } from '../../domain/campaigns/campaign-data';
import { type InboundCallRequest, type InboundResult } from '../../simulator/inbound';
import { type JobDocument } from '../../store/mongodb/documents';
import { releaseInbound } from '../../store/calls/inbound';
import { releaseNumber } from '../../store/numbers/numbers';
import { loadTranscript } from '../../store/calls/calls';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { PROVIDER_SECRET, type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster();
});
afterAll(() => rm?.stop());
beforeEach(() => rm.simulator.set({ CallMs: 0, ConversationSeconds: null }));

let numbers = 0;
/** Every test has a number of its own to be called at, so that campaigns of other tests have no say. */
const ownNumber = (): string => `+1202556${String(1000 + (numbers += 1))}`;
/** And a contact of its own: a call that another test left on keeps its caller busy. */
const ownContact = (): string => `+1202557${String(1000 + (numbers += 1))}`;
let CONTACT = '';
beforeEach(() => {
  CONTACT = ownContact();
});

/** Nothing waits for longer: a test that ends in the middle of a call shows it at once. */
const HOURS = { Constraints: { DisableJitter: true, NotBefore: '2100-01-01T00:00:00Z' } };

async function campaignAt(
  number: string,
  mode: InboundMode,
  changes: Partial<CampaignData> = {},
): Promise<string> {
  const id = await rm.createCampaign({
    ...HOURS,
    CallerID: number,
    InboundMode: mode,
    CallRejectionMessage: 'We are closed.',
    ...changes,
  });
  await rm.obey(id, 'start');
  return id;
}

async function callIn(request: Partial<InboundCallRequest> & { To: string }): Promise<InboundResult> {
  const answer = await fetch(`${rm.simulator.url}/inbound-calls`, {
    method: 'POST',
    body: JSON.stringify({ From: CONTACT, URL: `${rm.url}/providers/http/inbound`, ...request }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as InboundResult;
}
const hangsOn = { Seconds: 3_600 };

const jobsOf = (campaignId: string): Promise<JobDocument[]> =>
  rm.store.jobs.find({ CampaignID: campaignId }).sort({ _id: 1 }).toArray();
const jobOf = async (campaignId: string): Promise<JobDocument> => {
  const [job] = await jobsOf(campaignId);
  if (!job) throw new Error('the campaign has no job');
  return job;
};
const stateOf = async (campaignId: string): Promise<string> => (await jobOf(campaignId)).State;
const fail = (campaignId: string) =>
  rm.store.jobs.updateMany(
    { CampaignID: campaignId },
    { $set: { State: 'failed', FailureReason: 'max_attempts', Attempts: 3, UpdatedAt: new Date() } },
  );

/** A history with its payloads as text. */
const readable = (history: object): string =>
  JSON.stringify(history).replace(/"data":"([\w+/=]*)"/g, (_all, base64: string) =>
    Buffer.from(base64, 'base64').toString(),
  );

describe('the mode decides', () => {
  const table: [InboundMode, incomplete: string, onlyFailed: string, none: string][] = [
    ['reject', 'reject', 'reject', 'reject'],
    ['lookup', 'attach', 'reject', 'reject'],
    ['lookup_failed', 'attach', 'attach', 'reject'],
    ['create_if_not_exists', 'attach', 'create', 'create'],
    ['create', 'create', 'create', 'create'],
  ];
  const cases = table.flatMap(([mode, ...expected]) =>
    (['incomplete', 'only failed', 'none'] as const).map(
      (jobs, i) => [mode, jobs, expected[i] ?? ''] as const,
    ),
  );
  it.each(cases)('%s, jobs of the caller: %s → %s', async (mode, jobs, expected) => {
    const To = ownNumber();
    const id = await campaignAt(To, mode);
    if (jobs !== 'none') await rm.importJobs(id, [CONTACT]);
    if (jobs === 'only failed') await fail(id);
    const before = await jobsOf(id);
    const answer = await callIn({ To, ...hangsOn });
    const after = await jobsOf(id);
    if (expected === 'reject') {
      expect(answer).toMatchObject({ Action: 'reject', Message: 'We are closed.' });
      expect(after).toEqual(before);
      return;
    }
    expect(answer).toMatchObject({ Action: 'accept', BotName: 'test', MaxCallSeconds: 2, Record: true });
    expect(after).toHaveLength(before.length + (expected === 'create' ? 1 : 0));
    const called = after.filter(({ State }) => State === 'calling');
    expect(called).toHaveLength(1);
    expect(called[0]?.Attempts).toBe(before[0] && expected === 'attach' ? before[0].Attempts : 0);
    expect(called[0]?.InboundOnly ?? false).toBe(expected === 'create');
  });

  it('the busy signal is given where there is nothing to say, nobody to ask, or nobody at home', async () => {
    const To = ownNumber();
    expect(await callIn({ To })).toMatchObject({ Action: 'busy' });
    const id = await campaignAt(To, 'create', { CallRejectionMessage: '' });
    await rm.obey(id, 'pause');
    expect(await callIn({ To })).toMatchObject({ Action: 'busy' });
    const silent = ownNumber();
    await campaignAt(silent, 'reject', { CallRejectionMessage: '' });
    expect(await callIn({ To: silent })).toMatchObject({ Action: 'busy' });
  });

  it('a number among the available ones is the campaign’s too, also a disabled one', async () => {
    const To = ownNumber();
    await campaignAt(ownNumber(), 'create', { AvailableCallerIDs: { [To]: { Disabled: true } } });
    expect(await callIn({ To })).toMatchObject({ Action: 'accept' });
  });

  it('a caller who withholds their number is refused, in every mode', async () => {
    const To = ownNumber();
    const id = await campaignAt(To, 'create');
    expect(await callIn({ To, From: undefined })).toMatchObject({ Action: 'reject' });
    expect(await jobsOf(id)).toEqual([]);
  });
});

it('of several jobs the most recently updated one is taken, in whichever campaign', async () => {
  const To = ownNumber();
  const first = await campaignAt(To, 'lookup');
  const second = await campaignAt(To, 'lookup');
  await rm.importJobs(first, [CONTACT, CONTACT]);
  await rm.importJobs(second, [CONTACT]);
  const [, favourite] = await jobsOf(first);
  await rm.store.jobs.updateOne({ _id: favourite?._id ?? '' }, { $set: { UpdatedAt: new Date() } });
  const answer = await callIn({ To, ...hangsOn });
  expect(answer.Action === 'accept' && answer.CallID).toContain(favourite?._id);
  expect((await jobsOf(second)).map(({ State }) => State)).toEqual(['created']);
});

it('a job is completed by its contact’s call, and what was said is kept', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'lookup');
  await rm.importJobs(id, [CONTACT]);
  await rm.simulator.set({ ConversationSeconds: 42 });
  const answer = await callIn({ To });
  // The simulator reads the setting when the call ends, so it stays until the call has ended.
  await eventually(async () => expect(await stateOf(id)).toBe('completed'));
  await rm.simulator.set({ ConversationSeconds: null });
  const job = await jobOf(id);
  expect(job).toMatchObject({ Attempts: 0, Outcome: 'completed' });
  expect(job.Slot).toBeUndefined();
  const callId = answer.Action === 'accept' ? answer.CallID : '';
  await eventually(async () =>
    expect(await rm.store.calls.findOne({ _id: callId })).toMatchObject({
      Direction: 'inbound',
      Attempt: 0,
      CallerID: To,
      ProviderCallID: answer.ProviderCallID,
      EndReason: 'completed',
      ConversationSeconds: 42,
    }),
  );
  expect((await loadTranscript(rm.store, callId))?.Turns.length).toBeGreaterThan(1);
  // What was said, and who said it, never enters Temporal.
  const history = readable(await rm.client.workflow.getHandle(callId).fetchHistory());
  expect(history).toContain('conversationSeconds');
  for (const personal of ['do you have a minute', CONTACT]) expect(history).not.toContain(personal);
});

it.each([
  ['created', 'hung_up'],
  ['created', 'failed'],
  ['failed', 'hung_up'],
] as const)('a job that was %s is so again when the call ends as %s', async (state, EndReason) => {
  const To = ownNumber();
  const id = await campaignAt(To, 'lookup_failed');
  await rm.importJobs(id, [CONTACT]);
  if (state === 'failed') await fail(id);
  const before = await jobOf(id);
  const answer = await callIn({ To, EndReason, Seconds: 1 });
  expect(answer.Action).toBe('accept');
  expect(await stateOf(id)).toBe('calling');
  await eventually(async () => expect(await stateOf(id)).toBe(state));
  expect(await jobOf(id)).toEqual({ ...before, UpdatedAt: expect.any(Date) as Date });
  // And the line is free again, just after the job.
  await eventually(async () =>
    expect((await rm.store.numbers.findOne({ PhoneNumber: CONTACT }))?.InboundCalls ?? []).not.toContainEqual(
      expect.objectContaining({ CallID: answer.Action === 'accept' && answer.CallID }),
    ),
  );
});

it('who calls us and hangs up has not opted out, whatever HangUpIsOptOut says', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'lookup', { HangUpIsOptOut: true });
  await rm.importJobs(id, [CONTACT], { Overrides: { HangUpIsOptOut: true } });
  expect(await callIn({ To, EndReason: 'hung_up', Seconds: 1 })).toMatchObject({ Action: 'accept' });
  expect(await stateOf(id)).toBe('calling');
  await eventually(async () => expect(await stateOf(id)).toBe('created'));
  expect((await rm.request('GET', `/opt-outs/${encodeURIComponent(CONTACT)}`)).status).toBe(404);
});

it('a failed job that its contact’s call completes is a completed job like any other', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'lookup_failed');
  await rm.importJobs(id, [CONTACT]);
  await fail(id);
  await callIn({ To });
  await eventually(async () => expect(await stateOf(id)).toBe('completed'));
  const { _id } = await jobOf(id);
  const shown = await rm.request<{ Job: Record<string, unknown> }>('GET', `/campaigns/${id}/jobs/${_id}`);
  expect(shown.body.Job).toMatchObject({ State: 'completed', Outcome: 'completed' });
  expect(shown.body.Job).not.toHaveProperty('FailureReason');
});

it('a full campaign takes the call all the same, and it counts as an active one', async () => {
  const To = ownNumber();
  const number = numberEnding('97', 40);
  const id = await campaignAt(To, 'create', {
    MaxActiveCalls: 1,
    Constraints: { DisableJitter: true },
  });
  await rm.importJobs(id, [number, numberEnding('11', 41)], { Overrides: { MaxCallSeconds: 600 } });
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1));
  const answer = await callIn({ To, From: numberEnding('11', 42), Seconds: 1 });
  expect(answer.Action).toBe('accept');
  expect((await rm.counts(id)).calling).toBe(2);
  // The outbound call ends first: its slot stays empty while the inbound call fills the campaign.
  const placed = (await jobsOf(id)).find(({ ContactPhoneNumber }) => ContactPhoneNumber === number);
  await rm.request('POST', `/campaigns/${id}/jobs/${placed?._id}/cancel`);
  await eventually(async () => expect((await rm.counts(id)).canceled).toBe(1));
  expect((await rm.simulator.stats(id)).Placements).toBe(1);
  await eventually(async () => expect((await rm.simulator.stats(id)).Placements).toBe(2));
  const inbound = (await jobsOf(id)).find(({ InboundOnly }) => InboundOnly);
  expect(inbound?.State).toBe('completed');
});

it('a contact who is being called hears the busy signal, whatever jobs they have, and their own call goes on', async () => {
  const contact = numberEnding('97', 43);
  const calling = await rm.createCampaign();
  await rm.importJobs(calling, [contact], { Overrides: { MaxCallSeconds: 600 } });
  await rm.obey(calling, 'start');
  await eventually(async () => expect((await rm.simulator.stats(calling)).ActiveCalls).toBe(1));
  for (const mode of ['lookup', 'create_if_not_exists', 'create'] as const) {
    const To = ownNumber();
    const id = await campaignAt(To, mode);
    await rm.importJobs(id, [contact, contact]);
    const before = await jobsOf(id);
    expect(await callIn({ To, From: contact })).toMatchObject({ Action: 'busy' });
    expect(await jobsOf(id)).toEqual(before);
  }
  expect((await rm.simulator.stats(calling)).ActiveCalls).toBe(1);
  // Once it is over they get through, and nothing of what was refused stands in their way.
  const To = ownNumber();
  await campaignAt(To, 'create');
  await rm.request('POST', `/campaigns/${calling}/jobs/${(await jobOf(calling))._id}/cancel`);
  await eventually(async () =>
    expect(await callIn({ To, From: contact })).toMatchObject({ Action: 'accept' }),
  );
});

it('nobody dials a contact who is on a call with us', async () => {
  const To = ownNumber();
  const contact = numberEnding('11', 44);
  await campaignAt(To, 'create');
  await callIn({ To, From: contact, ...hangsOn });
  const dialling = await rm.createCampaign();
  await rm.importJobs(dialling, [contact, numberEnding('11', 45)]);
  await rm.obey(dialling, 'start');
  await eventually(async () => expect((await rm.counts(dialling)).completed).toBe(1));
  expect(await jobsOf(dialling)).toContainEqual(
    expect.objectContaining({ ContactPhoneNumber: contact, State: 'created', Attempts: 0 }),
  );
  expect((await rm.settled(dialling)).completed).toBe(2);
});

it('a contact who has opted out may call us, and the job for it is never dialled', async () => {
  const To = ownNumber();
  const contact = numberEnding('11', 46);
  const id = await campaignAt(To, 'create', { Constraints: { DisableJitter: true } });
  expect((await rm.request('PUT', `/opt-outs/${encodeURIComponent(contact)}`)).status).toBeLessThan(300);
  const answer = await callIn({ To, From: contact, EndReason: 'failed' });
  expect(answer.Action).toBe('accept');
  // Not completed, so it would be dialled if it were an ordinary job.
  await eventually(async () => expect(await stateOf(id)).toBe('failed'));
  expect((await rm.simulator.stats(id)).Placements).toBe(0);
});

it('a call that lasts too long is hung up', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'lookup');
  await rm.importJobs(id, [CONTACT], { Overrides: { MaxCallSeconds: 1 } });
  expect(await callIn({ To, ...hangsOn })).toMatchObject({ MaxCallSeconds: 1 });
  await eventually(async () => expect(await stateOf(id)).toBe('created'));
  await eventually(async () =>
    expect(await rm.store.calls.findOne({ CampaignID: id })).toMatchObject({ HangUpCause: 'talk_limit' }),
  );
});

it('an announcement that is repeated gets the same answer, and is one call of one job', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'create');
  const same = { To, CallID: 'the-same', ...hangsOn };
  const answers = [
    await callIn(same),
    ...(await Promise.all([callIn(same), callIn(same)])),
    await callIn(same),
  ];
  // Also when the campaign takes no calls any more.
  await rm.obey(id, 'pause');
  answers.push(await callIn(same));
  const ids = answers.map((answer) => answer.Action === 'accept' && answer.CallID);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^call:[^:]+:in-[0-9a-f]{16}$/);
  expect(await jobsOf(id)).toHaveLength(1);
  expect(await rm.store.calls.countDocuments({ CampaignID: id })).toBe(1);
});

it('an announcement that is repeated after its call has ended begins no other', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'create');
  await callIn({ To, CallID: 'over' });
  await eventually(async () => expect(await stateOf(id)).toBe('completed'));
  expect(await callIn({ To, CallID: 'over' })).toMatchObject({ Action: 'busy' });
  expect(await jobsOf(id)).toHaveLength(1);
});

it('a call that its carrier never heard to be accepted gives back job and line within half a minute, and others go on', async () => {
  const To = ownNumber();
  const heard = ownContact();
  const id = await campaignAt(To, 'lookup');
  await rm.importJobs(id, [CONTACT, heard], { Overrides: { MaxCallSeconds: 3_600 } });
  const before = await jobOf(id);
  expect(await callIn({ To, From: heard, ...hangsOn })).toMatchObject({ Action: 'accept' });
  // As when the API dies before it answers, or the connection breaks: the simulator knows nothing of the call.
  const path = '/providers/http/inbound';
  const body = JSON.stringify({ CallID: 'unheard', From: CONTACT, To });
  const signature = sign(PROVIDER_SECRET, Date.now(), 'POST', path, body);
  const answer = await rm.request('POST', path, body, { [signatureHeader]: signature });
  expect(answer.body).toMatchObject({ Action: 'accept' });
  expect(await stateOf(id)).toBe('calling');
  await eventually(async () =>
    expect(await jobOf(id)).toEqual({ ...before, UpdatedAt: expect.any(Date) as Date }),
  );
  await eventually(async () =>
    expect((await rm.store.numbers.findOne({ PhoneNumber: CONTACT }))?.InboundCalls).toBeUndefined(),
  );
  // It began before, and was looked up as well.
  expect((await jobsOf(id))[1]).toMatchObject({ State: 'calling' });
  // Its announcement again begins no other call.
  const again = await rm.request('POST', path, body, { [signatureHeader]: signature });
  expect(again.body).toEqual({ Action: 'busy' });
});

it('an announcement again of a call that was taken back is not accepted: its workflow is over, and would hear no end', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'lookup');
  await rm.importJobs(id, [CONTACT]);
  const before = await jobOf(id);
  const same = { To, CallID: 'taken-back', ...hangsOn };
  const answer = await callIn(same);
  const callId = answer.Action === 'accept' ? answer.CallID : '';
  const line = { orgId: before.OrgID, phoneNumber: CONTACT, callId, now: new Date() };
  await releaseInbound(rm.store, before._id, callId, line.now);
  await releaseNumber(rm.store, line);
  await rm.client.workflow.getHandle(callId).terminate('as if it had been hung up');
  expect(await callIn(same)).toMatchObject({ Action: 'busy' });
  expect(await jobOf(id)).toEqual({ ...before, UpdatedAt: expect.any(Date) as Date });
  expect((await rm.store.numbers.findOne({ PhoneNumber: CONTACT }))?.InboundCalls).toBeUndefined();
});

it('an announcement that comes twice at the same moment is one call of one job', async () => {
  for (const mode of ['create', 'lookup'] as const) {
    const [To, From] = [ownNumber(), ownContact()];
    const id = await campaignAt(To, mode);
    if (mode === 'lookup') await rm.importJobs(id, [From]);
    const same = { To, From, CallID: `twice-${mode}`, ...hangsOn };
    const answers = await Promise.all([callIn(same), callIn(same), callIn(same)]);
    const ids = answers.map((answer) => (answer.Action === 'accept' ? answer.CallID : answer.Action));
    expect(new Set(ids).size).toBe(1);
    expect(await jobsOf(id)).toHaveLength(1);
    expect(await stateOf(id)).toBe('calling');
  }
});

it('two jobs of one number are never on a call, however often its contact calls at the same moment', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'lookup');
  await rm.importJobs(id, [CONTACT, CONTACT, CONTACT]);
  const answers = await Promise.all(Array.from({ length: 8 }, () => callIn({ To, ...hangsOn })));
  const accepted = answers.flatMap((answer) => (answer.Action === 'accept' ? [answer.CallID] : []));
  expect(accepted).toHaveLength(1);
  expect(answers.filter(({ Action }) => Action === 'busy')).toHaveLength(7);
  const held = (await jobsOf(id)).flatMap(({ Slot }) => (Slot ? [Slot.CallID] : []));
  expect(held).toEqual(accepted);
  expect(await rm.store.calls.countDocuments({ CampaignID: id })).toBe(1);
  expect((await rm.store.numbers.findOne({ PhoneNumber: CONTACT }))?.InboundCalls).toMatchObject([
    { CallID: accepted[0] },
  ]);
});

it('a campaign that ends hangs up the calls to it, and its jobs have failed', async () => {
  const To = ownNumber();
  const id = await campaignAt(To, 'create');
  await callIn({ To, ...hangsOn });
  await rm.obey(id, 'pause');
  await rm.obey(id, 'end');
  await eventually(async () => expect(await stateOf(id)).toBe('failed'));
  await eventually(async () =>
    expect(await rm.store.calls.findOne({ CampaignID: id })).toMatchObject({
      HangUpCause: 'campaign_ended',
    }),
  );
});

describe('an announcement is refused', () => {
  const path = '/providers/http/inbound';
  const send = (body: string, secret = PROVIDER_SECRET) =>
    rm.request('POST', path, body, {
      authorization: '',
      [signatureHeader]: sign(secret, Date.now(), 'POST', path, body),
    });
  const announcement = (change: Record<string, unknown> = {}) =>
    JSON.stringify({ CallID: 'c', From: CONTACT, To: '+12025569999', ...change });

  it('when it is not signed by the provider, whoever has an API key', async () => {
    expect((await send(announcement())).status).toBe(200);
    expect((await send(announcement(), 'another')).status).toBe(401);
    expect((await rm.request('POST', path, announcement())).status).toBe(401);
  });

  it.each<[string, () => string]>([
    ['CallID', () => announcement({ CallID: '' })],
    ['CallID', () => announcement({ CallID: 'x'.repeat(201) })],
    ['To', () => announcement({ To: undefined })],
    ['To', () => announcement({ To: '12025550100' })],
    ['JSON', () => '{'],
  ])('when it is malformed, by the name of what is wrong (%s, %#)', async (named, body) => {
    const { status, body: problem } = await send(body());
    expect(status).toBe(400);
    expect(problem.detail).toContain(named);
    // One fault each; and numbers are not repeated.
    expect(problem.detail).not.toContain(';');
    for (const number of [CONTACT, '2025569999', '2025550100'])
      expect(JSON.stringify(problem)).not.toContain(number);
  });

  it('when no such provider is known', async () => {
    expect((await rm.request('POST', '/providers/nobody/inbound', announcement())).status).toBe(404);
  });
});
