/** What a contact says in a call about being called again, when the call's workflow can no longer act on it. */
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { type CallDocument, type JobDocument } from '../../store/mongodb/documents';
import { findOptOut } from '../../store/numbers/opt-outs';
import { CALLER_ID, contact, PROVIDER_SECRET, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());

const path = '/providers/http/events';
async function tell(callId: string, word: Record<string, unknown>): Promise<void> {
  const body = JSON.stringify({ EventID: 'e', CallID: callId, At: new Date().toISOString(), ...word });
  const { status } = await api.request('POST', path, body, {
    authorization: '',
    [signatureHeader]: sign(PROVIDER_SECRET, Date.now(), 'POST', path, body),
  });
  if (status !== 204) throw new Error(`the event was answered ${status}`);
}
const wishes: [string, Record<string, unknown>][] = [
  ['ended', { Type: 'ended', EndReason: 'opted_out', ConversationSeconds: 3 }],
  ['conversation', { Type: 'conversation', Result: 'opted_out' }],
];
const hungUp = { Type: 'conversation', Result: 'hung_up' };

let numbers = 0;
/** A job, with a number of its own, whose first call has ended; its workflow is gone. */
async function afterCall(
  {
    job = { State: 'completed' },
    call = {},
    data = {},
  }: { job?: Partial<JobDocument>; call?: Partial<CallDocument>; data?: Partial<CampaignData> },
  number = contact((numbers += 1)),
) {
  const campaign = await api.storeCampaign(data);
  const created = await api.request<{ Job: { ID: string } }>('POST', `/campaigns/${campaign._id}/jobs`, {
    ContactPhoneNumber: number,
  });
  const { ID } = created.body.Job;
  const callId = `call:${ID}:1`;
  await api.store.jobs.updateOne(
    { _id: ID },
    {
      $set: {
        Attempts: 1,
        Outcome: 'completed',
        ...(job.State === 'analyzing' ? { AnalyzedCallID: callId } : {}),
        ...job,
      },
    },
  );
  await api.store.calls.insertOne({
    _id: callId,
    OrgID: api.orgId,
    CampaignID: campaign._id,
    JobID: ID,
    Attempt: 1,
    Version: 1,
    CallerID: CALLER_ID,
    DialledAt: new Date(),
    EndedAt: new Date(),
    EndReason: 'completed',
    Outcome: 'completed',
    ...call,
  });
  return {
    callId,
    number,
    campaignId: campaign._id,
    job: () => api.store.jobs.findOne({ _id: ID }),
    isListed: async () => (await findOptOut(api.store, api.orgId, number)) !== null,
  };
}

describe('the wish for no more calls', () => {
  it.each(wishes)('fails the job whose conversation is analysed (%s)', async (_, wish) => {
    const own = await afterCall({ job: { State: 'analyzing' } });
    const other = await afterCall({ job: { State: 'analyzing' } }, own.number);
    for (let times = 0; times < 2; times += 1) await tell(own.callId, wish);
    expect(await own.isListed()).toBe(true);
    expect(await own.job()).toMatchObject({ State: 'failed', FailureReason: 'opted_out' });
    expect(await other.job()).toMatchObject({ State: 'canceled', CancelReason: 'opted_out' });
  });

  it.each(wishes)('leaves a job that is settled as it is (%s)', async (_, wish) => {
    const own = await afterCall({ job: { State: 'completed', AnalyzedCallID: 'call:left:1' } });
    await tell(own.callId, wish);
    expect(await own.isListed()).toBe(true);
    expect(await own.job()).toMatchObject({ State: 'completed' });
  });

  it('fails no job that is analysed because of another call of it', async () => {
    const own = await afterCall({ job: { State: 'analyzing', AnalyzedCallID: 'call:another:2' } });
    await tell(own.callId, wishes[1]?.[1] ?? {});
    expect(await own.job()).toMatchObject({ State: 'canceled', CancelReason: 'opted_out' });
  });
});

describe('that the contact left early, told after the call was settled,', () => {
  const flag = { HangUpIsOptOut: true };

  it.each<[string, Partial<JobDocument>, Partial<CampaignData>]>([
    ['the campaign', {}, flag],
    ['the job', { Overrides: flag }, {}],
    ['the job against the campaign', { Overrides: flag }, { HangUpIsOptOut: false }],
  ])('is a wish for no more calls if %s says so', async (_, job, data) => {
    const settled = await afterCall({ job: { State: 'completed', ...job }, data });
    const waiting = await afterCall({ job: { State: 'scheduled' } }, settled.number);
    for (let times = 0; times < 2; times += 1) await tell(settled.callId, hungUp);
    expect(await settled.isListed()).toBe(true);
    expect(await settled.job()).toMatchObject({ State: 'completed', Outcome: 'completed' });
    expect(await waiting.job()).toMatchObject({ State: 'canceled', CancelReason: 'opted_out' });
  });

  it('fails the job whose conversation is analysed', async () => {
    const analyzed = await afterCall({ job: { State: 'analyzing' }, data: flag });
    await tell(analyzed.callId, hungUp);
    expect(await analyzed.job()).toMatchObject({ State: 'failed', FailureReason: 'opted_out' });
  });

  it('is judged by the version that the call was placed under', async () => {
    const before = await afterCall({ data: flag });
    const after = await afterCall({ data: flag });
    for (const { campaignId } of [before, after])
      await api.store.campaigns.updateOne(
        { _id: campaignId },
        { $set: { Version: 2, 'Data.HangUpIsOptOut': false } },
      );
    await api.store.calls.updateOne({ _id: after.callId }, { $set: { Version: 2 } });
    await tell(before.callId, hungUp);
    await tell(after.callId, hungUp);
    expect([await before.isListed(), await after.isListed()]).toEqual([true, false]);
  });

  it('counts as well when nobody knew how the call had ended', async () => {
    const unknown = { job: { State: 'failed' as const }, call: { Outcome: 'unknown' as const }, data: flag };
    const byAgent = await afterCall(unknown);
    const byCarrier = await afterCall(unknown);
    await tell(byAgent.callId, hungUp);
    await tell(byCarrier.callId, { Type: 'ended', EndReason: 'hung_up', ConversationSeconds: 3 });
    expect([await byAgent.isListed(), await byCarrier.isListed()]).toEqual([true, true]);
  });

  it.each<[string, Partial<CallDocument>, Record<string, unknown>, Partial<CampaignData>]>([
    ['if nobody says that it is', {}, hungUp, {}],
    ['of a call that the contact made to us', { Direction: 'inbound' }, hungUp, flag],
    ['of a call that we ended', { Outcome: 'canceled' }, hungUp, flag],
    ['of a call that reached its limit', { Outcome: 'time_limit' }, hungUp, flag],
    [
      'where another end was told before',
      {},
      { Type: 'ended', EndReason: 'hung_up', ConversationSeconds: 3 },
      flag,
    ],
    ['of a conversation that reached its end', {}, { Type: 'conversation', Result: 'completed' }, flag],
  ])('is no such wish %s', async (_, call, word, data) => {
    const settled = await afterCall({ call, data });
    await tell(settled.callId, word);
    expect(await settled.isListed()).toBe(false);
  });

  it('is left to the workflow as long as the call is not on record as over', async () => {
    const calling = await afterCall({ data: flag });
    await api.store.calls.updateOne(
      { _id: calling.callId },
      { $unset: { EndedAt: '', EndReason: '', Outcome: '' } },
    );
    await tell(calling.callId, hungUp);
    expect(await calling.isListed()).toBe(false);
  });
});
