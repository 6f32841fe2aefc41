/** Interleavings that no load test would hit often: each is brought about on purpose. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import { callId } from '../../domain/jobs/job';
import { pauseUpdate } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0 });
});
afterAll(() => rm?.stop());

const RUN = 'a-run-of-the-call';

/** A started campaign with one job whose placement was cut off before anybody knew what became of it. */
async function cutOffPlacement(): Promise<{
  id: string;
  ref: { CampaignID: string; JobID: string; Attempt: number };
}> {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11')]);
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  const ref = { CampaignID: id, JobID: job?._id ?? '', Attempt: 1 };
  await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
  await rm.claimedJob(ref, { Stage: 'dialling', DialledBy: RUN, DialUntil: new Date(0) });
  return { id, ref };
}

const asRun = (info: { scheduledTimestampMs?: number } = {}): MockActivityEnvironment =>
  new MockActivityEnvironment({ ...info, workflowExecution: { workflowId: 'call', runId: RUN } });

it('a campaign that is paused while the provider is asked about a cut-off placement is not dialled again', async () => {
  const { id, ref } = await cutOffPlacement();
  const { placeCall } = rm.placingActivities((provider) => ({
    ...provider,
    lookUp: async (call) => {
      await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'paused', Epoch: 2 } });
      return provider.lookUp(call);
    },
  }));
  expect(await asRun().run(placeCall, ref)).toEqual({ Kind: 'not_dialled' });
  expect((await rm.simulator.stats(id)).Placements).toBe(0);
  expect(await rm.store.jobs.findOne({ _id: ref.JobID })).toMatchObject({ State: 'created', Attempts: 0 });
});

it('a cut-off placement that the provider never got is dialled once, under the same id', async () => {
  const { id, ref } = await cutOffPlacement();
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, ref)).toMatchObject({ Kind: 'placed' });
  const { Placements, SecondPlacements } = await rm.simulator.stats(id);
  expect({ Placements, SecondPlacements }).toEqual({ Placements: 1, SecondPlacements: 0 });
});

it.each([
  ['its placement may still reach the provider, which does not know the call yet', 60_000, 'not_found'],
  ['the provider cannot say whether it has the call', 0, 'unavailable'],
] as const)('a cut-off placement is not dialled again while %s', async (_while, mayArriveForMs, answer) => {
  const { id, ref } = await cutOffPlacement();
  const DialUntil = new Date(Date.now() + mayArriveForMs);
  await rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { 'Slot.DialUntil': DialUntil } });
  const { placeCall } = rm.placingActivities((provider) => ({
    ...provider,
    lookUp: () => Promise.resolve({ kind: answer }),
  }));
  // Temporal asks again. How long that was in a queue does not count.
  await expect(asRun({ scheduledTimestampMs: 0 }).run(placeCall, ref)).rejects.toThrow('cannot say');
  expect((await rm.simulator.stats(id)).Placements).toBe(0);
  expect(await rm.store.jobs.findOne({ _id: ref.JobID })).toMatchObject({ State: 'calling', Attempts: 1 });
});

it('a cut-off placement of which the provider cannot say anything for long enough is unknown, and not dialled again', async () => {
  const { id, ref } = await cutOffPlacement();
  const { placeCall } = rm.placingActivities((provider) => ({
    ...provider,
    lookUp: () => Promise.resolve({ kind: 'unavailable' }),
  }));
  expect(await asRun({ scheduledTimestampMs: Date.now() }).run(placeCall, ref)).toEqual({ Kind: 'unknown' });
  expect((await rm.simulator.stats(id)).Placements).toBe(0);
  expect(await rm.store.jobs.findOne({ _id: ref.JobID })).toMatchObject({ State: 'calling', Attempts: 1 });
});

it('a placement that was accepted is not dialled again though the provider has forgotten it since', async () => {
  const { id, ref } = await cutOffPlacement();
  await rm.store.jobs.updateOne(
    { _id: ref.JobID },
    { $set: { 'Slot.Stage': 'placed' }, $unset: { 'Slot.DialUntil': '' } },
  );
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, ref)).toMatchObject({ Kind: 'placed' });
  expect((await rm.simulator.stats(id)).Placements).toBe(0);
});

it('a claim from before the cap was lowered is given back while the calls above the new cap fill it', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 4 });
  await rm.importJobs(
    id,
    ['1', '2', '3'].map((n) => numberEnding('11', Number(n) + 50)),
  );
  const [first, second, third] = await rm.store.jobs.find({ CampaignID: id }).sort({ _id: 1 }).toArray();
  const refOf = (JobID = '') => ({ CampaignID: id, JobID, Attempt: 1 });
  await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
  await rm.claimedJob(refOf(first?._id), { Number: 2, Stage: 'placed', DialledBy: 'another' });
  await rm.claimedJob(refOf(second?._id), { Number: 3, Stage: 'placed', DialledBy: 'another' });
  await rm.claimedJob(refOf(third?._id), { Number: 0 });
  const { Campaign } = await rm.get(id);
  const lowered = await rm.request(
    'PUT',
    `/campaigns/${id}`,
    { Data: { ...Campaign.Data, MaxActiveCalls: 2 } },
    { 'if-match': `"${Campaign.Version}"` },
  );
  expect(lowered.status).toBe(200);
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, refOf(third?._id))).toEqual({ Kind: 'not_dialled' });
  expect((await rm.simulator.stats(id)).Placements).toBe(0);
  // Below the new cap it goes.
  await rm.store.jobs.updateOne(
    { _id: first?._id ?? '' },
    { $set: { State: 'completed' }, $unset: { Slot: '' } },
  );
  await rm.claimedJob(refOf(third?._id), { Number: 0 });
  expect(await asRun().run(placeCall, refOf(third?._id))).toMatchObject({ Kind: 'placed' });
});

it('a cut-off placement that the provider has is not dialled again, and its call is on record', async () => {
  const { id, ref } = await cutOffPlacement();
  await rm.provider.place({
    callId: callId(ref),
    campaignId: id,
    to: numberEnding('11'),
    from: '+12025550100',
    maxRingSeconds: 30,
    maxCallSeconds: 30,
    record: false,
    botName: 'test',
    notAfterMs: Date.now() + 60_000,
  });
  const { placeCall } = rm.placingActivities((provider) => provider);
  expect(await asRun().run(placeCall, ref)).toMatchObject({ Kind: 'placed' });
  expect((await rm.simulator.stats(id)).Placements).toBe(1);
  expect(await rm.store.calls.countDocuments({ _id: callId(ref) })).toBe(1);
});

describe('commands that arrive together, because no worker was there to hear them', () => {
  it('a pause and an end are both obeyed, and the ending waits for both to be stored', async () => {
    const stop = await rm.startWorkers();
    const id = await rm.createCampaign({ MaxActiveCalls: 0 });
    await rm.importJobs(id, [numberEnding('11'), numberEnding('12')]);
    await rm.obey(id, 'start');
    await stop();
    await rm.campaignHandle(id).signal('pause');
    await rm.campaignHandle(id).signal('end');
    const stopAgain = await rm.startWorkers();
    await rm.campaignHandle(id).result();
    expect(await rm.state(id)).toBe('ended');
    expect((await rm.store.campaigns.findOne({ _id: id }))?.State).toBe('ended');
    expect((await rm.counts(id)).failed).toBe(2);
    await stopAgain();
  });

  it('a cancellation among other commands still ends the campaign', async () => {
    const stop = await rm.startWorkers();
    const id = await rm.createCampaign({ MaxActiveCalls: 0 });
    await rm.importJobs(id, [numberEnding('11')]);
    await rm.obey(id, 'start');
    await stop();
    await rm.campaignHandle(id).signal('pause');
    await rm.campaignHandle(id).cancel();
    await rm.campaignHandle(id).signal('start');
    const stopAgain = await rm.startWorkers();
    await rm.campaignHandle(id).result();
    await eventually(async () =>
      expect((await rm.store.campaigns.findOne({ _id: id }))?.State).toBe('ended'),
    );
    expect((await rm.counts(id)).failed).toBe(1);
    await stopAgain();
  });
});

describe('a pause whose worker is gone between its write and its wait for dials in flight', () => {
  /** A worker that runs campaigns and their writes, and nothing that waits. */
  async function startWriter(): Promise<() => Promise<void>> {
    const connection = await NativeConnection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS ?? '' });
    const worker = await Worker.create({
      connection,
      taskQueue: rm.taskQueues.campaigns,
      workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE ?? '' },
      activities: createActivities(rm.activityDeps()).campaigns,
      enableNonLocalActivities: false,
    });
    const running = worker.run();
    return async () => {
      worker.shutdown();
      await running;
      await connection.close();
    };
  }

  it('is acknowledged by another one, and not before the dial is over', async () => {
    const stopWriter = await startWriter();
    const id = await rm.createCampaign({ MaxActiveCalls: 0 });
    await rm.importJobs(id, [numberEnding('11')]);
    await rm.obey(id, 'start');
    const job = await rm.store.jobs.findOne({ CampaignID: id });
    const ref = { CampaignID: id, JobID: job?._id ?? '', Attempt: 1 };
    const DialUntil = new Date(Date.now() + 3_000);
    await rm.claimedJob(ref, { Stage: 'dialling', DialledBy: RUN, DialUntil });
    let acknowledgedAt = 0;
    const paused = rm
      .campaignHandle(id)
      .executeUpdate(pauseUpdate)
      .then((answer) => {
        acknowledgedAt = Date.now();
        return answer;
      });
    await eventually(async () => {
      const { raw } = await rm.campaignHandle(id).describe();
      const waiting = raw.pendingActivities?.map(({ activityType }) => activityType?.name);
      expect(waiting).toContain('awaitDialsInFlight');
    });
    expect((await rm.store.campaigns.findOne({ _id: id }))?.State).toBe('paused');
    await stopWriter();
    expect(acknowledgedAt).toBe(0);
    const stop = await rm.startWorkers();
    expect(await paused).toEqual({ State: 'paused', Epoch: 2 });
    expect(acknowledgedAt).toBeGreaterThanOrEqual(DialUntil.getTime());
    await stop();
  });
});
