import { callId } from '../../domain/jobs/job';
import { type Reconciliation } from '../../workflows/contract';
import { workflowTypes } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
let rounds = 0;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 60_000, ringMs: 10 });
});
afterAll(() => rm?.stop());

const reconcile = (): Promise<Reconciliation> =>
  rm.client.workflow.execute(workflowTypes.reconcile, {
    workflowId: `reconcile-${rm.taskQueues.campaigns}-${(rounds += 1)}`,
    taskQueue: rm.taskQueues.campaigns,
  }) as Promise<Reconciliation>;

it('a started campaign whose workflow was terminated is noticed, and comes back paused and able to start', async () => {
  const id = await rm.createCampaign();
  const untouched = await rm.createCampaign();
  await rm.obey(id, 'start');
  await rm.obey(untouched, 'start');
  await rm.campaignHandle(id).terminate('by a test');
  expect((await reconcile()).Revived).toEqual([id]);
  expect(await rm.state(id)).toBe('paused');
  expect(await rm.state(untouched)).toBe('started');
  expect((await reconcile()).Revived).toEqual([]);
  await rm.obey(id, 'start');
  expect(await rm.state(id)).toBe('started');
});

it('claims that nobody dials any more are given back with the campaign whose workflow is gone, and a call in progress is not', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11', 21), numberEnding('97', 22)]);
  const [claimed, dialled] = await rm.store.jobs.find({ CampaignID: id }).sort({ _id: 1 }).toArray();
  // Started as far as is stored, without a dispatcher: whoever gives the claim back is the reconciler.
  await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
  await rm.claimedJob({ CampaignID: id, JobID: claimed?._id ?? '', Attempt: 1 });
  await rm.claimedJob(
    { CampaignID: id, JobID: dialled?._id ?? '', Attempt: 1 },
    { Number: 1, Stage: 'placed', DialledBy: 'a-run' },
  );
  await rm.provider.place({
    callId: callId({ JobID: dialled?._id ?? '', Attempt: 1 }),
    campaignId: id,
    to: numberEnding('97', 22),
    from: '+12025550100',
    maxRingSeconds: 60,
    maxCallSeconds: 600,
    record: false,
    botName: '',
    notAfterMs: Date.now() + 60_000,
  });
  await rm.campaignHandle(id).terminate('by a test');
  expect((await reconcile()).Revived).toEqual([id]);
  expect(await rm.store.jobs.findOne({ _id: claimed?._id ?? '' })).toEqual({
    ...claimed,
    UpdatedAt: expect.any(Date) as Date,
  });
  expect(await rm.store.jobs.findOne({ _id: dialled?._id ?? '' })).toMatchObject({
    State: 'calling',
    Slot: { Stage: 'placed' },
  });
  await rm.store.jobs.updateOne({ _id: dialled?._id ?? '' }, { $set: { State: 'completed' } });
});

it('where the workflows of campaign and calls are gone, a call that is over is settled by a look-up at once, and one that goes on is not cut off before its limit', async () => {
  await rm.simulator.set({ CallMs: 3_000 });
  const id = await rm.createCampaign({ MaxActiveCalls: 2 });
  const [ends, goesOn] = [numberEnding('11', 31), numberEnding('97', 32)];
  await rm.importJobs(id, [ends, goesOn]);
  await rm.obey(id, 'start');
  const slots = await eventually(async () => {
    const placed = await rm.store.jobs.find({ CampaignID: id, 'Slot.Stage': 'placed' }).toArray();
    expect(placed).toHaveLength(2);
    return placed.map(({ Slot }) => Slot);
  });
  const epoch = (await rm.store.campaigns.findOne({ _id: id }))?.Epoch ?? 0;
  await rm.campaignHandle(id).terminate('by a test');
  for (const slot of slots) await rm.client.workflow.getHandle(slot?.CallID ?? '').terminate('by a test');
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1));
  const jobTo = (ContactPhoneNumber: string) => rm.store.jobs.findOne({ CampaignID: id, ContactPhoneNumber });

  expect((await reconcile()).Revived).toEqual([id]);
  expect(await rm.store.campaigns.findOne({ _id: id })).toMatchObject({ State: 'paused', Epoch: epoch + 1 });
  const { currentDetails } = await rm
    .campaignHandle(id)
    .query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('its workflow was gone while it was started: paused');
  expect(await jobTo(ends)).toMatchObject({ State: 'completed', Attempts: 1 });
  // However often it is looked at.
  await rm.store.jobs.updateOne(
    { CampaignID: id, State: 'calling' },
    { $set: { 'Slot.LeaseUntil': new Date(0) } },
  );
  await reconcile();
  expect(await jobTo(goesOn)).toMatchObject({ State: 'calling', Slot: { LeaseRenewals: 0 } });
  const stats = { Placements: 2, SecondPlacements: 0 };
  expect(await rm.simulator.stats(id)).toMatchObject({ ...stats, HangUps: 0, ActiveCalls: 1 });

  // Its limit passes.
  const past = { 'Slot.LeaseUntil': new Date(0), 'Slot.HangUpFrom': new Date(0) };
  await rm.store.jobs.updateOne({ CampaignID: id, State: 'calling' }, { $set: past });
  await reconcile();
  expect((await jobTo(goesOn))?.State).not.toBe('calling');
  expect(await rm.simulator.stats(id)).toMatchObject({ ...stats, HangUps: 1, ActiveCalls: 0 });
  await rm.simulator.set({ CallMs: 60_000 });
});

it('a call whose workflow is gone is not looked up while its placement may be on its way', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11', 33)]);
  const [job] = await rm.store.jobs.find({ CampaignID: id }).toArray();
  const DialUntil = new Date(Date.now() + 3_600_000);
  // The provider has no such call yet.
  await rm.claimedJob(
    { CampaignID: id, JobID: job?._id ?? '', Attempt: 1 },
    { Stage: 'dialling', DialledBy: 'a-run', DialUntil },
  );
  await rm.campaignHandle(id).terminate('by a test');
  expect((await reconcile()).Revived).toEqual([id]);
  const left = await rm.store.jobs.findOne({ CampaignID: id });
  expect(left).toMatchObject({ State: 'calling', Slot: { LeaseUntil: DialUntil } });
  await rm.store.jobs.updateOne({ CampaignID: id }, { $set: { State: 'completed' } });
});

it('an ending that was cut off days ago, and whose workflow is gone, is finished', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11', 34), numberEnding('11', 35)]);
  await rm.campaignHandle(id).terminate('by a test');
  const days = new Date(Date.now() - 3 * 24 * 3_600_000);
  await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'ended', Epoch: 1, UpdatedAt: days } });
  expect((await reconcile()).FailedJobs).toBe(2);
  expect(await rm.counts(id)).toMatchObject({ failed: 2 });
  expect((await rm.store.campaigns.findOne({ _id: id }))?.FailedJobs).toBe(2);
  expect((await reconcile()).FailedJobs).toBe(0);
});

it('a slot that a terminated call held in a paused campaign is freed', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  await eventually(async () =>
    expect(await rm.store.jobs.countDocuments({ CampaignID: id, 'Slot.Stage': 'placed' })).toBe(1),
  );
  await rm.obey(id, 'pause');
  const [job] = await rm.store.jobs.find({ CampaignID: id }).toArray();
  await rm.client.workflow.getHandle(job?.Slot?.CallID ?? '').terminate('by a test');
  await rm.store.jobs.updateOne({ CampaignID: id }, { $set: { 'Slot.LeaseUntil': new Date(0) } });
  await reconcile();
  expect((await rm.counts(id)).calling).toBe(0);
  expect((await rm.simulator.stats(id)).ActiveCalls).toBe(0);
});

it('a job that slipped into a campaign as it ended is failed', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'end');
  await rm.campaignHandle(id).result();
  await rm.store.jobs.updateOne({ CampaignID: id }, { $set: { State: 'created' } });
  expect((await reconcile()).FailedJobs).toBe(1);
  expect((await rm.counts(id)).failed).toBe(1);
});

it('a job whose NotAfter passes while its campaign is paused fails, and one in a call goes on', async () => {
  const past = new Date(Date.now() - 1_000).toISOString();
  const future = new Date(Date.now() + 3_600_000).toISOString();
  const until = (NotAfter: string) => ({ Overrides: { Constraints: { NotAfter } } });
  const timely = await rm.createCampaign();
  await rm.importJobs(timely, [numberEnding('11', 1)]);
  await rm.importJobs(timely, [numberEnding('11', 2)], until(past));
  await rm.importJobs(timely, [numberEnding('11', 3)], until(future));
  const late = await rm.createCampaign({ Constraints: { NotAfter: past } });
  await rm.importJobs(
    late,
    [4, 5, 6, 7].map((n) => numberEnding('11', n)),
  );
  await rm.importJobs(late, [numberEnding('11', 8)], until(future));
  const jobTo = (n: number) => ({ ContactPhoneNumber: numberEnding('11', n) });
  const tried = { State: 'scheduled' as const, Attempts: 3 };
  await rm.store.jobs.updateOne(jobTo(5), { $set: { State: 'calling' } });
  await rm.store.jobs.updateOne(jobTo(6), { $set: { InboundOnly: true } });
  await rm.store.jobs.updateOne(jobTo(7), { $set: tried });
  expect((await reconcile()).ExpiredJobs).toBe(3);
  const jobs = await rm.store.jobs
    .find({ CampaignID: { $in: [timely, late] } })
    .sort({ ContactPhoneNumber: 1 })
    .toArray();
  expect(jobs.map(({ State, FailureReason }) => [State, FailureReason])).toEqual([
    ['created', undefined],
    ['failed', 'expired'],
    ['created', undefined],
    ['failed', 'expired'],
    ['calling', undefined],
    ['created', undefined],
    // The reason is the one that a dispatcher would have found.
    ['failed', 'max_attempts'],
    ['created', undefined],
  ]);
  expect((await reconcile()).ExpiredJobs).toBe(0);
  await rm.store.jobs.updateOne(jobTo(5), { $set: { State: 'completed' } });
});

it('a started campaign that no worker has room for is told of, and one that is dispatched is not', async () => {
  const alone = await startRingmaster({ workers: 0 });
  try {
    // Everything but the place for dispatchers, as on a worker whose places are all taken.
    await alone.startWorkerProcess({ only: ['campaigns', 'calls'] });
    const undispatched = async (): Promise<number> => {
      const found = (await alone.client.workflow.execute(workflowTypes.reconcile, {
        workflowId: `reconcile-${alone.taskQueues.campaigns}-${(rounds += 1)}`,
        taskQueue: alone.taskQueues.campaigns,
      })) as Reconciliation;
      return found.Undispatched;
    };
    const id = await alone.createCampaign();
    await alone.obey(id, 'start');
    await eventually(async () => expect(await undispatched()).toBe(1));
    await alone.startWorkers();
    await eventually(async () => expect(await undispatched()).toBe(0));
  } finally {
    await alone.stop();
  }
});
