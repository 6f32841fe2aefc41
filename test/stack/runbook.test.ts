/**
 * The commands of docs/runbook.md, as they stand there: only ids, the address and the names of queues are the test's.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../../stack/tools/command';
import { resolveTemporal } from '../../stack/tools/temporal';
import { eventually } from '../support/eventually';
import { circuitsOf } from '../support/provider-circuit';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';
import { environment, root } from './programs';

// Talks until it is hung up.
const ENDLESS = '97';

/** Of each section its shell blocks, and the commands in its text and tables, in order. */
const sections = new Map(
  readFileSync(join(root, 'docs/runbook.md'), 'utf8')
    .split(/^#{2,3} /m)
    .map((section) => {
      const [title = '', ...text] = section.split('\n');
      const found = text.join('\n').matchAll(/```sh\n([\s\S]*?)```|`(temporal [^`…]+)`/g);
      return [title, [...found].map(([, block, inline]) => block ?? inline ?? '')] as const;
    }),
);
/** A command that goes on behind a backslash is one line. */
const linesOf = (text: string): string[] => text.replace(/\\\n\s*/g, ' ').split('\n');
const commandsOf = (title: string): string[] =>
  (sections.get(title) ?? []).flatMap(linesOf).filter((line) => line.startsWith('temporal '));

let rm: Ringmaster;
let path: string;
beforeAll(async () => {
  path = dirname(await resolveTemporal());
  rm = await startRingmaster({ limits: { callSeconds: 300 } });
});
afterAll(() => rm?.stop());

/** Runs it in a shell; throws when it fails. */
async function run(command: string, ID: string, places: Record<string, string> = {}): Promise<string> {
  const ours = { 'provider:http': circuitsOf(rm).handle().workflowId, ...places };
  let text = command.replace(/--task-queue (\w+)/, (_all, queue: keyof typeof rm.taskQueues) => {
    return `--task-queue ${rm.taskQueues[queue]}`;
  });
  for (const [placeholder, value] of Object.entries(ours)) text = text.replaceAll(placeholder, value);
  return runCommand('sh', ['-c', text], {
    withinMs: 30_000,
    env: {
      ...environment(),
      PATH: `${path}:${process.env['PATH']}`,
      TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
      ID,
    },
  });
}

// One call at a time has a number's line, whichever campaign dials it.
let dialled = 0;

/** A started campaign with so many calls in progress; the first one is told. */
async function dialling(calls: number): Promise<{ id: string; call: Record<string, string> }> {
  const id = await rm.createCampaign();
  const numbers = Array.from({ length: calls }, () => numberEnding(ENDLESS, (dialled += 1)));
  await rm.importJobs(id, numbers);
  await rm.obey(id, 'start');
  const job = await eventually(async () => {
    const placed = await rm.store.jobs.find({ CampaignID: id, 'Slot.Stage': 'placed' }).toArray();
    expect(placed).toHaveLength(calls);
    return placed[0]?._id ?? '';
  });
  return { id, call: { '<jobID>:<attempt>': `${job}:1` } };
}

const end = async (id: string): Promise<void> => {
  await rm.obey(id, 'pause');
  await rm.obey(id, 'end');
};

describe('the commands of the runbook work as they stand there:', () => {
  it('Where to look', async () => {
    const { id, call } = await dialling(1);
    for (const command of commandsOf('Where to look')) {
      const [, shows = id] =
        [
          ['count', 'Total'],
          ['task-queue', 'Poller'],
          ['callWorkflow', call['<jobID>:<attempt>'] ?? ''],
        ].find(([part = '']) => command.includes(part)) ?? [];
      // What a list answers follows the workflows by a moment.
      await eventually(async () => expect(await run(command, id)).toContain(shows));
    }
    await end(id);
  });

  it('Command a campaign', async () => {
    const { id } = await dialling(1);
    const commands = commandsOf('Command a campaign').filter((command) => !command.includes('hangUp'));
    const said: string[] = [];
    for (const command of commands) said.push(await run(command, id));
    expect(said[0]).toContain('started');
    for (const [index, state] of ['started', 'paused', 'ended'].entries())
      expect(said.at(index - 3)).toContain(state);
    expect(await rm.state(id)).toBe('ended');
  });

  it('Command a campaign: calls are hung up by hand, one or all', async () => {
    const { id, call } = await dialling(3);
    await rm.obey(id, 'pause');
    const [one = '', all = ''] = commandsOf('Command a campaign').filter((text) => text.includes('hangUp'));
    await run(one, id, call);
    await eventually(async () => expect((await rm.counts(id)).canceled).toBe(1));
    await run(all, id);
    await eventually(async () => expect((await rm.counts(id)).canceled).toBe(3));
  });

  it('Schedules', async () => {
    const id = await rm.createCampaign();
    const query = `TemporalScheduledById="start-weekdays:${id}"`;
    for (const command of commandsOf('Schedules')) {
      const places: Record<string, string> = {};
      if (command.includes('<one of those>')) {
        places['<one of those>'] = await eventually(async () => {
          for await (const { workflowId } of rm.client.workflow.list({ query })) return workflowId;
          throw new Error('the schedule has not acted yet');
        });
      }
      const said = await run(command, id, places);
      if (command.includes('workflow result')) expect(said).toMatch(/Accepted/);
    }
    expect(await rm.state(id)).toBe('started');
    await expect(rm.client.schedule.getHandle(`start-weekdays:${id}`).describe()).rejects.toThrow();
    const once = rm.client.schedule.getHandle(`pause-at:${id}`);
    expect(await once.describe()).toMatchObject({
      spec: { timezone: 'Europe/London' },
      state: { remainingActions: 1 },
    });
    await once.delete();
    await rm.client.workflow.getHandle(`pause-once:${id}`).terminate('the test is over');
    await end(id);
  });

  it('A campaign does not dial', async () => {
    const { id } = await dialling(1);
    const { raw } = await rm.campaignHandle(id).describe();
    const activity = raw.pendingActivities?.[0]?.activityId ?? '';
    expect(activity).not.toBe('');
    for (const command of commandsOf('A campaign does not dial'))
      await run(command, id, { '<its ActivityId>': activity });
    await end(id);
  });

  it('A stuck slot', async () => {
    const { id, call } = await dialling(1);
    for (const command of commandsOf('A stuck slot')) await run(command, id, call);
    await end(id);
  });

  it('The provider is out', async () => {
    const circuits = circuitsOf(rm);
    await circuits.pause('by the test');
    for (const command of commandsOf('The provider is out')) {
      await run(command, '');
      if (command.includes('signal-with-start'))
        await eventually(async () =>
          expect(await circuits.view()).toMatchObject({ State: 'held', Reason: /until six/ }),
        );
    }
    await eventually(async () => expect((await circuits.view()).State).toBe('closed'));
  });

  it('Keys for others, Rotating secrets', async () => {
    const [making = ''] = sections.get('Keys for others') ?? [];
    const [removing = ''] = sections.get('Rotating secrets') ?? [];
    const orgId = (await rm.store.organisations.findOne())?._id ?? '';
    const inOurDatabase = (block: string, env: NodeJS.ProcessEnv): Promise<string> => {
      const text = block
        .replaceAll('"ringmaster"', `"${rm.store.db.databaseName}"`)
        .replaceAll('mongodb://127.0.0.1:27017/?replicaSet=ringmaster', process.env['TEST_MONGODB_URI'] ?? '')
        .replaceAll('"org_default"', `"${orgId}"`);
      return runCommand('sh', ['-c', text], {
        withinMs: 30_000,
        cwd: root,
        env: { ...environment(), ...env },
      });
    };
    const statusWith = async (key: string, method = 'GET'): Promise<number> =>
      (await fetch(`${rm.url}/campaigns`, { method, headers: { auth: key } })).status;

    const made = (await inOurDatabase(making, {})).trim();
    expect([await statusWith(made), await statusWith(made, 'POST')]).toEqual([200, 403]);
    await inOurDatabase(removing, { OLD_KEY: made });
    await eventually(async () => expect(await statusWith(made)).toBe(401));
  });

  it('and no section has commands that nothing here runs', () => {
    const withCommands = [...sections].filter(([, texts]) =>
      texts.some((text) => /^(temporal|node) /m.test(text)),
    );
    expect(withCommands.map(([title]) => title)).toEqual([
      'Where to look',
      'Command a campaign',
      'Schedules',
      'A campaign does not dial',
      'A stuck slot',
      'The provider is out',
      'Keys for others',
      'Rotating secrets',
    ]);
  });
});
