/** A law that leaves a number in peace after a conversation: from the call to another campaign's job that waits. */
import { settleCall } from '../../activities/calls/settle-call';
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { type InboundCallRequest } from '../../simulator/inbound';
import { callId, type CallRef } from '../../domain/jobs/job';
import { numberId } from '../../store/numbers/number-ids';
import { holdNumber } from '../../store/numbers/numbers';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { ownRuleSet } from '../support/own-rule-set';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

// As Regulation F has it, and at any hour.
const quiet = ownRuleSet('quiet', [{ from: '2020-01-01', quietAfterConversation: '7d' }]);
const consent = ownRuleSet('consent', [{ from: '2020-01-01', needsConsent: true }]);
const day = 86_400_000;

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 2, callMs: 200, ringMs: 10 });
});
afterAll(() => rm?.stop());

async function started(numbers: string[], Constraints: Constraints = {}, more = {}): Promise<string> {
  const id = await rm.createCampaign({ Constraints: { DisableJitter: true, ...Constraints }, ...more });
  await rm.importJobs(id, numbers);
  await rm.obey(id, 'start');
  return id;
}
async function waiting(
  id: string,
): Promise<{ WaitingFor?: string; WaitingUntil?: string; Attempts?: number }> {
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  const { body } = await rm.request<{ Job: object }>('GET', `/campaigns/${id}/jobs/${job?._id}`);
  return body.Job;
}
/** The job has been looked at by the dispatcher, and waits for the quiet to be over, in seven days. */
const expectQuiet = (id: string) =>
  eventually(async () => {
    expect(await rm.store.jobs.findOne({ CampaignID: id })).toMatchObject({
      State: 'created',
      DeferredBy: 'after_conversation',
      Attempts: 0,
    });
    const { WaitingFor, WaitingUntil = '' } = await waiting(id);
    expect(WaitingFor).toBe('after_conversation');
    const inMs = Date.parse(WaitingUntil) - Date.now();
    expect(inMs).toBeGreaterThan(7 * day - 120_000);
    expect(inMs).toBeLessThanOrEqual(7 * day + 1);
  });

it('a conversation of one campaign makes a job of another wait that is under such a law', async () => {
  const number = numberEnding('11', 1);
  expect((await rm.settled(await started([number]))).completed).toBe(1);
  const bound = await started([number], quiet);
  await expectQuiet(bound);
  expect((await rm.request('GET', `/campaigns/${bound}/preflight`)).body).toMatchObject({
    Later: 1,
    Reasons: [{ Reason: 'after_conversation', Jobs: 1 }],
  });
  // A campaign that does not come under the law calls at once.
  expect((await rm.settled(await started([number]))).completed).toBe(1);
});

it('a call that was not answered makes no job wait', async () => {
  // Busy at the first attempt, answered at the second.
  const number = numberEnding('98', 2);
  expect((await rm.settled(await started([number], { RetryOn: [] }))).failed).toBe(1);
  expect((await rm.settled(await started([number], { ...quiet, RetryOn: [] }))).failed).toBe(1);
});

it('of jobs of one number in several campaigns under such a law one is called, whoever is first', async () => {
  const number = numberEnding('11', 3);
  const ids = await Promise.all([1, 2, 3].map(() => started([number], quiet)));
  const jobs = () => rm.store.jobs.find({ CampaignID: { $in: ids } }).toArray();
  await eventually(async () =>
    expect((await jobs()).map(({ State, DeferredBy }) => DeferredBy ?? State).sort()).toEqual([
      'after_conversation',
      'after_conversation',
      'completed',
    ]),
  );
  expect(await rm.store.calls.countDocuments({ CampaignID: { $in: ids } })).toBe(1);
});

it('a contact who called us and talked is left in peace as well', async () => {
  const [contact, To] = [numberEnding('11', 4), '+12025560199'];
  await rm.createCampaign({ CallerID: To, InboundMode: 'create' }).then((id) => rm.obey(id, 'start'));
  const call: Partial<InboundCallRequest> = { From: contact, To, URL: `${rm.url}/providers/http/inbound` };
  const answer = await fetch(`${rm.simulator.url}/inbound-calls`, {
    method: 'POST',
    body: JSON.stringify(call),
  });
  expect(await answer.json()).toMatchObject({ Action: 'accept' });
  await eventually(async () =>
    expect(await rm.store.calls.findOne({ CallerID: To })).toMatchObject({ Outcome: 'completed' }),
  );
  await expectQuiet(await started([contact], quiet));
});

it('a worker that dies between the job’s settlement and the end of its call lets no dial of the number through', async () => {
  const number = numberEnding('11', 5);
  const id = await rm.createCampaign();
  await rm.importJobs(id, [number]);
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  const ref: CallRef = { CampaignID: id, JobID: job?._id ?? '', Attempt: 1 };
  const orgId = job?.OrgID ?? '';
  await rm.claimedJob(ref, { Stage: 'placed' });
  const line = (held: string, until: Date) =>
    holdNumber(rm.store, {
      ...{ orgId, phoneNumber: number, callId: held, until, limits: [] },
      ...{ quietMs: 7 * day, now: new Date() },
    });
  // The time of its line is over too: only its slot keeps the line.
  await line(callId(ref), new Date(Date.now() - 1));
  const end = { atMs: Date.now(), reason: 'completed', conversationSeconds: 3 } as const;
  const ended = { ...ref, Progress: { answeredAtMs: Date.now(), end } };
  const dies = (): never => {
    throw new Error('the worker dies');
  };
  const dying = {
    ...rm.activityDeps(),
    slotNotifier: { ...rm.activityDeps().slotNotifier, slotFreed: dies },
  };
  await expect(settleCall(dying, ended)).rejects.toThrow('the worker dies');
  expect(await rm.store.jobs.findOne({ _id: ref.JobID })).toMatchObject({ State: 'completed' });
  expect(await rm.store.numbers.findOne({ _id: numberId(orgId, number) })).not.toHaveProperty(
    'ConversationAt',
  );
  expect(await line('call:another:1', new Date(Date.now() + 60_000))).toMatchObject({ kind: 'on_call' });
  // Run again, it is noted.
  for (let times = 0; times < 2; times += 1)
    expect(await settleCall(rm.activityDeps(), ended)).toBe('completed');
  expect(await line('call:another:1', new Date(Date.now() + 60_000))).toMatchObject({ kind: 'too_soon' });
});

it('a campaign under a law that wants consent dials once a version states it', async () => {
  const id = await started([numberEnding('11', 6)], consent);
  await eventually(async () => expect(await waiting(id)).toMatchObject({ WaitingFor: 'consent_not_stated' }));
  expect(await waiting(id)).not.toHaveProperty('WaitingUntil');
  expect((await rm.request('GET', `/campaigns/${id}/preflight`)).body).toMatchObject({
    Never: 1,
    Reasons: [{ Reason: 'consent_not_stated', Jobs: 1 }],
  });
  const { Campaign } = await rm.get(id);
  const Constraints = { ...Campaign.Data.Constraints, ConsentStated: true };
  const { status } = await rm.request(
    'PUT',
    `/campaigns/${id}`,
    { Data: { ...Campaign.Data, Constraints } },
    { 'if-match': `"${Campaign.Version}"` },
  );
  expect(status).toBe(200);
  expect((await rm.settled(id)).completed).toBe(1);
});
