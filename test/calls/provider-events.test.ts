import { Client, Connection } from '@temporalio/client';
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { recordDial } from '../../store/calls/dial-permits';
import { type JobDocument } from '../../store/mongodb/documents';
import { findOptOut } from '../../store/numbers/opt-outs';
import { loadTranscript } from '../../store/calls/calls';
import {
  CALLER_ID,
  CONTACT,
  NOBODY,
  PROVIDER_SECRET,
  type ProblemBody,
  type RunningApi,
  startApi,
} from '../support/running-api';
import { signalsOf } from '../support/signals';

const path = '/providers/http/events';
const event = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    EventID: 'e1',
    CallID: 'call:nobody:1',
    Type: 'answered',
    AnsweredBy: 'human',
    At: '2026-01-02T03:04:05.678Z',
    ...change,
  });
const send = (api: RunningApi, body: string, signed = body, secret = PROVIDER_SECRET) =>
  api.request<ProblemBody>('POST', path, body, {
    authorization: '',
    [signatureHeader]: sign(secret, Date.now(), 'POST', path, signed),
  });

describe('POST /providers/http/events', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it('an event for an unknown call is logged and answered 204', async () => {
    expect((await send(api, event())).status).toBe(204);
    expect(api.logged.join('')).toContain('event for a call that is not running');
  });

  it('an unsigned, a wrongly signed and a changed event are refused with 401', async () => {
    expect((await api.request('POST', path, event(), { authorization: '' })).status).toBe(401);
    expect((await send(api, event(), event(), 'another secret')).status).toBe(401);
    expect((await send(api, event({ AnsweredBy: 'machine' }), event())).status).toBe(401);
  });

  it('what cannot be signed is refused before its body is taken in', async () => {
    // Larger than any that is read: whoever began to would say so.
    const large = event({ EventID: 'x'.repeat(5_000_000) });
    expect((await api.request('POST', path, large, { authorization: '' })).status).toBe(401);
    const old = sign(PROVIDER_SECRET, Date.now() - 301_000, 'POST', path, large);
    expect((await api.request('POST', path, large, { [signatureHeader]: old })).status).toBe(401);
  });

  it('an API key is no substitute for a signature, and the refusal asks for none', async () => {
    const { status, body } = await api.request<ProblemBody>('POST', path, event());
    expect([status, body.type]).toEqual([401, 'urn:ringmaster:problem:unsigned']);
    expect(body.title).toContain('signature');
  });

  it.each([event({ Type: 'conversation', Result: 'tired' }), event({ CallID: 1 }), '{', ''])(
    'a malformed event is 400 (%#)',
    async (body) => {
      expect((await send(api, body)).status).toBe(400);
    },
  );

  it.each(['1969-12-31T23:59:59Z', '9999-12-31T23:59:59-23:59', '0000-01-01T00:00:00+01:00'])(
    'an event of the year of %s, which nothing could be reckoned from, has happened now',
    async (At) => {
      expect((await send(api, event({ At }))).status).toBe(204);
    },
  );

  it('what was said is kept with its call, once, and what was said in nobody’s call is not', async () => {
    const { _id: campaignId } = await api.storeCampaign();
    const created = await api.request<{ Job: { ID: string } }>('POST', `/campaigns/${campaignId}/jobs`, {
      ContactPhoneNumber: CONTACT,
    });
    const callId = `call:${created.body.Job.ID}:1`;
    const end = { Type: 'ended', EndReason: 'completed', ConversationSeconds: 3 };
    const said = (Text: string) => [{ Role: 'contact', Text }];
    // About 1.5 MB of text that says as much as a long call.
    const long = Array.from({ length: 300 }, (_, i) => said(`${i}: ${'x'.repeat(5_000)}`)).flat();
    expect((await send(api, event({ ...end, CallID: callId, Transcript: long }))).status).toBe(204);
    const again = event({ ...end, CallID: callId, Transcript: said('another') });
    expect((await send(api, again)).status).toBe(204);
    expect(await loadTranscript(api.store, callId)).toMatchObject({
      OrgID: api.orgId,
      CampaignID: campaignId,
      JobID: created.body.Job.ID,
      Turns: long,
    });
    expect((await send(api, event({ ...end, Transcript: said('lost') }))).status).toBe(204);
    expect(await loadTranscript(api.store, 'call:nobody:1')).toBeNull();
    expect(api.logged.join('')).not.toContain('lost');
  });

  it('an end with a transcript that is none is taken and logged, without what was said', async () => {
    const end = { Type: 'ended', EndReason: 'completed', ConversationSeconds: 3 };
    const told = event({ ...end, Transcript: [{ Role: 'contact', Text: { Spoken: 'a secret' } }] });
    expect((await send(api, told)).status).toBe(204);
    const logged = api.logged.join('');
    expect(logged).toContain('dropped: Transcript.0.Text');
    expect(logged).not.toContain('a secret');
  });

  it('the provider’s own id is noted with the call, and the first one stays', async () => {
    const callId = 'call:some-job:1';
    await recordDial(api.store, {
      _id: callId,
      OrgID: api.orgId,
      CampaignID: 'c1',
      JobID: 'some-job',
      Attempt: 1,
      Version: 1,
      CallerID: CALLER_ID,
      DialledAt: new Date(),
    });
    for (const ProviderCallID of ['p-1', 'p-2']) {
      const ringing = event({ CallID: callId, Type: 'ringing', ProviderCallID });
      expect((await send(api, ringing)).status).toBe(204);
    }
    expect(await api.store.calls.findOne({ _id: callId })).toMatchObject({ ProviderCallID: 'p-1' });
  });

  it('an event of more than 2 MiB is 413, and an unknown provider 404', async () => {
    const large = await send(api, event({ EventID: 'x'.repeat(2_100_000) }));
    expect([large.status, large.body.detail]).toEqual([413, expect.stringMatching(/2048 KiB.*Transcript/)]);
    const nobody = await api.request<ProblemBody>('POST', '/providers/nobody/events', event());
    expect([nobody.status, nobody.body.detail]).toEqual([
      404,
      expect.stringMatching(/provider of this name/),
    ]);
    expect((await api.request('POST', '/providers/constructor/events', event())).status).toBe(404);
  });
});

it('an event that comes while Temporal is away is answered 503, so that the provider sends it again', async () => {
  const api = await startApi({ temporalAddress: NOBODY });
  try {
    expect((await send(api, event())).status).toBe(503);
  } finally {
    await api.stop();
  }
});

describe("a contact's word for no more calls, whenever it comes,", () => {
  let api: RunningApi;
  let client: Client;
  const workflows: string[] = [];
  beforeAll(async () => {
    api = await startApi();
    const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
    client = new Client({ connection: await Connection.connect({ address }) });
  });
  afterEach(async () => {
    for (const id of workflows.splice(0)) await client.workflow.getHandle(id).terminate();
    await api.store.numbers.deleteMany({ _id: { $exists: true } });
  });
  afterAll(async () => {
    await client.connection.close();
    await api.stop();
  });

  /** A call that runs: what it is told waits for a worker that there is not. */
  async function beginCall(callId: string): Promise<void> {
    await client.workflow.start('callWorkflow', { workflowId: callId, taskQueue: 'nobody', args: [] });
    workflows.push(callId);
  }
  const signalsTo = async (callId: string) =>
    (await signalsOf(client.workflow.getHandle(callId))).map(({ name }) => name);
  async function jobIn(fields: (id: string) => Partial<JobDocument>): Promise<string> {
    const { _id: campaignId } = await api.storeCampaign();
    const created = await api.request<{ Job: { ID: string } }>('POST', `/campaigns/${campaignId}/jobs`, {
      ContactPhoneNumber: CONTACT,
    });
    const { ID } = created.body.Job;
    await api.store.jobs.updateOne({ _id: ID }, { $set: fields(ID) });
    return ID;
  }
  const onCall = (id: string): Partial<JobDocument> => ({
    State: 'calling',
    Attempts: 1,
    Slot: {
      Number: 0,
      ClaimID: 'claim',
      CallID: `call:${id}:1`,
      Stage: 'placed',
      ClaimedAt: new Date(),
      LeaseUntil: new Date(Date.now() + 60_000),
      LeaseRenewals: 0,
    },
  });
  const jobOf = (id: string) => api.store.jobs.findOne({ _id: id });
  const words: [string, Record<string, unknown>][] = [
    ['ended', { Type: 'ended', EndReason: 'opted_out', ConversationSeconds: 3 }],
    ['conversation', { Type: 'conversation', Result: 'opted_out' }],
  ];

  it.each(words)('is honoured after its call is over (%s)', async (_, word) => {
    const own = await jobIn(() => ({ State: 'completed', Attempts: 1, Outcome: 'completed' }));
    const waiting = await jobIn(() => ({}));
    const calling = await jobIn(onCall);
    await beginCall(`call:${calling}:1`);
    const callId = `call:${own}:1`;
    await beginCall(callId);
    await client.workflow.getHandle(workflows.pop() ?? '').terminate();
    for (let times = 0; times < 2; times += 1)
      expect((await send(api, event({ ...word, CallID: callId }))).status).toBe(204);
    expect(await findOptOut(api.store, api.orgId, CONTACT)).toMatchObject({ OptOut: { Source: 'call' } });
    expect(await jobOf(own)).toMatchObject({ State: 'completed', Outcome: 'completed' });
    expect(await jobOf(waiting)).toMatchObject({ State: 'canceled', CancelReason: 'opted_out' });
    expect(await jobOf(calling)).toMatchObject({ State: 'calling', CancelReason: 'opted_out' });
    expect(await signalsTo(`call:${calling}:1`)).toContain('hangUp');
  });

  it.each(words)('is honoured while its conversation is analysed (%s)', async (_, word) => {
    const own = await jobIn((id) => ({
      State: 'analyzing',
      Attempts: 1,
      Outcome: 'completed',
      AnalyzedCallID: `call:${id}:1`,
    }));
    const waiting = await jobIn(() => ({}));
    const callId = `call:${own}:1`;
    await beginCall(callId);
    expect((await send(api, event({ ...word, CallID: callId }))).status).toBe(204);
    expect(await findOptOut(api.store, api.orgId, CONTACT)).toMatchObject({ OptOut: { Source: 'call' } });
    expect(await jobOf(waiting)).toMatchObject({ State: 'canceled', CancelReason: 'opted_out' });
    // Its own job is settled at once; its workflow hears of it too, and finds nothing to move.
    expect(await jobOf(own)).toMatchObject({ State: 'failed', FailureReason: 'opted_out' });
    expect(await jobOf(own)).not.toHaveProperty('CancelRequestedAt');
    expect(await signalsTo(callId)).toEqual(['callEvent']);
  });

  it('is honoured for the job of its own call when that waits for another attempt', async () => {
    const own = await jobIn(() => ({ State: 'scheduled', Attempts: 1, Outcome: 'voicemail' }));
    const word = event({ ...words[0]?.[1], CallID: `call:${own}:1` });
    expect((await send(api, word)).status).toBe(204);
    expect(await jobOf(own)).toMatchObject({ State: 'canceled', CancelReason: 'opted_out' });
  });

  it('is no other word', async () => {
    const own = await jobIn(onCall);
    const hungUp = { Type: 'ended', EndReason: 'hung_up', ConversationSeconds: 3 };
    expect((await send(api, event({ ...hungUp, CallID: `call:${own}:1` }))).status).toBe(204);
    expect(await findOptOut(api.store, api.orgId, CONTACT)).toBeNull();
  });
});
