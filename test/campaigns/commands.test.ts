import { randomUUID } from 'node:crypto';
import {
  type CampaignCommand,
  campaignCommands,
  type CampaignState,
  transition,
} from '../../domain/campaigns/campaign';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster();
});
afterAll(() => rm?.stop());

/** A campaign that has been brought into `state` through the API. */
async function campaignIn(state: CampaignState): Promise<string> {
  const id = await rm.createCampaign();
  if (state === 'started') await rm.obey(id, 'start');
  if (state === 'ended') await rm.obey(id, 'end');
  return id;
}

describe('of 50 simultaneous commands exactly one is obeyed and 49 are refused', () => {
  const before: Record<CampaignCommand, CampaignState> = { start: 'paused', pause: 'started', end: 'paused' };
  it.each(campaignCommands)('%s', async (command) => {
    const id = await campaignIn(before[command]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => rm.command(id, command)));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([202, ...Array<number>(49).fill(409)]);
  });
});

describe('every pair of state and command answers as the seed says', () => {
  const pairs = (['paused', 'started', 'ended'] as const).flatMap((state) =>
    campaignCommands.map((command) => ({ state, command })),
  );
  it.each(pairs)('$command on a campaign that is $state', async ({ state, command }) => {
    const id = await campaignIn(state);
    const step = transition(state, command);
    const { status, body } = await rm.command(id, command);
    if (step.kind === 'moved') {
      expect({ status, body }).toEqual({ status: 202, body: undefined });
      expect(await rm.state(id)).toBe(step.to);
    } else {
      expect(status).toBe(409);
      expect(JSON.stringify(body)).toContain(state);
      expect(await rm.state(id)).toBe(state);
    }
  });
});

it('a client reads its own command from every endpoint at once', async () => {
  const id = await rm.createCampaign();
  for (const command of ['start', 'pause', 'start', 'pause'] as const) {
    await rm.obey(id, command);
    const expected = command === 'start' ? 'started' : 'paused';
    expect((await rm.get(id)).Campaign.State).toBe(expected);
    const list = await rm.request<{ Campaigns: { ID: string; State: string }[] }>('GET', '/campaigns');
    expect(list.body.Campaigns.find((campaign) => campaign.ID === id)?.State).toBe(expected);
  }
});

it('the same Idempotency-Key again gets the first answer and is not obeyed twice', async () => {
  const id = await rm.createCampaign();
  const key = { 'idempotency-key': randomUUID() };
  expect((await rm.command(id, 'start', key)).status).toBe(202);
  await rm.obey(id, 'pause');
  expect((await rm.command(id, 'start', key)).status).toBe(202);
  expect(await rm.state(id)).toBe('paused');
});

describe('a signal from an operator', () => {
  it('does what the endpoint does', async () => {
    const id = await rm.createCampaign();
    const handle = rm.campaignHandle(id);
    for (const [signal, state] of [
      ['start', 'started'],
      ['pause', 'paused'],
      ['end', 'ended'],
    ] as const) {
      await handle.signal(signal);
      await eventually(async () => expect(await rm.state(id)).toBe(state));
      expect((await rm.store.campaigns.findOne({ _id: id }))?.State).toBe(state);
    }
    await handle.result();
  });

  it('that is illegal or unknown changes nothing and kills nothing', async () => {
    const id = await rm.createCampaign();
    const handle = rm.campaignHandle(id);
    await handle.signal('pause');
    await handle.signal('resume', { unexpected: true });
    await handle.signal('start', 'an argument nobody asked for');
    await eventually(async () => expect(await rm.state(id)).toBe('started'));
    await handle.signal('end');
    await handle.signal('start');
    await rm.obey(id, 'pause');
    expect(await rm.state(id)).toBe('paused');
    const { status } = await handle.describe();
    expect(status.name).toBe('RUNNING');
  });

  it('to cancel the workflow in the Temporal UI ends the campaign on the ordinary road', async () => {
    const id = await rm.createCampaign();
    await rm.importJobs(id, ['+12025550111']);
    await rm.campaignHandle(id).cancel();
    await eventually(async () => expect(await rm.state(id)).toBe('ended'));
    await rm.campaignHandle(id).result();
    expect((await rm.counts(id)).failed).toBe(1);
  });
});

it('a campaign whose workflow was terminated obeys its next command', async () => {
  const id = await rm.createCampaign();
  await rm.obey(id, 'start');
  await rm.campaignHandle(id).terminate('by a test');
  await rm.obey(id, 'pause');
  expect(await rm.state(id)).toBe('paused');
});

it('a campaign that an operator reset to its beginning goes on obeying, and dials when it says that it is started', async () => {
  const id = await rm.createCampaign();
  for (const command of ['start', 'pause', 'start', 'pause'] as const) await rm.obey(id, command);
  const { runId } = await rm.campaignHandle(id).describe();
  const { events } = await rm.campaignHandle(id).fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  await rm.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: `campaign:${id}`, runId },
    reason: 'by a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: first?.eventId ?? null,
  });
  await eventually(async () => expect((await rm.campaignHandle(id).describe()).runId).not.toBe(runId));
  if ((await rm.state(id)) === 'started') await rm.obey(id, 'pause');
  await rm.importJobs(id, ['+12025550111']);
  await rm.obey(id, 'start');
  expect((await rm.store.campaigns.findOne({ _id: id }))?.State).toBe('started');
  expect((await rm.settled(id)).completed).toBe(1);
  await rm.obey(id, 'pause');
  expect((await rm.store.campaigns.findOne({ _id: id }))?.State).toBe('paused');
});

it('operators find a campaign by its search attributes', async () => {
  const id = await rm.createCampaign();
  await rm.obey(id, 'start');
  await eventually(async () => {
    const found = [];
    for await (const workflow of rm.client.workflow.list({
      query: `CampaignID = "${id}" AND CampaignState = "started"`,
    }))
      found.push(workflow.workflowId);
    expect(found).toEqual([`campaign:${id}`]);
  });
});
