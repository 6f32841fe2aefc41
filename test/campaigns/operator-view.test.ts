import { type temporal } from '@temporalio/proto';
import { callId } from '../../domain/jobs/job';
import { eventually } from '../support/eventually';
import { circuitsOf, HTTP } from '../support/provider-circuit';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';
import { providerWorkflowId } from '../../workflows/contract';

type Metadata = temporal.api.sdk.v1.IWorkflowMetadata;

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 60_000, ringMs: 10 });
});
afterAll(() => rm?.stop());

/** What the Temporal UI asks a workflow for, to show it to an operator. */
const shown = (workflowId: string): Promise<Metadata> =>
  rm.client.workflow.getHandle(workflowId).query<Metadata>('__temporal_workflow_metadata');

const described = ({ definition }: Metadata) => {
  const { signalDefinitions, updateDefinitions, queryDefinitions } = definition ?? {};
  const ours = (list: temporal.api.sdk.v1.IWorkflowInteractionDefinition[] | null | undefined) =>
    (list ?? []).filter(({ name }) => name !== '' && name?.startsWith('__') === false);
  return {
    signals: ours(signalDefinitions),
    updates: ours(updateDefinitions),
    queries: ours(queryDefinitions),
  };
};
const names = (list: { name?: string | null }[]) => list.map(({ name }) => name).sort();

it('an operator sees a campaign’s state, what happened to it, what was ignored and why, and what may be sent', async () => {
  const id = await rm.createCampaign();
  const { workflowId } = rm.campaignHandle(id);
  expect((await shown(workflowId)).currentDetails).toMatch(/^\*\*paused\*\*/);
  await rm.obey(id, 'start');
  for (const signal of ['end', 'launch']) await rm.campaignHandle(id).signal(signal);
  await eventually(async () => {
    const { currentDetails } = await shown(workflowId);
    expect(currentDetails).toMatch(/^\*\*started\*\*/);
    expect(currentDetails).toContain('started by update start');
    expect(currentDetails).toMatch(/ignored the signal end: .*started/);
    expect(currentDetails).toContain('ignored the unknown signal `launch`');
  });
  const { signals, updates, queries } = described(await shown(workflowId));
  expect({ signals: names(signals), updates: names(updates), queries: names(queries) }).toEqual({
    signals: ['end', 'pause', 'start', 'wake'],
    updates: ['end', 'pause', 'start'],
    queries: ['campaign'],
  });
  for (const { description } of [...signals, ...updates, ...queries])
    expect(description).toMatch(/\w+ .*\.$/);
  await rm.obey(id, 'pause');
});

it('an operator sees what may be sent to a call, and that an unknown signal changes nothing', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1));
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  const call = callId({ JobID: job?._id ?? '', Attempt: 1 });
  await rm.client.workflow.getHandle(call).signal('launch');
  const { signals } = described(await shown(call));
  expect(names(signals)).toEqual(['callEvent', 'hangUp', 'withdraw']);
  for (const { description } of signals) expect(description).toMatch(/\w+ .*\.$/);
  expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1);
  await rm.client.workflow.getHandle(call).signal('hangUp', 'canceled');
  await eventually(async () => expect((await rm.counts(id)).canceled).toBe(1));
  await rm.obey(id, 'pause');
});

it('an operator sees why a provider is out and how to use it again', async () => {
  const circuits = circuitsOf(rm);
  await circuits.pause('the carrier asked for it');
  await eventually(async () => {
    const { currentDetails } = await shown(providerWorkflowId(HTTP, rm.taskQueues));
    expect(currentDetails).toContain('paused by an operator: send `resumeProvider`');
    expect(currentDetails).toContain('the carrier asked for it');
  });
  await circuits.resume();
});

it('the campaigns of an organisation are found in the UI by their search attributes', async () => {
  const id = await rm.createCampaign();
  const org = (await rm.store.campaigns.findOne({ _id: id }))?.OrgID ?? '';
  await rm.obey(id, 'start');
  await eventually(async () => {
    const found = [];
    for await (const { workflowId } of rm.client.workflow.list({
      query: `WorkflowType = "campaignWorkflow" AND OrgID = "${org}" AND CampaignState = "started" AND CampaignID = "${id}"`,
    }))
      found.push(workflowId);
    expect(found).toEqual([rm.campaignHandle(id).workflowId]);
  });
});
