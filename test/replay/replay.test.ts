import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type * as workflows from '../../workflows';
import { quietRuntime } from '../support/quiet-runtime';

/** The compiler asks for every one. Their code is loaded by a worker alone: it asks for the queue that it runs on. */
const everyWorkflow: Record<keyof typeof workflows, true> = {
  callWorkflow: true,
  campaignCommandWorkflow: true,
  campaignWorkflow: true,
  inCallOptOutWorkflow: true,
  providerWorkflow: true,
  reconcileWorkflow: true,
};

const folder = path.join(__dirname, 'histories');
const recorded = readdirSync(folder).map((file) => {
  const { workflowId, history } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
    workflowId: string;
    history: unknown;
  };
  return { file, workflowId, history };
});

interface Replayed {
  file: string | undefined;
  error: Error | undefined;
}

/** One worker replays them all: each takes a second to begin. */
async function replayAll(workflowBundle: WorkflowBundleOption): Promise<Replayed[]> {
  const replayed: Replayed[] = [];
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, recorded))
    replayed.push({ file: recorded[replayed.length]?.file, error });
  return replayed;
}

let today: Replayed[];
let changed: Replayed[];
beforeAll(async () => {
  quietRuntime();
  today = await replayAll({ codePath: process.env.TEST_WORKFLOW_BUNDLE ?? '' });
  changed = await replayAll(
    await bundleWorkflowCode({
      workflowsPath: path.join(__dirname, 'changed-workflows/index.ts'),
      logger: new DefaultLogger('ERROR'),
    }),
  );
});

it('there is a recorded history of every workflow', () => {
  const seen = new Set(recorded.map(({ file }) => file.split('.')[0]));
  expect([...seen].sort()).toEqual(Object.keys(everyWorkflow).sort());
});

describe('a recorded history replays against the code of today', () => {
  it.each(recorded)('$file', ({ file }) => {
    expect(today).toContainEqual({ file, error: undefined });
  });
});

describe('a workflow that was changed under running executions is found out', () => {
  it.each(recorded)('$file', ({ file }) => {
    const found = changed.find((one) => one.file === file);
    expect(found?.error).toMatchObject({ name: 'DeterminismViolationError' });
  });
});
