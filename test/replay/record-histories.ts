/**
 * Records histories of real runs into `histories/`, named `<workflow>.<scenario>.<date>.json`. Run it when a workflow has
 * changed on purpose (behind `patched`), and commit what it adds; a history that is there is never edited.
 *
 *   npm run histories:record
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { callId } from '../../domain/job';
import { campaignWorkflowId, workflowTypes } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import globalSetup from '../support/global-setup';
import globalTeardown from '../support/global-teardown';
import { numberEnding, type Ringmaster, startRingmaster } from '../support/ringmaster';

const folder = path.join(__dirname, 'histories');

async function record(rm: Ringmaster, name: string, workflowId: string, runId?: string): Promise<void> {
  const history = await rm.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const date = new Date().toISOString().slice(0, 10);
  const file = path.join(folder, `${name}.${date}.json`);
  const recorded = JSON.stringify({ workflowId, history: JSON.parse(historyToJSON(history)) as unknown });
  // Stack traces of failed activities name the folder this was recorded in, which is nobody's business.
  writeFileSync(file, `${recorded.replaceAll(`${process.cwd()}/`, '')}\n`);
  process.stdout.write(`${path.relative(process.cwd(), file)}: ${history.events?.length ?? 0} events\n`);
}

async function recordCalls(rm: Ringmaster): Promise<void> {
  const scenarios = {
    completed: '00',
    busy: '80',
    'invalid-number': '85',
    'lost-end': '89',
    'lost-everything': '90',
    'end-before-answer': '92',
    'slow-placement': '95',
    'ring-limit': '96',
    'talk-limit': '97',
    'hang-up-ignored': '99',
  };
  const id = await rm.createCampaign({
    MaxActiveCalls: 20,
    Constraints: { DisableJitter: true, MaxAttempts: 1 },
  });
  await rm.importJobs(
    id,
    Object.values(scenarios).map((ending) => numberEnding(ending)),
  );
  await rm.obey(id, 'start');
  await rm.settled(id);
  for (const [name, ending] of Object.entries(scenarios)) {
    const job = await rm.store.jobs.findOne({ CampaignID: id, ContactPhoneNumber: numberEnding(ending) });
    const workflowId = callId({ JobID: job?._id ?? '', Attempt: 1 });
    await rm.client.workflow.getHandle(workflowId).result();
    await record(rm, `callWorkflow.${name}`, workflowId);
  }
}

async function recordCampaigns(rm: Ringmaster): Promise<void> {
  const ended = await rm.createCampaign();
  const handle = rm.campaignHandle(ended);
  await handle.signal('pause');
  await handle.signal('unknown');
  for (const command of ['start', 'pause', 'start', 'pause', 'end'] as const) await rm.obey(ended, command);
  await handle.result();
  await record(rm, 'campaignWorkflow.ended', campaignWorkflowId(ended));

  const cancelled = await rm.createCampaign();
  await rm.obey(cancelled, 'start');
  await rm.campaignHandle(cancelled).cancel();
  await rm.campaignHandle(cancelled).result();
  await record(rm, 'campaignWorkflow.cancelled', campaignWorkflowId(cancelled));

  const continued = await rm.createCampaign();
  const { OrgID = '' } = (await rm.store.campaigns.findOne({ _id: continued })) ?? {};
  await rm.campaignHandle(continued).terminate('to begin again with short runs');
  const first = await rm.client.workflow.start(workflowTypes.campaign, {
    workflowId: campaignWorkflowId(continued),
    taskQueue: rm.taskQueues.campaigns,
    args: [{ CampaignID: continued, OrgID, taskQueues: rm.taskQueues, maxHistoryEvents: 15 }],
  });
  for (const command of ['start', 'pause', 'start'] as const) await rm.obey(continued, command);
  await eventually(async () =>
    expectDifferent((await rm.campaignHandle(continued).describe()).runId, first.firstExecutionRunId),
  );
  await rm.obey(continued, 'pause');
  await record(
    rm,
    'campaignWorkflow.continued-as-new',
    campaignWorkflowId(continued),
    first.firstExecutionRunId,
  );
  await record(rm, 'campaignWorkflow.carried', campaignWorkflowId(continued));
}

async function recordCommands(rm: Ringmaster): Promise<void> {
  const id = await rm.createCampaign();
  for (const [name, command] of [
    ['accepted', 'start'],
    ['refused', 'end'],
  ] as const) {
    const workflowId = `command-${name}-${id}`;
    await rm.client.workflow.execute(workflowTypes.campaignCommand, {
      workflowId,
      taskQueue: rm.taskQueues.campaigns,
      args: [id, command],
    });
    await record(rm, `campaignCommandWorkflow.${name}`, workflowId);
  }
}

async function recordReconciler(rm: Ringmaster): Promise<void> {
  const workflowId = `reconcile-${rm.taskQueues.campaigns}`;
  await rm.client.workflow.execute(workflowTypes.reconcile, {
    workflowId,
    taskQueue: rm.taskQueues.campaigns,
    args: [rm.taskQueues],
  });
  await record(rm, 'reconcileWorkflow.quiet', workflowId);
}

function expectDifferent(a: string, b: string): void {
  if (a === b) throw new Error('not yet');
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await globalSetup();
  const rm = await startRingmaster({ callMs: 50, ringMs: 10 });
  try {
    await recordCalls(rm);
    await recordCampaigns(rm);
    await recordCommands(rm);
    await recordReconciler(rm);
  } finally {
    await rm.stop();
    await globalTeardown();
  }
}

void main();
