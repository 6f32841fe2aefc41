/**
 * Two builds of the workers at once, under Worker Versioning, with the commands of docs/deploys.md as they stand there.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../../stack/tools/command';
import { resolveTemporal } from '../../stack/tools/temporal';
import { callId } from '../../domain/jobs/job';
import { hangUpSignal } from '../../workflows/contract';
import { environment, root } from '../stack/programs';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

// Talks until it is hung up.
const ENDLESS = '97';

/** The commands of each section, a continued one as one line. */
const sections = new Map(
  readFileSync(join(root, 'docs/deploys.md'), 'utf8')
    .split(/^#{2,3} /m)
    .map((section) => {
      const [title = '', ...text] = section.split('\n');
      const blocks = [...text.join('\n').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
      const lines = blocks
        .flatMap((block) => block.replace(/\\\n\s*/g, '').split('\n'))
        .map((line) => line.trim());
      return [title, lines.filter((line) => line.startsWith('temporal '))] as const;
    }),
);

const deployment = `ringmaster-${randomBytes(5).toString('hex')}`;
let path: string;
let rm: Ringmaster;
beforeAll(async () => {
  path = dirname(await resolveTemporal());
  rm = await startRingmaster({ workers: 0, limits: { callSeconds: 300 } });
});
afterAll(() => rm?.stop());

/** Runs the commands of a section that contain `part`, and answers what they said. */
async function run(title: string, part: string, builds: { OLD?: string; NEW?: string }): Promise<string> {
  const commands = (sections.get(title) ?? []).filter((command) => command.includes(part));
  expect(commands).not.toEqual([]);
  const said: string[] = [];
  for (const command of commands)
    said.push(
      await runCommand(
        'sh',
        ['-c', command.replace(/(deployment-name |=')ringmaster\b/g, `$1${deployment}`)],
        {
          withinMs: 30_000,
          env: {
            ...environment(),
            ...builds,
            PATH: `${path}:${process.env['PATH']}`,
            TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
          },
        },
      ),
    );
  return said.join('\n');
}

/** Starts workers of a build, and waits until the server knows them. */
async function startBuild(buildId: string): Promise<() => Promise<void>> {
  const stop = await rm.startWorkers({ name: deployment, buildId });
  // All four task queues: a build that lacks one would not become current.
  await eventually(async () => {
    const told = await run('Deploy', 'describe-version', { OLD: buildId, NEW: buildId });
    for (const queue of Object.values(rm.taskQueues)) expect(told).toContain(queue);
  });
  return stop;
}

async function versionOf(workflowId: string): Promise<[behavior: unknown, buildId: unknown]> {
  const { raw } = await rm.client.workflow.getHandle(workflowId).describe();
  const { behavior, deploymentVersion } = raw.workflowExecutionInfo?.versioningInfo ?? {};
  return [behavior, deploymentVersion?.buildId];
}
// As the server numbers them.
const [PINNED, AUTO_UPGRADE] = [1, 2];

async function callOf(campaignId: string): Promise<string> {
  const job = await eventually(async () => {
    const placed = await rm.store.jobs.findOne({ CampaignID: campaignId, 'Slot.Stage': 'placed' });
    if (!placed) throw new Error('no call is placed');
    return placed;
  });
  return callId({ JobID: job._id, Attempt: 1 });
}
const hangUp = async (id: string): Promise<unknown> => {
  await rm.client.workflow.getHandle(id).signal(hangUpSignal, 'canceled');
  return rm.client.workflow.getHandle(id).result();
};

it('a call ends on the build that began it, while its campaign moves to the next one, and back', async () => {
  await startBuild('A');
  await run('Deploy', 'set-current-version', { NEW: 'A' });
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding(ENDLESS, 1), numberEnding(ENDLESS, 2)]);
  await rm.obey(id, 'start');
  const first = await callOf(id);
  expect(await versionOf(first)).toEqual([PINNED, 'A']);
  expect(await versionOf(`campaign:${id}`)).toEqual([AUTO_UPGRADE, 'A']);

  await startBuild('B');
  await run('Deploy', 'set-current-version', { NEW: 'B' });
  await rm.obey(id, 'pause');
  expect(await versionOf(`campaign:${id}`)).toEqual([AUTO_UPGRADE, 'B']);
  await rm.obey(id, 'start');
  expect(await run('Deploy', '"$OLD"', { OLD: 'A' })).toContain('draining');
  expect(await hangUp(first)).toEqual({ Outcome: 'canceled' });
  expect(await versionOf(first)).toEqual([PINNED, 'A']);
  const { events } = await rm.client.workflow.getHandle(first).fetchHistory();
  const builds = events?.flatMap(
    ({ workflowTaskCompletedEventAttributes: done }) => done?.deploymentVersion?.buildId ?? [],
  );
  expect(new Set(builds)).toEqual(new Set(['A']));

  // What begins now begins there.
  const second = await callOf(id);
  expect(await versionOf(second)).toEqual([PINNED, 'B']);

  await run('Rollback', 'set-current-version', { OLD: 'A' });
  await rm.obey(id, 'pause');
  expect(await versionOf(`campaign:${id}`)).toEqual([AUTO_UPGRADE, 'A']);
  await eventually(async () => {
    await run('Rollback', 'update-options', { OLD: 'A', NEW: 'B' });
    const { raw } = await rm.client.workflow.getHandle(second).describe();
    const { versioningOverride } = raw.workflowExecutionInfo?.versioningInfo ?? {};
    expect(versioningOverride?.pinned?.version?.buildId).toBe('A');
  });
  await hangUp(second);
  await rm.obey(id, 'end');
  await rm.campaignHandle(id).result();
});

it('workers without a build take over once versioning is left', async () => {
  await run('Leave versioning', 'unversioned', {});
  await rm.startWorkers();
  const id = await rm.createCampaign();
  await rm.obey(id, 'start');
  expect((await versionOf(`campaign:${id}`))[1]).toBeUndefined();
});

it('and no section has commands that nothing here runs', () => {
  const withCommands = [...sections].filter(([, commands]) => commands.length > 0).map(([title]) => title);
  expect(withCommands).toEqual(['Deploy', 'Rollback', 'Leave versioning']);
});
