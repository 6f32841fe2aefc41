import { ScheduleOverlapPolicy, type ScheduleSpec } from '@temporalio/client';
import { type CampaignCommand, stateAfter } from '../../domain/campaigns/campaign';
import { workflowTypes } from '../../workflows/contract';
import { type CommandOutcome } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster();
});
afterAll(() => rm?.stop());

/** Never by itself within this test: each action is triggered, as the clock would. */
const byHand: ScheduleSpec = { calendars: [{ year: 2099 }], timezone: 'Europe/Berlin' };
/** The shortest interval there is. */
const everySecond: ScheduleSpec = { intervals: [{ every: '1s' }] };

/** A real Temporal Schedule that sends `command`, as `temporal schedule create` makes one. */
async function schedule(campaignId: string, command: string, spec = byHand) {
  const scheduleId = `${command}-${campaignId}`;
  return rm.client.schedule.create({
    scheduleId,
    spec,
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

type Handle = Awaited<ReturnType<typeof schedule>>;

const runsOf = async (handle: Handle) =>
  (await handle.describe()).info.recentActions.flatMap(({ action }) =>
    action.type === 'startWorkflow' ? [action.workflow] : [],
  );

/** Waits for the first run that is not among `before`, and for what it reports. */
async function nextOutcome(handle: Handle, before: string[]): Promise<CommandOutcome> {
  const run = await eventually(
    async () => {
      const fresh = (await runsOf(handle)).find((taken) => !before.includes(taken.firstExecutionRunId));
      if (fresh === undefined) throw new Error('the schedule has not acted yet');
      return fresh;
    },
    // A busy server acts seconds late.
  );
  before.push(run.firstExecutionRunId);
  return (await rm.client.workflow
    .getHandle(run.workflowId, run.firstExecutionRunId)
    .result()) as CommandOutcome;
}

/** Lets the schedule act once and waits for what its workflow reports. */
async function act(handle: Handle): Promise<CommandOutcome> {
  // An action that the schedule still counts as running would be overlapped, and skipped.
  await eventually(async () => expect((await handle.describe()).info.runningActions).toEqual([]));
  const before = (await runsOf(handle)).map((run) => run.firstExecutionRunId);
  await handle.trigger();
  return nextOutcome(handle, before);
}

describe('a real Schedule, when its time comes', () => {
  it.each<CampaignCommand>(['start', 'pause', 'end'])(
    'sends %s by itself, once obeyed and then found done already',
    async (command) => {
      const id = await rm.createCampaign();
      if (command === 'pause') await rm.obey(id, 'start');
      const clock = await schedule(id, command, everySecond);
      try {
        const seen: string[] = [];
        const done = { Accepted: true, State: stateAfter(command) };
        expect(await nextOutcome(clock, seen)).toMatchObject({
          ...done,
          Note: `The campaign is now ${stateAfter(command)}`,
        });
        expect(await rm.state(id)).toBe(stateAfter(command));
        expect(await nextOutcome(clock, seen)).toMatchObject({
          ...done,
          Note: `The campaign was ${stateAfter(command)} already`,
        });
      } finally {
        await clock.delete();
      }
    },
  );

  it('has the refusal of a campaign that has ended recorded, and goes on', async () => {
    const id = await rm.createCampaign();
    await rm.obey(id, 'end');
    const clock = await schedule(id, 'start', everySecond);
    try {
      const seen: string[] = [];
      for (const _time of ['first', 'second']) {
        const outcome = await nextOutcome(clock, seen);
        expect(outcome).toMatchObject({ Accepted: false, State: 'ended' });
        expect(outcome.Note).toContain('Refused: the campaign is ended');
      }
      expect((await clock.describe()).state.paused).toBe(false);
    } finally {
      await clock.delete();
    }
  });
});

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
