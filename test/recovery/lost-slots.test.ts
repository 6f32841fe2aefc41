import { callId } from '../../domain/jobs/job';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 200, ringMs: 10 });
});
afterAll(() => rm?.stop());

async function onlyJob(campaignId: string) {
  const [job] = await rm.store.jobs.find({ CampaignID: campaignId }).toArray();
  if (!job) throw new Error('no job');
  return job;
}

it('a call workflow that an operator terminates frees its slot when its lease has run out', async () => {
  await rm.simulator.set({ CallMs: 60_000 });
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1));
  await eventually(async () => expect((await onlyJob(id)).Slot?.Stage).toBe('placed'));
  const job = await onlyJob(id);
  await rm.client.workflow.getHandle(callId({ JobID: job._id, Attempt: 1 })).terminate('by a test');
  // The lease is hours of calls away; time itself is not what this test is about.
  await rm.store.jobs.updateOne({ _id: job._id }, { $set: { 'Slot.LeaseUntil': new Date(0) } });
  await rm.settled(id);
  expect((await rm.simulator.stats(id)).ActiveCalls).toBe(0);
  await rm.simulator.set({ CallMs: 200 });
});

it('a slot is not free while the provider says that somebody is on the line, though the call’s workflow is gone', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  // Talks for ever, and a hang-up does nothing.
  await rm.importJobs(id, [numberEnding('99')]);
  await rm.obey(id, 'start');
  await eventually(async () => expect((await onlyJob(id)).Slot?.Stage).toBe('placed'));
  const { _id, Slot } = await onlyJob(id);
  await rm.client.workflow.getHandle(Slot?.CallID ?? '').terminate('by a test');
  await rm.store.jobs.updateOne({ _id }, { $set: { 'Slot.LeaseUntil': new Date(0) } });
  await eventually(async () => expect((await onlyJob(id)).Slot?.LeaseRenewals).toBe(1));
  expect((await onlyJob(id)).State).toBe('calling');
  // Asked as often as may be, nobody waits any longer.
  await rm.store.jobs.updateOne(
    { _id },
    { $set: { 'Slot.LeaseUntil': new Date(0), 'Slot.LeaseRenewals': 60 } },
  );
  await eventually(async () => expect((await onlyJob(id)).Outcome).toBe('unknown'));
});

it('a slot whose call workflow is alive keeps it, however old its lease', async () => {
  await rm.simulator.set({ CallMs: 7_000 });
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('11')], { Overrides: { MaxCallSeconds: 60 } });
  await rm.obey(id, 'start');
  await eventually(async () => expect((await onlyJob(id)).Slot?.Stage).toBe('placed'));
  await rm.store.jobs.updateOne({ CampaignID: id }, { $set: { 'Slot.LeaseUntil': new Date(0) } });
  await eventually(async () => expect((await onlyJob(id)).Slot?.LeaseRenewals).toBe(1));
  const counts = await rm.settled(id);
  expect(counts.completed).toBe(1);
  expect((await rm.simulator.stats(id)).HangUps).toBe(0);
  await rm.simulator.set({ CallMs: 200 });
});

it('a claim whose call workflow was never started is found and dialled once', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 2 });
  await rm.importJobs(id, [numberEnding('11'), numberEnding('12')]);
  const [first] = await rm.store.jobs.find({ CampaignID: id }).sort({ _id: 1 }).toArray();
  if (!first) throw new Error('no job');
  // What a dispatcher leaves that dies between its claim and the start of the call.
  await rm.claimedJob({ CampaignID: id, JobID: first._id, Attempt: 1 }, { ClaimedAt: new Date(0) });
  await rm.obey(id, 'start');
  const counts = await rm.settled(id);
  expect(counts.completed).toBe(2);
  const { Placements, SecondPlacements } = await rm.simulator.stats(id);
  expect({ Placements, SecondPlacements }).toEqual({ Placements: 2, SecondPlacements: 0 });
});

it('a second run of the same call does not dial', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  await rm.settled(id);
  const job = await onlyJob(id);
  // The job settles a moment before its call's workflow closes.
  await rm.client.workflow.getHandle(callId({ JobID: job._id, Attempt: 1 })).result();
  const again: unknown = await rm.client.workflow.execute('callWorkflow', {
    workflowId: callId({ JobID: job._id, Attempt: 1 }),
    taskQueue: rm.taskQueues.calls,
    args: [{ CampaignID: id, JobID: job._id, Attempt: 1 }],
  });
  expect(again).toEqual({ Outcome: 'not_dialled' });
  expect((await rm.simulator.stats(id)).Placements).toBe(1);
});
