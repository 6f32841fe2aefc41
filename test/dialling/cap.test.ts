import { MockActivityEnvironment } from '@temporalio/testing';
import { campaignStart, workflowTypes } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

const CAP = 7;
// Three rounds take most of them; the rest are called while nothing changes.
const JOBS = 90;
let rm: Ringmaster;
/** Of the workers that run, the oldest first. */
let stops: (() => Promise<void>)[];
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, callMs: 150, ringMs: 10 });
  stops = [await rm.startWorkers(), await rm.startWorkers()];
});
afterAll(() => rm?.stop());

it('never more than MaxActiveCalls are active, with two workers, across their restarts and continue-as-new', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: CAP });
  await rm.importJobs(
    id,
    Array.from({ length: JOBS }, (_, i) => numberEnding('11', i)),
  );
  // A campaign whose runs are short: a handful of commands makes a new one.
  await rm.campaignHandle(id).terminate('to begin again with short runs');
  const { OrgID } = (await rm.store.campaigns.findOne({ _id: id })) ?? { OrgID: '' };
  await rm.client.workflow.start(workflowTypes.campaign, {
    ...campaignStart({ CampaignID: id, OrgID }, rm.taskQueues),
    args: [{ CampaignID: id, OrgID, MaxHistoryEvents: 25 }],
  });
  const runIds = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    await rm.obey(id, 'start');
    runIds.add((await rm.campaignHandle(id).describe()).runId);
    const { Placements } = await rm.simulator.stats(id);
    await eventually(async () =>
      expect((await rm.simulator.stats(id)).Placements).toBeGreaterThan(Placements + 15),
    );
    await stops.shift()?.();
    stops.push(await rm.startWorkers());
    await rm.obey(id, 'pause');
  }
  await rm.obey(id, 'start');
  const counts = await rm.settled(id);
  expect(counts.completed).toBe(JOBS);
  const stats = await rm.simulator.stats(id);
  expect(stats.MaxActiveCalls).toBeLessThanOrEqual(CAP);
  expect(stats.MaxActiveCalls).toBeGreaterThan(CAP - 3);
  expect(stats.SecondPlacements).toBe(0);
  expect(runIds.size).toBeGreaterThan(1);
});

it('two dispatchers of one campaign at once neither exceed the cap nor claim a job twice', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 5 });
  await rm.importJobs(
    id,
    Array.from({ length: 40 }, (_, i) => numberEnding('12', i)),
  );
  await rm.obey(id, 'start');
  // Zombies: dispatchers of the same epoch that no workflow knows of and nobody stops.
  const { OrgID = '', Epoch = 0 } = (await rm.store.campaigns.findOne({ _id: id })) ?? {};
  const zombies = [new MockActivityEnvironment(), new MockActivityEnvironment()];
  const undead = zombies.map((environment) =>
    environment.run(rm.dispatchCalls, { CampaignID: id, OrgID, Epoch }),
  );
  const counts = await rm.settled(id);
  expect(counts.completed).toBe(40);
  const { MaxActiveCalls, SecondPlacements, Placements } = await rm.simulator.stats(id);
  expect(MaxActiveCalls).toBeLessThanOrEqual(5);
  expect({ SecondPlacements, Placements }).toEqual({ SecondPlacements: 0, Placements: 40 });
  await rm.obey(id, 'pause');
  // One may have seen before the pause that nothing is left to call.
  for (const ending of await Promise.all(undead))
    expect(ending).toEqual({ Kind: expect.stringMatching(/^(fenced|idle)$/) as string });
});

it('a campaign with a cap of 0 dials nobody', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 0 });
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  const other = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(other, [numberEnding('11')]);
  await rm.obey(other, 'start');
  await rm.settled(other);
  expect((await rm.counts(id)).created).toBe(1);
});
