/** Crashes and late executions between two steps of the calling engine, each brought about on purpose. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { settleCall } from '../../activities/calls/settle-call';
import { reclaimExpiredSlots } from '../../activities/recovery/slot-audit';
import { type CampaignData, type JobOverrides } from '../../domain/campaigns/campaign-data';
import { callId, type CallRef } from '../../domain/jobs/job';
import { reevaluateDeferredJobs } from '../../store/jobs/reevaluation';
import { type CallDocument, type JobDocument } from '../../store/mongodb/documents';
import { attachInbound, releaseInbound } from '../../store/calls/inbound';
import { numberId } from '../../store/numbers/number-ids';
import { holdNumber } from '../../store/numbers/numbers';
import { callTimeoutMs, workflowTypes } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0 });
  // A placed call stays on.
  await rm.simulator.set({ CallMs: 60_000, RingMs: 60_000 });
});
afterAll(() => rm?.stop());

const RUN = 'a-run-of-the-call';
const asRun = (): MockActivityEnvironment =>
  new MockActivityEnvironment({ workflowExecution: { workflowId: 'call', runId: RUN } });

let numbers = 0;
/** A started campaign with one claimed job of a number of its own. */
async function claimed(
  slot: Parameters<Ringmaster['claimedJob']>[1] = {},
  { data = {}, overrides = {} }: { data?: Partial<CampaignData>; overrides?: JobOverrides } = {},
) {
  const id = await rm.createCampaign(data);
  numbers += 1;
  await rm.importJobs(id, [numberEnding('11', numbers)], { Overrides: overrides });
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  if (!job) throw new Error('no job');
  const ref: CallRef = { CampaignID: id, JobID: job._id, Attempt: 1 };
  await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
  await rm.claimedJob(ref, slot);
  const line = async () => rm.store.numbers.findOne({ _id: numberId(job.OrgID, job.ContactPhoneNumber) });
  const now = async () => rm.store.jobs.findOne({ _id: job._id });
  const hold = (held = callId(ref)) =>
    holdNumber(rm.store, {
      orgId: job.OrgID,
      phoneNumber: job.ContactPhoneNumber,
      callId: held,
      until: new Date(Date.now() + 60_000),
      limits: [],
      now: new Date(),
    });
  const place = () =>
    rm.provider.place({
      callId: callId(ref),
      campaignId: id,
      to: job.ContactPhoneNumber,
      from: '+12025550100',
      maxRingSeconds: 60,
      maxCallSeconds: 60,
      record: false,
      botName: 'test',
      notAfterMs: Date.now() + 60_000,
    });
  return { id, ref, job, line, now, hold, place };
}
const recordOf = (id: string, job: JobDocument, ref: CallRef): CallDocument => ({
  _id: callId(ref),
  OrgID: job.OrgID,
  CampaignID: id,
  JobID: ref.JobID,
  Attempt: 1,
  Version: 1,
  CallerID: '+12025550100',
  DialledAt: new Date(0),
});
/** Gives the campaign a pace, which this process has seen. */
async function paced(id: string, callsPerSecond: number): Promise<void> {
  const campaign = await rm.store.campaigns.findOneAndUpdate(
    { _id: id },
    { $set: { 'Data.Constraints.MaxCallsPerSecond': callsPerSecond } },
    { returnDocument: 'after' },
  );
  if (campaign) rm.activityDeps().publishedRules.of(campaign);
}
const cutOff = () => claimed({ Stage: 'dialling', DialledBy: RUN, DialUntil: new Date(0) });

it('a placement of a paced campaign that was cut off is asked about, however far the next moment is', async () => {
  const { id, ref, place } = await cutOff();
  await place();
  await rm.store.paces.updateOne(
    { _id: id },
    { $set: { NextAt: new Date(Date.now() + 60_000), Version: 1 } },
    { upsert: true },
  );
  await paced(id, 0.02);
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, ref)).toMatchObject({ Kind: 'placed' });
});

it('an execution that is late does not free the line of the call that its successor placed', async () => {
  const { ref, line } = await claimed();
  const { placeCall: successor } = rm.placingActivities((provider) => provider);
  const { placeCall } = rm.placingActivities((provider) => ({
    ...provider,
    place: async () => {
      // Its permission is over, its answer is not there yet, and Temporal has the activity run again.
      await rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { 'Slot.DialUntil': new Date(0) } });
      expect(await asRun().run(successor, ref)).toMatchObject({ Kind: 'placed' });
      return { kind: 'away', reason: 'late' };
    },
  }));
  await asRun().run(placeCall, ref);
  const number = await line();
  expect(number?.OnCall?.CallID).toBe(callId(ref));
  expect(number?.Dials).toHaveLength(1);
});

it('a campaign that ends while a placement is cut off has the call hung up, not forgotten', async () => {
  const { id, ref, place, hold } = await cutOff();
  await hold();
  await place();
  expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1);
  await rm.store.jobs.updateOne(
    { _id: ref.JobID },
    { $set: { State: 'failed', FailureReason: 'campaign_ended' }, $unset: { Slot: '' } },
  );
  await rm.client.workflow.start(workflowTypes.call, {
    taskQueue: rm.taskQueues.calls,
    workflowId: callId(ref),
    args: [{ ...ref }],
    workflowExecutionTimeout: callTimeoutMs,
  });
  const stop = await rm.startWorkers();
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(0));
  expect((await rm.simulator.stats(id)).EndedByReason.hung_up_by_us).toBe(1);
  await stop();
});

describe('the contact of a call whose campaign has ended is on the list', () => {
  it.each<[string, Partial<CampaignData>, JobOverrides, 'opted_out' | 'hung_up', boolean]>([
    ['when they asked for no more calls', {}, {}, 'opted_out', true],
    ['when they hung up, where that is an opt-out', { HangUpIsOptOut: true }, {}, 'hung_up', true],
    ['when they hung up, where their job says so', {}, { HangUpIsOptOut: true }, 'hung_up', true],
    [
      'but not where their job says that it is none',
      { HangUpIsOptOut: true },
      { HangUpIsOptOut: false },
      'hung_up',
      false,
    ],
    ['nor where nobody says so', {}, {}, 'hung_up', false],
  ])('%s', async (_when, data, overrides, reason, isOptOut) => {
    const { ref, line, hold, job, id } = await claimed({ Stage: 'placed' }, { data, overrides });
    await hold();
    await rm.store.calls.insertOne(recordOf(id, job, ref));
    await rm.store.jobs.updateOne(
      { _id: ref.JobID },
      { $set: { State: 'failed', FailureReason: 'campaign_ended' }, $unset: { Slot: '' } },
    );
    await settleCall(rm.activityDeps(), {
      ...ref,
      Progress: { end: { atMs: Date.now(), reason, conversationSeconds: 3 } },
      HangUpCause: 'campaign_ended',
    });
    expect((await line())?.OptOut !== undefined).toBe(isOptOut);
  });

  it('by the rules of the version under which they were called', async () => {
    const { ref, line, job, id } = await claimed({ Stage: 'placed' }, { data: { HangUpIsOptOut: true } });
    await rm.store.calls.insertOne(recordOf(id, job, ref));
    const { Campaign } = await rm.get(id);
    const { status } = await rm.request(
      'PUT',
      `/campaigns/${id}`,
      { Data: { ...Campaign.Data, HangUpIsOptOut: false } },
      { 'if-match': `"${Campaign.Version}"` },
    );
    expect(status).toBe(200);
    await rm.store.jobs.updateOne(
      { _id: ref.JobID },
      { $set: { State: 'failed', FailureReason: 'campaign_ended' }, $unset: { Slot: '' } },
    );
    await settleCall(rm.activityDeps(), {
      ...ref,
      Progress: { end: { atMs: Date.now(), reason: 'hung_up', conversationSeconds: 3 } },
    });
    expect((await line())?.OptOut).toBeDefined();
  });
});

it('an attempt that the last look refused for ever is not counted', async () => {
  const { ref, now } = await claimed();
  await rm.store.jobs.updateOne(
    { _id: ref.JobID },
    { $set: { 'Overrides.Constraints.NotAfter': new Date(0).toISOString() } },
  );
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, ref)).toEqual({ Kind: 'not_dialled' });
  expect(await now()).toMatchObject({ State: 'failed', FailureReason: 'expired', Attempts: 0 });
});

it('a claim above a cap that was lowered meanwhile is not dialled', async () => {
  const { id, ref } = await claimed({ Number: 5 });
  await rm.store.campaigns.updateOne(
    { _id: id },
    { $set: { 'Data.MaxActiveCalls': 1 }, $inc: { Version: 1 } },
  );
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, ref)).toEqual({ Kind: 'not_dialled' });
});

it('a second placement is on record with its own time, which a carrier is asked by', async () => {
  const { id, ref, job } = await cutOff();
  await rm.store.calls.insertOne(recordOf(id, job, ref));
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, ref)).toMatchObject({ Kind: 'placed' });
  expect((await rm.store.calls.findOne({ _id: callId(ref) }))?.DialledAt.getTime()).toBeGreaterThan(0);
});

it('a job that was on an inbound call while a version was published is asked anew', async () => {
  const { id, ref, now } = await claimed();
  await rm.store.jobs.updateOne(
    { _id: ref.JobID },
    {
      $set: { State: 'created', Attempts: 0, DeferredBy: 'caller_id', DueAt: new Date(9e14) },
      $unset: { Slot: '' },
    },
  );
  const inbound = `call:${ref.JobID}:in-1`;
  await attachInbound(rm.store, {
    jobId: ref.JobID,
    from: 'created',
    callId: inbound,
    version: 1,
    reevaluatedVersion: 1,
    leaseUntil: new Date(),
    now: new Date(),
  });
  await rm.store.campaigns.updateOne({ _id: id }, { $set: { Version: 2 } });
  await reevaluateDeferredJobs(rm.store, { campaignId: id, version: 2, now: new Date() }, () => undefined);
  await releaseInbound(rm.store, ref.JobID, inbound, new Date());
  expect((await now())?.DueAt.getTime()).toBeLessThanOrEqual(Date.now());
});

it('a retry that was settled by the rules of a version, while another was published, is asked anew', async () => {
  const { id, ref, now } = await claimed({ Stage: 'placed' });
  const publish = async () => {
    await rm.store.campaigns.updateOne(
      { _id: id },
      { $set: { 'Data.Constraints.MinDurationBetweenAttempts': '0s', Version: 2 } },
    );
    await reevaluateDeferredJobs(rm.store, { campaignId: id, version: 2, now: new Date() }, () => undefined);
    return [];
  };
  // Asked between the reading of the campaign and the settling.
  const deps = { ...rm.activityDeps(), providerStates: publish };
  await settleCall(deps, { ...ref, Refused: 'provider_failed', Progress: {} });
  expect(await now()).toMatchObject({ State: 'scheduled', Outcome: 'provider_failed' });
  expect((await now())?.DueAt.getTime()).toBeLessThanOrEqual(Date.now());
});

it('a late execution that finds the contact opted out does not settle the call that its successor placed', async () => {
  const { ref, now, job } = await claimed();
  const { placeCall: successor } = rm.placingActivities((provider) => provider);
  let calls = 0;
  const { placeCall } = rm.placingActivities((provider) => ({
    ...provider,
    // Read between the permission and the line.
    get name() {
      calls += 1;
      return provider.name;
    },
  }));
  const find = rm.store.campaigns.aggregate.bind(rm.store.campaigns);
  let first = true;
  const spy = jest.spyOn(rm.store.campaigns, 'aggregate').mockImplementation(((...args: never[]) => {
    const cursor = (find as (...a: never[]) => { next(): Promise<unknown> })(...args);
    if (!first) return cursor;
    first = false;
    const next = cursor.next.bind(cursor);
    cursor.next = async () => {
      const found = await next();
      await rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { 'Slot.DialUntil': new Date(0) } });
      expect(await asRun().run(successor, ref)).toMatchObject({ Kind: 'placed' });
      await rm.store.numbers.updateOne(
        { _id: numberId(job.OrgID, job.ContactPhoneNumber) },
        { $set: { OptOut: { At: new Date(), Source: 'api' } } },
      );
      return found;
    };
    return cursor;
  }) as never);
  await asRun().run(placeCall, ref);
  spy.mockRestore();
  expect(calls).toBeGreaterThan(0);
  expect((await now())?.State).toBe('calling');
});

it.each([
  ['before the line is free', 'numbers', 'findOneAndUpdate'],
  ['between freeing the line and giving the permission back', 'jobs', 'updateOne'],
] as const)('a crash %s is made good by the retry', async (_when, collection, write) => {
  const { ref, now, line, hold } = await claimed();
  let crash: jest.SpiedFunction<() => Promise<unknown>> | undefined;
  const { placeCall } = rm.placingActivities((provider) => ({
    ...provider,
    place: async () => {
      expect((await line())?.OnCall?.CallID).toBe(callId(ref));
      // The next write there is that of giving back.
      crash = jest
        .spyOn(rm.store[collection] as never, write as never)
        .mockRejectedValueOnce(new Error('the process is gone') as never);
      return { kind: 'away', reason: 'out' };
    },
  }));
  await expect(asRun().run(placeCall, ref)).rejects.toThrow('the process is gone');
  crash?.mockRestore();
  expect((await line())?.OnCall?.CallID).toBe(collection === 'jobs' ? undefined : callId(ref));
  expect(await now()).toMatchObject({ State: 'calling', Slot: { Stage: 'dialling' } });

  await rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { 'Slot.DialUntil': new Date(0) } });
  await rm.store.campaigns.updateOne({ _id: ref.CampaignID }, { $set: { State: 'paused' } });
  expect(await asRun().run(placeCall, ref)).toEqual({ Kind: 'not_dialled' });
  expect(await now()).toMatchObject({ State: 'created', Attempts: 0 });
  // The line is free for whoever is next, and no dial counts.
  expect(await hold('call:of-another-job:1')).toEqual({ kind: 'held' });
  expect((await line())?.Dials).toHaveLength(1);
});

it('a call that held the line before a crash has it again, and its dial counts once', async () => {
  const { ref, hold, line } = await cutOff();
  await hold();
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, ref)).toMatchObject({ Kind: 'placed' });
  expect(await line()).toMatchObject({ OnCall: { CallID: callId(ref) } });
  expect((await line())?.Dials).toHaveLength(1);
});

it('a settling that died after the job moved still frees the line, records the end, and answers the same', async () => {
  const { ref, line, hold, job, id } = await claimed({ Stage: 'placed' });
  await hold();
  await rm.store.calls.insertOne(recordOf(id, job, ref));
  await rm.store.jobs.updateOne(
    { _id: ref.JobID },
    { $set: { State: 'analyzing', AnalyzedCallID: callId(ref) }, $unset: { Slot: '' } },
  );
  const ended = {
    ...ref,
    Progress: { end: { atMs: Date.now(), reason: 'completed' as const, conversationSeconds: 3 } },
  };
  expect(await settleCall(rm.activityDeps(), ended)).toBe('analyzing');
  expect((await line())?.OnCall).toBeUndefined();
  expect((await rm.store.calls.findOne({ _id: callId(ref) }))?.Outcome).toBe('completed');
});

it.each<['calls' | 'numbers' | 'wakeup', string]>([
  ['calls', 'at recording the end'],
  ['numbers', 'at freeing the line'],
  ['wakeup', 'right after the job moved'],
])(
  'an audit that dies over an abandoned call (%s, %s) leaves nothing that no later one mends',
  async (at) => {
    const { ref, line, hold, job, id, place, now } = await claimed({
      Stage: 'placed',
      LeaseUntil: new Date(0),
    });
    await hold();
    await rm.store.calls.insertOne(recordOf(id, job, ref));
    await place();
    const call = {
      callId: callId(ref),
      to: job.ContactPhoneNumber,
      from: '+12025550100',
      dialledAtMs: Date.now(),
    };
    await rm.provider.hangUp(call);
    await eventually(async () =>
      expect(await rm.provider.lookUp(call)).toMatchObject({ progress: { end: {} } }),
    );

    const deps = rm.activityDeps();
    const audit = () => reclaimExpiredSlots(deps, id, () => undefined);
    const gone = new Error('the process is gone');
    const crash =
      at === 'wakeup'
        ? jest.spyOn(deps.slotNotifier, 'slotFreed').mockImplementationOnce(() => {
            throw gone;
          })
        : at === 'numbers'
          ? jest.spyOn(rm.store.numbers, 'findOneAndUpdate').mockRejectedValueOnce(gone)
          : jest.spyOn(rm.store.calls, 'updateOne').mockRejectedValueOnce(gone);
    await expect(audit()).rejects.toThrow(gone);
    crash.mockRestore();
    await audit();
    expect(await now()).not.toHaveProperty('Slot');
    expect((await line())?.OnCall).toBeUndefined();
    expect(await rm.store.calls.findOne({ _id: callId(ref) })).toMatchObject({
      EndReason: 'hung_up_by_us',
    });
  },
);
