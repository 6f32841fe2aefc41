import { startingState, answerTo, note, remember } from '../../workflows/campaign-state';
import { campaignStart, campaignWorkflowId, startUpdate, workflowTypes } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 200, ringMs: 10 });
});
afterAll(() => rm?.stop());

/** A campaign whose runs are short: a few commands bring the next one. */
async function shortRuns(): Promise<string> {
  const id = await rm.createCampaign({ MaxActiveCalls: 3 });
  const { OrgID = '' } = (await rm.store.campaigns.findOne({ _id: id })) ?? {};
  await rm.campaignHandle(id).terminate('to begin again with short runs');
  await rm.client.workflow.start(workflowTypes.campaign, {
    ...campaignStart({ CampaignID: id, OrgID }, rm.taskQueues),
    args: [{ CampaignID: id, OrgID, MaxHistoryEvents: 15 }],
  });
  return id;
}

const runOf = async (id: string): Promise<string> => (await rm.campaignHandle(id).describe()).runId;

it('what a campaign carries over is plain JSON, and bounded', () => {
  const campaign = startingState();
  for (let i = 0; i < 500; i += 1) {
    remember(campaign, `update-${i}`, { State: 'started', Epoch: i });
    note(campaign, i, `line ${i}`);
  }
  expect(JSON.parse(JSON.stringify(campaign))).toEqual(campaign);
  expect(campaign.Answered).toHaveLength(200);
  expect(answerTo(campaign, 'update-300')).toEqual({ State: 'started', Epoch: 300 });
  expect(answerTo(campaign, 'update-299')).toBeUndefined();
  expect(campaign.Log).toHaveLength(20);
});

it('an update that was answered in an earlier run gets the same answer in the next, and is not obeyed again', async () => {
  const id = await shortRuns();
  const first = await runOf(id);
  const start = () => rm.campaignHandle(id).executeUpdate(startUpdate, { updateId: 'the-same-update' });
  const answer = await start();
  await rm.obey(id, 'pause');
  await rm.obey(id, 'start');
  await rm.obey(id, 'pause');
  await eventually(async () => expect(await runOf(id)).not.toBe(first));
  expect(await start()).toEqual(answer);
  expect(await rm.state(id)).toBe('paused');
});

it('every command that meets a hand-over from run to run gets its true answer', async () => {
  const id = await shortRuns();
  // With calls to make, a dispatcher ends beside every hand-over: that is what fails its workflow task.
  await rm.importJobs(
    id,
    Array.from({ length: 200 }, (_, i) => numberEnding('11', i)),
  );
  const runs = new Set<string>();
  // A busy machine takes more commands to a hand-over, since one that meets them is put off.
  for (let i = 0; i < 200 && runs.size < 10; i += 1) {
    await rm.obey(id, 'start');
    runs.add(await runOf(id));
    await rm.obey(id, 'pause');
  }
  expect(runs.size).toBe(10);
});

it('a campaign goes on calling across its runs, keeps its search attributes, and can still be ended', async () => {
  const id = await shortRuns();
  await rm.importJobs(
    id,
    Array.from({ length: 30 }, (_, i) => numberEnding('11', i)),
  );
  const runs = new Set([await runOf(id)]);
  for (let i = 0; i < 3; i += 1) {
    await rm.obey(id, 'start');
    await rm.obey(id, 'pause');
    runs.add(await runOf(id));
  }
  await rm.obey(id, 'start');
  expect((await rm.settled(id)).completed).toBe(30);
  runs.add(await runOf(id));
  expect(runs.size).toBeGreaterThan(1);
  await eventually(async () => {
    const found = [];
    for await (const run of rm.client.workflow.list({
      query: `CampaignID = "${id}" AND CampaignState = "started" AND ExecutionStatus = "Running" AND WorkflowType = "campaignWorkflow"`,
    }))
      found.push(run.workflowId);
    expect(found).toEqual([campaignWorkflowId(id)]);
  });
  const [begun] = (await rm.campaignHandle(id).fetchHistory()).events ?? [];
  // What bounds how long a lost worker holds a command up.
  expect(Number(begun?.workflowExecutionStartedEventAttributes?.workflowTaskTimeout?.seconds)).toBe(3);
  await rm.obey(id, 'pause');
  await rm.obey(id, 'end');
  await rm.campaignHandle(id).result();
  expect(await rm.state(id)).toBe('ended');
});
