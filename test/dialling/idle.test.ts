/** A started campaign without a job to call has no dispatcher, and loses no time and no job by that. */
import { setTimeout as passes } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { announceWork } from '../../store/campaigns/idle';
import { newId } from '../../store/mongodb/mongo';
import { type JobDocument } from '../../store/mongodb/documents';
import { type Reconciliation, workflowTypes } from '../../workflows/contract';
import { type campaignData, numberEnding } from '../support/campaign-data';
import { circuitsOf } from '../support/provider-circuit';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  // A line may be taken for longer than a campaign stays awake for it.
  rm = await startRingmaster({ workers: 1, limits: { callSeconds: 60 } });
});
afterAll(() => rm?.stop());

let numbers = 0;
const number = (): string => numberEnding('15', (numbers += 1));

/** Whether an activity of the campaign waits or runs: a dispatcher is one. */
async function hasDispatcher(id: string): Promise<boolean> {
  const { raw } = await rm.campaignHandle(id).describe();
  return (raw.pendingActivities ?? []).length > 0;
}

const untilIdle = (id: string): Promise<void> =>
  eventually(async () => {
    expect(await rm.store.campaigns.countDocuments({ _id: id, Idle: { $exists: true } })).toBe(1);
    expect(await hasDispatcher(id)).toBe(false);
  });

async function started(...data: Parameters<typeof campaignData>): Promise<string> {
  const id = await rm.createCampaign(...data);
  await rm.obey(id, 'start');
  return id;
}

async function idle(...data: Parameters<typeof campaignData>): Promise<string> {
  const id = await started(...data);
  await untilIdle(id);
  return id;
}

const calls = (id: string): Promise<number> => rm.store.calls.countDocuments({ CampaignID: id });
const untilCalled = (id: string, times = 1, withinMs = 20_000): Promise<void> =>
  eventually(async () => expect(await calls(id)).toBe(times), { withinMs });

const reconcile = (): Promise<Reconciliation> =>
  rm.client.workflow.execute(workflowTypes.reconcile, {
    workflowId: `reconcile-${rm.taskQueues.campaigns}-${newId()}`,
    taskQueue: rm.taskQueues.campaigns,
  });

/** As a process leaves it that dies before it announces the job. */
async function addUnannounced(id: string): Promise<void> {
  const now = new Date();
  const { OrgID } = (await rm.store.campaigns.findOne({ _id: id })) ?? { OrgID: '' };
  await rm.store.jobs.insertOne({
    ...{ _id: newId(), OrgID, CampaignID: id, State: 'created', ContactPhoneNumber: number() },
    ...{ DueAt: now, Attempts: 0, CreatedAt: now, UpdatedAt: now },
  } satisfies JobDocument);
}

it('a started campaign without a job to call has no dispatcher, and tells an operator so', async () => {
  const id = await idle();
  const { currentDetails } = (await rm.campaignHandle(id).query('__temporal_workflow_metadata')) as {
    currentDetails: string;
  };
  expect(currentDetails).toContain('Idle: no job can be called for now.');
  await rm.importJobs(id, [number()]);
  await untilCalled(id);
  await untilIdle(id);
});

it('a campaign whose jobs are not due sleeps until the first one is, and calls it then', async () => {
  // Ten seconds before it a campaign stays awake for it: there are fifteen to fall asleep.
  const dueInMs = 25_000;
  const NotBefore = new Date(Date.now() + dueInMs).toISOString();
  const id = await rm.createCampaign();
  await rm.importJobs(id, [number()], { Overrides: { Constraints: { NotBefore } } });
  await rm.obey(id, 'start');
  await untilIdle(id);
  expect(Date.now()).toBeLessThan(Date.parse(NotBefore));
  await untilCalled(id, 1, 60_000);
  const call = await rm.store.calls.findOne({ CampaignID: id });
  expect(call?.DialledAt.getTime()).toBeGreaterThanOrEqual(Date.parse(NotBefore));
});

describe('an idle campaign calls', () => {
  it('a job that waits until a new version allows it', async () => {
    const id = await rm.createCampaign({ Constraints: { CallWindows: [], TimeZone: 'UTC' } });
    await rm.importJobs(id, [number()]);
    await rm.obey(id, 'start');
    await untilIdle(id);
    const { Campaign } = await rm.get(id);
    const { CallWindows: _, ...Constraints } = Campaign.Data.Constraints;
    const { status } = await rm.request(
      'PUT',
      `/campaigns/${id}`,
      { Data: { ...Campaign.Data, Constraints } },
      { 'if-match': `"${Campaign.Version}"` },
    );
    expect(status).toBe(200);
    await untilCalled(id);
  });

  it('its due jobs when its organisation may dial again', async () => {
    await rm.request('PATCH', '/org', { SchedulingEnabled: false });
    const id = await rm.createCampaign();
    await rm.importJobs(id, [number()]);
    await rm.obey(id, 'start');
    await untilIdle(id);
    await rm.request('PATCH', '/org', { SchedulingEnabled: true });
    await untilCalled(id);
  });

  it('its due jobs when the provider is back', async () => {
    const circuits = circuitsOf(rm);
    await circuits.pause('maintenance');
    await eventually(async () => expect(await circuits.view()).toMatchObject({ GlobalPause: true }));
    const id = await rm.createCampaign();
    await rm.importJobs(id, [number()]);
    await rm.obey(id, 'start');
    await untilIdle(id);
    await circuits.resume();
    await untilCalled(id);
    await circuits.forget();
  });

  it('a job whose number was in a call of another campaign', async () => {
    await rm.simulator.set({ CallMs: 15_000 });
    const shared = number();
    const other = await started();
    await rm.importJobs(other, [shared]);
    // Before, the line counts as taken for seconds only.
    const placed = { CampaignID: other, 'Slot.Stage': 'placed' } as const;
    await eventually(async () => expect(await rm.store.jobs.countDocuments(placed)).toBe(1));
    await rm.simulator.set({ CallMs: 0 });
    const id = await rm.createCampaign();
    await rm.importJobs(id, [shared]);
    await rm.obey(id, 'start');
    await untilIdle(id);
    expect(await calls(id)).toBe(0);
    await untilCalled(id);
  });

  it('a job that was stored by a process which died before it could announce it', async () => {
    const id = await idle();
    await addUnannounced(id);
    await reconcile();
    await untilCalled(id);
  });

  it('a job that was announced when a dispatcher of the past had taken its mark away', async () => {
    const id = await idle();
    await rm.store.campaigns.updateOne({ _id: id }, { $unset: { Idle: '' } });
    await rm.importJobs(id, [number()]);
    await reconcile();
    await untilCalled(id);
  });
});

it('a job that is added in the very moment a dispatcher falls asleep is called', async () => {
  const id = await started();
  // From well before the mark until well after the workflow has heard: each round meets another moment.
  for (let round = 1; round <= 25; round += 1) {
    await passes(200 + round * 12);
    await rm.importJobs(id, [number()]);
    await untilCalled(id, round);
    await rm.settled(id);
  }
});

describe('what happens between the last look that found nothing and the mark is seen', () => {
  /** Runs a dispatcher that no workflow knows of, and does something just before it marks its campaign as idle. */
  async function beforeTheMark(happens: (id: string) => Promise<unknown>) {
    const id = await rm.createCampaign();
    const { OrgID = '' } = (await rm.store.campaigns.findOne({ _id: id })) ?? {};
    await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
    const { campaigns } = rm.store;
    const update = campaigns.updateOne.bind(campaigns);
    let hasHappened = false;
    const written = jest.spyOn(campaigns, 'updateOne').mockImplementation(async (filter, change, options) => {
      const isMark = filter._id === id && '$set' in change && 'Idle' in (change.$set ?? {});
      if (isMark && !hasHappened) {
        hasHappened = true;
        await happens(id);
      }
      return update(filter, change, options);
    });
    const dispatching = new MockActivityEnvironment().run(rm.dispatchCalls, {
      CampaignID: id,
      OrgID,
      Epoch: 1,
    });
    return { id, dispatching: dispatching.finally(() => written.mockRestore()) };
  }
  const end = (id: string) =>
    rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'paused', Epoch: 2 } });

  it('as a job that was added', async () => {
    const { id, dispatching } = await beforeTheMark(addUnannounced);
    await untilCalled(id);
    await rm.settled(id);
    expect(await dispatching).toEqual({ Kind: 'idle' });
    await end(id);
  });

  it('as a provider that went out: its return wakes the campaign', async () => {
    const out = { _id: 'http', GlobalPause: true, Reason: 'out', Since: new Date(), Epoch: 1 };
    const { id, dispatching } = await beforeTheMark(() => rm.store.providers.insertOne(out));
    expect(await dispatching).toEqual({ Kind: 'idle' });
    const campaign = await rm.store.campaigns.findOne({ _id: id });
    expect(campaign?.Idle).toEqual({ OnHold: true });
    await rm.store.providers.deleteMany({ _id: 'http' });
    await end(id);
  });
});

it('many announcements at once start one dispatcher and lose no job', async () => {
  const id = await idle({ MaxActiveCalls: 20 });
  const jobs = Array.from({ length: 30 }, number);
  await Promise.all(jobs.map((job) => rm.importJobs(id, [job])));
  await untilCalled(id, jobs.length, 60_000);
});

it('a pause of an idle campaign holds, whatever is announced afterwards', async () => {
  const id = await idle();
  await rm.obey(id, 'pause');
  await rm.importJobs(id, [number()]);
  await announceWork(rm.store, { campaignIds: [id] });
  await rm.campaignHandle(id).signal('wake');
  await reconcile();
  expect(await calls(id)).toBe(0);
  await rm.obey(id, 'start');
  await untilCalled(id);
});

it('while MongoDB reports no changes the reconciler finds work, and the stream finds it when it is back', async () => {
  const alone = await startRingmaster({ workers: 0 });
  const { watch } = alone.store;
  // MongoDB refuses it each time, as it refuses a stream whose history is gone (error 286).
  const refused = jest
    .spyOn(alone.store, 'watch')
    .mockImplementation(() => watch([{ $match: { $expr: { $noSuchOperator: 1 } } }]));
  const called = (jobs: number): Promise<void> =>
    eventually(async () => expect(await alone.store.calls.countDocuments()).toBe(jobs), { withinMs: 20_000 });
  const isIdle = (): Promise<void> =>
    eventually(async () =>
      expect(await alone.store.campaigns.countDocuments({ Idle: { $exists: true } })).toBe(1),
    );
  try {
    await alone.startWorkers();
    const id = await alone.createCampaign();
    await alone.obey(id, 'start');
    await isIdle();
    await alone.importJobs(id, [number()]);
    await alone.client.workflow.execute(workflowTypes.reconcile, {
      workflowId: `reconcile-${alone.taskQueues.campaigns}`,
      taskQueue: alone.taskQueues.campaigns,
    });
    await called(1);
    await isIdle();
    await alone.importJobs(id, [number()]);
    refused.mockRestore();
    await called(2);
  } finally {
    await alone.stop();
  }
});

it('a campaign that slept while its worker was killed wakes on another', async () => {
  const alone = await startRingmaster({ workers: 0 });
  try {
    const child = await alone.startWorkerProcess();
    const id = await alone.createCampaign();
    await alone.obey(id, 'start');
    await eventually(async () =>
      expect(await alone.store.campaigns.countDocuments({ _id: id, Idle: { $exists: true } })).toBe(1),
    );
    child.kill('SIGKILL');
    await alone.importJobs(id, [number()]);
    await alone.startWorkers();
    await eventually(async () => expect(await alone.store.calls.countDocuments({ CampaignID: id })).toBe(1), {
      withinMs: 30_000,
    });
  } finally {
    await alone.stop();
  }
});
