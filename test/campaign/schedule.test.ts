import { ScheduleOverlapPolicy } from '@temporalio/client';
import { workflowTypes } from '../../workflows/contract';
import { type CommandOutcome } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster();
});
afterAll(() => rm?.stop());

/** A real Temporal Schedule that sends `command`, as `temporal schedule create` makes one. */
async function schedule(campaignId: string, command: string) {
  const scheduleId = `${command}-${campaignId}`;
  return rm.client.schedule.create({
    scheduleId,
    // Never by itself within this test: each action is triggered, as the clock would.
    spec: { calendars: [{ year: 2099 }], timezone: 'Europe/Berlin' },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10m' },
    action: {
      type: 'startWorkflow',
      workflowType: workflowTypes.campaignCommand,
      taskQueue: rm.taskQueues.campaigns,
      workflowId: scheduleId,
      args: [campaignId, command],
    },
  });
}

/** Lets the schedule act once and waits for what its workflow reports. */
async function act(handle: Awaited<ReturnType<typeof schedule>>): Promise<CommandOutcome> {
  const actionsTaken = async () =>
    (await handle.describe()).info.recentActions.flatMap(({ action }) =>
      action.type === 'startWorkflow' ? [action.workflow] : [],
    );
  // An action that the schedule still counts as running would be overlapped, and skipped.
  await eventually(async () => expect((await handle.describe()).info.runningActions).toEqual([]));
  const before = (await actionsTaken()).map((run) => run.firstExecutionRunId);
  await handle.trigger();
  const run = await eventually(async () => {
    const fresh = (await actionsTaken()).find((taken) => !before.includes(taken.firstExecutionRunId));
    if (fresh === undefined) throw new Error('the schedule has not acted yet');
    return fresh;
  });
  return (await rm.client.workflow
    .getHandle(run.workflowId, run.firstExecutionRunId)
    .result()) as CommandOutcome;
}

describe('a real Schedule resumes a paused campaign', () => {
  it('and finds a campaign that runs already a success, with a note', async () => {
    const id = await rm.createCampaign();
    const nine = await schedule(id, 'start');
    expect(await act(nine)).toMatchObject({ Accepted: true, State: 'started' });
    expect(await rm.state(id)).toBe('started');
    expect(await act(nine)).toMatchObject({
      Accepted: true,
      State: 'started',
      Note: 'The campaign was started already',
    });
    await rm.obey(id, 'pause');
    expect(await act(nine)).toMatchObject({ Accepted: true, State: 'started' });
    await nine.delete();
  });

  it('and has its refusal recorded when the campaign has ended', async () => {
    const id = await rm.createCampaign();
    await rm.obey(id, 'end');
    await rm.campaignHandle(id).result();
    const nine = await schedule(id, 'start');
    const outcome = await act(nine);
    expect(outcome).toMatchObject({ Accepted: false, State: 'ended' });
    expect(outcome.Note).toContain('Refused: the campaign is ended');
    expect(await rm.state(id)).toBe('ended');
    expect((await nine.describe()).state.paused).toBe(false);
    await nine.delete();
  });
});

it('a command for a campaign that does not exist is a recorded refusal, an unknown command a failure that names the allowed ones', async () => {
  const run = (args: [string, string]) =>
    rm.client.workflow.execute(workflowTypes.campaignCommand, {
      taskQueue: rm.taskQueues.campaigns,
      workflowId: `command-${args.join('-')}`,
      args,
    }) as Promise<CommandOutcome>;
  expect(await run(['no-such-campaign', 'start'])).toMatchObject({ Accepted: false, State: 'unknown' });
  await expect(run([await rm.createCampaign(), 'resume'])).rejects.toMatchObject({
    cause: { message: expect.stringContaining('start, pause, end') as string },
  });
});
