/**
 * Records histories of real runs into `histories/`, named `<workflow>.<scenario>.<date>.json`. Run it when a workflow
 * has changed on purpose, and commit what it adds; a history that is there is never edited.
 *
 *   npm run histories:record
 */
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { callId } from '../../domain/jobs/job';
import {
  campaignWorkflowId,
  inCallOptOutWorkflowId,
  providerWorkflowId,
  workflowTypes,
} from '../../workflows/contract';
import { eventually } from '../support/eventually';
import globalSetup from '../support/global-setup';
import globalTeardown from '../support/global-teardown';
import { circuitsOf, HTTP } from '../support/provider-circuit';
import { numberEnding } from '../support/campaign-data';
import { PROVIDER_SECRET, type Ringmaster, startRingmaster } from '../support/ringmaster';

const folder = path.join(__dirname, 'histories');

async function record(rm: Ringmaster, name: string, workflowId: string, runId?: string): Promise<void> {
  const history = await rm.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const date = new Date().toISOString().slice(0, 10);
  const file = path.join(folder, `${name}.${date}.json`);
  if (existsSync(file)) {
    process.stdout.write(`${path.relative(process.cwd(), file)}: is there already, and stays as it is\n`);
    return;
  }
  const recorded = JSON.stringify({ workflowId, history: JSON.parse(historyToJSON(history)) as unknown });
  // Stack traces of failed activities name the folder this was recorded in, and that of its packages, which may be
  // another.
  const folders = [process.cwd(), path.dirname(realpathSync('node_modules'))];
  const placeless = folders.reduce((text, place) => text.replaceAll(`${place}/`, ''), recorded);
  writeFileSync(file, `${placeless}\n`);
  process.stdout.write(`${path.relative(process.cwd(), file)}: ${history.events?.length ?? 0} events\n`);
}

async function recordCalls(rm: Ringmaster): Promise<void> {
  const scenarios = {
    completed: numberEnding('00'),
    busy: numberEnding('80'),
    'invalid-number': numberEnding('85'),
    'lost-end': numberEnding('89'),
    'lost-everything': numberEnding('90'),
    'end-before-answer': numberEnding('92'),
    'slow-placement': numberEnding('95'),
    'ring-limit': numberEnding('96'),
    'talk-limit': numberEnding('97'),
    'hang-up-ignored': numberEnding('99'),
  };
  const id = await rm.createCampaign({
    MaxActiveCalls: 20,
    Constraints: { DisableJitter: true, MaxAttempts: 1 },
  });
  await rm.importJobs(id, Object.values(scenarios));
  await rm.obey(id, 'start');
  await rm.settled(id);
  for (const [name, number] of Object.entries(scenarios)) {
    const job = await rm.store.jobs.findOne({ CampaignID: id, ContactPhoneNumber: number });
    const workflowId = callId({ JobID: job?._id ?? '', Attempt: 1 });
    await rm.client.workflow.getHandle(workflowId).result();
    await record(rm, `callWorkflow.${name}`, workflowId);
  }
}

/** A call that rings for too long while its provider answers nothing: nobody can say whether it was answered. */
async function recordSilence(rm: Ringmaster): Promise<void> {
  const id = await rm.createCampaign({ Constraints: { DisableJitter: true, MaxAttempts: 1 } });
  await rm.importJobs(id, [numberEnding('96', 2)]);
  await rm.obey(id, 'start');
  await eventually(async () => {
    if ((await rm.simulator.stats(id)).ActiveCalls === 0) throw new Error('not placed yet');
  });
  await rm.simulator.set({ Hang: true });
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  const workflowId = callId({ JobID: job?._id ?? '', Attempt: 1 });
  await eventually(async () => {
    const { events } = await rm.client.workflow.getHandle(workflowId).fetchHistory();
    const asked =
      events?.filter(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled).length ?? 0;
    // The placement, and two times of asking.
    if (asked < 3) throw new Error('not asked twice yet');
  });
  await rm.simulator.set({ Hang: false });
  await rm.client.workflow.getHandle(workflowId).result();
  await record(rm, 'callWorkflow.provider-silent-at-ring-limit', workflowId);
}

/**
 * Calls that outlast a look: the end of one was lost, and the provider says so when it is asked; the same of a call to
 * us.
 */
async function recordLongCalls(): Promise<void> {
  const rm = await startRingmaster({
    callMs: 2_000,
    ringMs: 10,
    limits: { callSeconds: 60, lookEveryMs: 800 },
  });
  try {
    const id = await rm.createCampaign({ InboundMode: 'create' });
    await rm.importJobs(id, [numberEnding('89', 3)]);
    await rm.obey(id, 'start');
    await rm.settled(id);
    const job = await rm.store.jobs.findOne({ CampaignID: id });
    const placed = callId({ JobID: job?._id ?? '', Attempt: 1 });
    await rm.client.workflow.getHandle(placed).result();
    await record(rm, 'callWorkflow.looked-up-while-talking', placed);
    const inbound = await callFrom(rm, id, numberEnding('02'));
    await rm.client.workflow.getHandle(inbound).result();
    await record(rm, 'callWorkflow.inbound-looked-up', inbound);
  } finally {
    await rm.stop();
  }
}

async function callFrom(rm: Ringmaster, campaignId: string, From: string): Promise<string> {
  const announced = await fetch(`${rm.simulator.url}/inbound-calls`, {
    method: 'POST',
    body: JSON.stringify({ From, To: '+12025550100', URL: `${rm.url}/providers/http/inbound` }),
  });
  if (!announced.ok) throw new Error(await announced.text());
  const call = await eventually(async () => {
    const found = await rm.store.calls.findOne({ CampaignID: campaignId, Direction: 'inbound' });
    if (!found) throw new Error('no call from the contact yet');
    return found;
  });
  return call._id;
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
    args: [{ CampaignID: continued, OrgID, MaxHistoryEvents: 15 }],
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

/** Idle until a job is due, woken before that by another one, and idle again. */
async function recordIdle(rm: Ringmaster): Promise<void> {
  const id = await rm.createCampaign();
  const NotBefore = new Date(Date.now() + 60_000).toISOString();
  await rm.importJobs(id, [numberEnding('00', 10)], { Overrides: { Constraints: { NotBefore } } });
  await rm.obey(id, 'start');
  const untilIdle = (): Promise<void> =>
    eventually(async () => {
      const idle = await rm.store.campaigns.countDocuments({ _id: id, Idle: { $exists: true } });
      if (idle === 0) throw new Error('it is not idle yet');
    });
  await untilIdle();
  await rm.importJobs(id, [numberEnding('00', 11)]);
  await eventually(async () => {
    const called = await rm.store.calls.countDocuments({ CampaignID: id, EndedAt: { $exists: true } });
    if (called === 0) throw new Error('it is not called yet');
  });
  await untilIdle();
  await rm.obey(id, 'pause');
  await record(rm, 'campaignWorkflow.idle', campaignWorkflowId(id));
}

/** A pause that finds a placement on its way: it is written, and waited for. */
async function recordPause(rm: Ringmaster): Promise<void> {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('00', 8)]);
  await rm.simulator.set({ PlacementDelayMs: 700 });
  await rm.obey(id, 'start');
  await eventually(async () => {
    const dialling = await rm.store.jobs.countDocuments({ CampaignID: id, 'Slot.Stage': 'dialling' });
    if (dialling === 0) throw new Error('nothing is dialled yet');
  });
  await rm.obey(id, 'pause');
  await rm.simulator.set({ PlacementDelayMs: 0 });
  await record(rm, 'campaignWorkflow.paused-while-dialling', campaignWorkflowId(id));
}

/** A conversation that is analysed, and a call from a contact. */
async function recordConversations(rm: Ringmaster): Promise<void> {
  const id = await rm.createCampaign({
    InboundMode: 'create',
    AnalysisSchema: { type: 'object', properties: { mood: { type: 'string' } } },
  });
  await rm.importJobs(id, [numberEnding('00')]);
  await rm.obey(id, 'start');
  await rm.settled(id);
  const analyzed = await rm.store.jobs.findOne({ CampaignID: id });
  const analyzedCall = callId({ JobID: analyzed?._id ?? '', Attempt: 1 });
  await rm.client.workflow.getHandle(analyzedCall).result();
  await record(rm, 'callWorkflow.analyzed', analyzedCall);

  const inbound = await callFrom(rm, id, numberEnding('01'));
  await rm.client.workflow.getHandle(inbound).result();
  await record(rm, 'callWorkflow.inbound', inbound);

  // The simulator knows nothing of it: it was accepted, and nobody heard that.
  const address = '/providers/http/inbound';
  const body = JSON.stringify({ CallID: 'unheard', From: numberEnding('01'), To: '+12025550100' });
  const signature = sign(PROVIDER_SECRET, Date.now(), 'POST', address, body);
  const { body: told } = await eventually(async () => {
    const answer = await rm.request('POST', address, body, { [signatureHeader]: signature });
    // The line of the call before is free a moment after its workflow has ended.
    if (answer.body['Action'] !== 'accept') throw new Error(JSON.stringify(answer));
    return answer;
  });
  await rm.client.workflow.getHandle(String(told['CallID'])).result();
  await record(rm, 'callWorkflow.inbound-unheard', String(told['CallID']));
}

/** A provider that fails, is asked again, comes back, and is then stopped and let go by an operator. */
async function recordProviders(rm: Ringmaster): Promise<void> {
  const circuits = circuitsOf(rm);
  const untilPaused = (is: boolean) =>
    eventually(async () => {
      if ((await circuits.stored())?.GlobalPause !== is) throw new Error('not yet');
    });
  await circuits.report();
  await untilPaused(true);
  await untilPaused(false);
  await circuits.pause('by an operator');
  await untilPaused(true);
  await circuits.resume();
  await untilPaused(false);
  await record(rm, 'providerWorkflow.out-and-back', providerWorkflowId(HTTP, rm.taskQueues));
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

/** A word that was left for later, of a call that has ended. */
async function recordWords(rm: Ringmaster): Promise<void> {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('00', 9)]);
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  const call = callId({ JobID: job?._id ?? '', Attempt: 1 });
  const word = { told: 'conversation', said: 'opted_out' } as const;
  const workflowId = inCallOptOutWorkflowId(call, word);
  await rm.client.workflow.execute(workflowTypes.inCallOptOut, {
    workflowId,
    taskQueue: rm.taskQueues.campaigns,
    args: [call, word],
  });
  await record(rm, 'inCallOptOutWorkflow.honoured', workflowId);
}

async function recordReconciler(rm: Ringmaster): Promise<void> {
  const workflowId = `reconcile-${rm.taskQueues.campaigns}`;
  await rm.client.workflow.execute(workflowTypes.reconcile, {
    workflowId,
    taskQueue: rm.taskQueues.campaigns,
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
    await recordSilence(rm);
    await recordLongCalls();
    await recordCampaigns(rm);
    await recordPause(rm);
    await recordIdle(rm);
    await recordConversations(rm);
    await recordProviders(rm);
    await recordCommands(rm);
    await recordWords(rm);
    await recordReconciler(rm);
  } finally {
    await rm.stop();
    await globalTeardown();
  }
}

void main();
