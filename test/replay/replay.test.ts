import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { bundleWorkflowCode } from '@temporalio/worker';
import * as workflows from '../../workflows';

const folder = path.join(__dirname, 'histories');
const recorded = readdirSync(folder).map((file) => {
  const { workflowId, history } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
    workflowId: string;
    history: unknown;
  };
  return { file, workflowId, history };
});

let changed: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  changed = await bundleWorkflowCode({
    workflowsPath: path.join(__dirname, 'changed-workflows/index.ts'),
    logger: new DefaultLogger('ERROR'),
  });
});

it('there is a recorded history of every workflow', () => {
  const seen = new Set(recorded.map(({ file }) => file.split('.')[0]));
  expect([...seen].sort()).toEqual(Object.keys(workflows).sort());
});

describe('a recorded history replays against the code of today', () => {
  it.each(recorded)('$file', async ({ workflowId, history }) => {
    const workflowBundle = { codePath: process.env.TEST_WORKFLOW_BUNDLE ?? '' };
    await Worker.runReplayHistory({ workflowBundle, replayName: workflowId }, history, workflowId);
  });
});

describe('a workflow that was changed under running executions is found out', () => {
  it.each(recorded)('$file', async ({ workflowId, history }) => {
    await expect(
      Worker.runReplayHistory({ workflowBundle: changed, replayName: workflowId }, history, workflowId),
    ).rejects.toMatchObject({ name: 'DeterminismViolationError' });
  });
});
