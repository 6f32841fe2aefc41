/** A voice agent's report of a conversation, for a call that was settled without it. */
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { type CallDocument } from '../../store/mongodb/documents';
import { numberId } from '../../store/numbers/number-ids';
import { CALLER_ID, contact, PROVIDER_SECRET, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());

const path = '/providers/http/events';
async function report(callId: string, Result: string): Promise<void> {
  const event = { EventID: 'e', CallID: callId, At: new Date().toISOString(), Type: 'conversation', Result };
  const body = JSON.stringify(event);
  const { status } = await api.request('POST', path, body, {
    authorization: '',
    [signatureHeader]: sign(PROVIDER_SECRET, Date.now(), 'POST', path, body),
  });
  expect(status).toBe(204);
}

let numbers = 0;
/** A job whose call has been placed; its workflow is gone. */
async function called(end: Partial<CallDocument>) {
  const number = contact((numbers += 1));
  const campaign = await api.storeCampaign();
  const { body } = await api.request<{ Job: { ID: string } }>('POST', `/campaigns/${campaign._id}/jobs`, {
    ContactPhoneNumber: number,
  });
  const callId = `call:${body.Job.ID}:1`;
  await api.store.calls.insertOne({
    _id: callId,
    OrgID: api.orgId,
    CampaignID: campaign._id,
    JobID: body.Job.ID,
    Attempt: 1,
    Version: 1,
    CallerID: CALLER_ID,
    DialledAt: new Date(0),
    ...end,
  });
  const talkedAt = async () =>
    (await api.store.numbers.findOne({ _id: numberId(api.orgId, number) }))?.ConversationAt;
  return { callId, talkedAt };
}

// What the carrier took for a machine was a person.
const EndedAt = new Date('2026-11-01T12:00:00Z');

it.each(['completed', 'hung_up', 'opted_out'])(
  'begins the quiet of its number once, by our clock and not by the provider’s, however late it comes (%s)',
  async (result) => {
    const { callId, talkedAt } = await called({ EndedAt, Outcome: 'voicemail' });
    const before = Date.now();
    await report(callId, result);
    const noted = await talkedAt();
    expect(noted?.getTime()).toBeGreaterThanOrEqual(before - 1_000);
    await report(callId, result);
    expect(await talkedAt()).toEqual(noted);
  },
);

it('begins it at once while the end of the call is not on record', async () => {
  const before = Date.now();
  const { callId, talkedAt } = await called({});
  await report(callId, 'completed');
  expect((await talkedAt())?.getTime()).toBeGreaterThanOrEqual(before - 1_000);
});

it('begins none for a machine', async () => {
  const { callId, talkedAt } = await called({ EndedAt, Outcome: 'completed' });
  await report(callId, 'voicemail');
  expect(await talkedAt()).toBeUndefined();
});
