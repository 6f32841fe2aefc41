/**
 * Where calls may be placed only so many a second: what waits is little, shared fairly, and leaves when it is told to.
 */
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import { callId, type CallRef } from '../../domain/jobs/job';
import { grantDial } from '../../store/calls/dial-permits';
import { releaseUndialledClaims } from '../../store/dialling/claims';
import { callTimeoutMs, hangUpSignal, withdrawSignal, workflowTypes } from '../../workflows/contract';
import { numberEnding } from '../support/campaign-data';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

const CALLS_PER_SECOND = 4;

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callsPerSecond: CALLS_PER_SECOND, callMs: 100, ringMs: 10 });
});
afterAll(() => rm?.stop());

const some = (count: number, ending = '11'): string[] =>
  Array.from({ length: count }, (_, n) => numberEnding(ending, n));
const placements = async (id: string): Promise<number> => (await rm.simulator.stats(id)).Placements;
const undialled = (id: string): Promise<number> =>
  rm.store.jobs.countDocuments({ CampaignID: id, 'Slot.Stage': 'claimed' });

async function started(jobs: string[], cap: number): Promise<string> {
  const id = await rm.createCampaign({ MaxActiveCalls: cap });
  await rm.importJobs(id, jobs);
  await rm.obey(id, 'start');
  return id;
}

describe('beside a campaign that has more to dial than may be placed for minutes', () => {
  let large = '';
  beforeAll(async () => {
    large = await started(some(900), 500);
    await eventually(async () => expect(await placements(large)).toBeGreaterThan(5));
  });

  it('claims that wait to be dialled are at most what the rate lets out in a second', async () => {
    const from = await placements(large);
    let most = 0;
    await eventually(
      async () => {
        most = Math.max(most, await undialled(large));
        expect(await placements(large)).toBeGreaterThan(from + 3 * CALLS_PER_SECOND);
      },
      { everyMs: 20 },
    );
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(CALLS_PER_SECOND);
  });

  it("another campaign's only job waits behind no more than a few of its placements", async () => {
    const before = await placements(large);
    const small = await started(some(1, '12'), 1);
    await eventually(async () => expect(await placements(small)).toBe(1), { everyMs: 20 });
    // What waits already (a second's), what is dealt in the look of a second after, and the machine's delay.
    expect((await placements(large)) - before).toBeLessThan(5 * CALLS_PER_SECOND);
  });

  it('two campaigns with much to dial are served alike', async () => {
    const second = await started(some(900, '13'), 500);
    const placed = async (): Promise<[number, number]> => [await placements(large), await placements(second)];
    // Until it has begun, the other one has all.
    await eventually(async () => expect(await placements(second)).toBeGreaterThan(CALLS_PER_SECOND));
    const [largeBefore, secondBefore] = await placed();
    await eventually(async () =>
      expect(await placements(second)).toBeGreaterThan(secondBefore + 5 * CALLS_PER_SECOND),
    );
    const [largeNow, secondNow] = await placed();
    const shares = [largeNow - largeBefore, secondNow - secondBefore];
    expect(Math.max(...shares)).toBeLessThan(2 * Math.min(...shares));
    await rm.obey(second, 'pause');
  });

  it('paused and ended it keeps nobody waiting, and its provider is asked to hang up nothing that was never placed', async () => {
    await rm.obey(large, 'pause');
    await rm.obey(large, 'end');
    expect(await undialled(large)).toBe(0);
    const next = await started(some(1, '14'), 1);
    expect((await rm.settled(next)).completed).toBe(1);
    await eventually(async () => expect(await rm.state(large)).toBe('ended'));
    await rm.campaignHandle(large).result();
    const { Placements, HangUps } = await rm.simulator.stats(large);
    // Calls in progress at the end are hung up; what was only claimed is not.
    expect(HangUps).toBeLessThanOrEqual(Placements);
    const calls = await rm.store.calls.find({ CampaignID: large }).toArray();
    expect(calls).toHaveLength(Placements);
    const open = rm.client.workflow.list({
      query: `CampaignID = "${large}" AND WorkflowType = "callWorkflow" AND ExecutionStatus = "Running"`,
    });
    await eventually(async () => {
      const running: string[] = [];
      for await (const { workflowId } of open) running.push(workflowId);
      expect(running).toEqual([]);
    });
  });
});

describe('a call that waits in the queue', () => {
  /** Where call workflows run, and no placement is taken. */
  const queueWithoutPlacements = (): string => `${rm.taskQueues.calls}-nobody`;
  const connect = () => NativeConnection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS ?? '' });
  let stopWorkflows: () => Promise<void>;
  beforeAll(async () => {
    const connection = await connect();
    const worker = await Worker.create({
      connection,
      taskQueue: queueWithoutPlacements(),
      workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE ?? '' },
      activities: createActivities(rm.activityDeps()).calls,
      enableNonLocalActivities: false,
    });
    const running = worker.run();
    stopWorkflows = async () => {
      worker.shutdown();
      await running;
      await connection.close();
    };
  });
  afterAll(() => stopWorkflows?.());

  /** A claimed job whose call's workflow runs, and whose placement no worker takes. */
  async function queued(): Promise<{ jobId: string; id: string; end: () => Promise<void> }> {
    const id = await rm.createCampaign();
    await rm.importJobs(id, [numberEnding('11', 77)]);
    const job = await rm.store.jobs.findOne({ CampaignID: id });
    const ref = { CampaignID: id, JobID: job?._id ?? '', Attempt: 1 };
    await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
    await rm.claimedJob(ref);
    await rm.client.workflow.start(workflowTypes.call, {
      taskQueue: queueWithoutPlacements(),
      workflowId: callId(ref),
      args: [ref],
      workflowExecutionTimeout: callTimeoutMs,
    });
    const handle = rm.client.workflow.getHandle(callId(ref));
    await eventually(async () =>
      expect(
        (await handle.describe()).raw.pendingActivities?.map(({ activityType }) => activityType?.name),
      ).toEqual(['placeCall']),
    );
    return { jobId: ref.JobID, id, end: () => handle.result().then(() => undefined) };
  }
  /** A worker for what waits, while `done` lasts; `first` happens when a placement has its turn. */
  async function takeTheQueue(done: Promise<void>, first?: () => Promise<void>): Promise<void> {
    const connection = await connect();
    const { placeCall } = rm.placingActivities((provider) => provider);
    const worker = await Worker.create({
      connection,
      taskQueue: queueWithoutPlacements(),
      activities: {
        placeCall: async (ref: CallRef) => {
          await first?.();
          return placeCall(ref);
        },
      },
    });
    await worker.runUntil(done);
    await connection.close();
  }

  it.each([
    ['hung up', (id: string) => rm.client.workflow.getHandle(id).signal(hangUpSignal, 'canceled')],
    [
      'canceled in the Temporal UI',
      (id: string) =>
        rm.client.workflow
          .getHandle(id)
          .cancel()
          .then(() => undefined),
    ],
  ])('%s by an operator is never dialled, and its job is canceled', async (_how, stop) => {
    const { jobId, id, end } = await queued();
    await stop(`call:${jobId}:1`);
    await end();
    expect(await rm.store.jobs.findOne({ _id: jobId })).toMatchObject({ State: 'canceled', Attempts: 0 });
    await takeTheQueue(Promise.resolve());
    expect(await placements(id)).toBe(0);
    expect((await rm.simulator.stats(id)).HangUps).toBe(0);
  });

  it('whose claim was given back as it began to dial is not dialled again once it is told to hang up', async () => {
    const { jobId, id, end } = await queued();
    const call = rm.client.workflow.getHandle(`call:${jobId}:1`);
    const { runId } = await call.describe();
    // Its first placement never reached the provider, and the permission for it is over.
    const now = new Date();
    await grantDial(rm.store, { jobId, callId: call.workflowId, runId, until: now, now });
    await call.signal(withdrawSignal);
    await eventually(async () => {
      const { events } = await call.fetchHistory();
      const markers = events?.flatMap(
        ({ markerRecordedEventAttributes: marker }) => marker?.markerName ?? [],
      );
      expect(markers).toContain('core_local_activity');
    });
    await call.signal(hangUpSignal, 'canceled');
    await eventually(async () =>
      expect((await rm.store.jobs.findOne({ _id: jobId }))?.CancelRequestedAt).toBeInstanceOf(Date),
    );
    await takeTheQueue(end());
    expect(await rm.store.jobs.findOne({ _id: jobId })).toMatchObject({ State: 'canceled' });
    expect(await placements(id)).toBe(0);
  });

  it('told to leave as it begins to dial, and claimed again meanwhile, is followed to its end', async () => {
    const { jobId, id, end } = await queued();
    const ref = { CampaignID: id, JobID: jobId, Attempt: 1 };
    const handle = rm.client.workflow.getHandle(callId(ref));
    const requested = async (): Promise<boolean> =>
      ((await handle.fetchHistory()).events ?? []).some(
        ({ activityTaskCancelRequestedEventAttributes: asked }) => asked,
      );
    await takeTheQueue(end(), async () => {
      // It has its turn, and no permission yet: here it waits where the pace of its campaign may hold it up.
      await releaseUndialledClaims(rm.store, id);
      await handle.signal(withdrawSignal);
      await eventually(async () => expect(await requested()).toBe(true));
      await rm.claimedJob(ref);
    });
    expect(await handle.result()).toEqual({ Outcome: 'completed' });
    const job = await rm.store.jobs.findOne({ _id: jobId });
    expect(job).toMatchObject({ State: 'completed', Attempts: 1 });
    expect(job).not.toHaveProperty('Slot');
    expect(await rm.simulator.stats(id)).toMatchObject({
      Placements: 1,
      SecondPlacements: 0,
      ActiveCalls: 0,
    });
  });

  it('is given back by a pause, leaves the queue, and is dialled after the next start under its own number', async () => {
    const { jobId, id, end } = await queued();
    await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'paused', Epoch: 0 } });
    await rm.obey(id, 'start');
    await rm.obey(id, 'pause');
    await end();
    expect(await rm.store.jobs.findOne({ _id: jobId })).toMatchObject({ State: 'created', Attempts: 0 });
    await rm.obey(id, 'start');
    expect((await rm.settled(id)).completed).toBe(1);
    const { Placements, SecondPlacements } = await rm.simulator.stats(id);
    expect({ Placements, SecondPlacements }).toEqual({ Placements: 1, SecondPlacements: 0 });
  });
});
