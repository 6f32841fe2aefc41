import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { processIdentity } from '../../stack/lock';
import { isPortFree } from '../../stack/servers/ports';
import { eventually } from '../support/eventually';
import { inTemporaryFolder, processes, type Program, runNode } from './programs';

/** A start takes seconds; on a loaded two-core machine the worker's bundle alone may take twenty. */
const START_WITHIN_MS = 90_000;

interface Started extends Program {
  apiUrl: string;
}

async function start(dataDir: string): Promise<Started> {
  const env: NodeJS.ProcessEnv = { ...process.env, PORT: '0', RINGMASTER_DATA_DIR: dataDir };
  for (const name of ['RINGMASTER_API_KEY', 'MONGODB_URI', 'TEMPORAL_ADDRESS', 'PROVIDER_URL'])
    delete env[name];
  const program = runNode(['stack/launch.js', 'start'], env);
  try {
    await eventually(() => expect(program.output()).toContain('Ringmaster runs.'), {
      withinMs: START_WITHIN_MS,
    });
  } catch (error) {
    program.child.kill('SIGKILL');
    throw error;
  }
  return { ...program, apiUrl: /API +(http\S+)/.exec(program.output())?.[1] ?? '' };
}

const keyIn = (output: string): string | undefined => /shown once, keep it\): (\S+)/.exec(output)?.[1];
const portOf = (url: string): number => Number(new URL(url).port);

/** The pid of a program that the stack itself started, by the room it runs from. */
function rolePid(parent: number | undefined, name: string): number {
  const role = processes().find((one) => one.parent === parent && one.command.includes(`${name}/main.ts`));
  if (role === undefined) throw new Error(`no ${name} runs`);
  return role.pid;
}

async function campaigns(apiUrl: string, key: string): Promise<string> {
  const answer = await fetch(`${apiUrl}/campaigns`, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe('npm start', () => {
  it(
    'serves, survives the death of a role, stops in order, and has its data at the next start',
    () =>
      inTemporaryFolder(async (dataDir) => {
        const first = await start(dataDir);
        const key = keyIn(first.output()) ?? '';
        expect(key).not.toBe('');
        const created = await fetch(`${first.apiUrl}/campaigns`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            Name: 'Kept between starts',
            Data: {
              CallerID: '+12025550100',
              AvailableCallerIDs: {},
              InboundMode: 'reject',
              CallRejectionMessage: '',
              MaxActiveCalls: 1,
              AnalysisSchema: {},
              BotName: 'test',
              Constraints: {},
            },
          }),
        });
        expect(created.status).toBe(201);
        expect(statSync(join(dataDir, 'provider-secret')).mode & 0o777).toBe(0o600);

        process.kill(rolePid(first.child.pid, 'api'), 'SIGKILL');
        await eventually(() => expect(first.output()).toContain('The api runs again.'), {
          withinMs: START_WITHIN_MS,
        });
        expect(await campaigns(first.apiUrl, key)).toContain('Kept between starts');

        first.child.kill('SIGTERM');
        expect(await first.ended).toBe(0);
        expect(first.output()).toContain('Stopped.');
        expect(await isPortFree(portOf(first.apiUrl))).toBe(true);

        const second = await start(dataDir);
        expect(keyIn(second.output())).toBeUndefined();
        expect(await campaigns(second.apiUrl, key)).toContain('Kept between starts');
        second.child.kill('SIGINT');
        expect(await second.ended).toBe(0);
      }),
    240_000,
  );

  it(
    'killed without a chance to clean up, leaves no process',
    () =>
      inTemporaryFolder(async (dataDir) => {
        const program = await start(dataDir);
        const roles = ['simulator', 'worker', 'api'].map((name) => rolePid(program.child.pid, name));
        const servers = ['mongo/ringmaster.pid', 'temporal.sqlite.pid'].map(
          (file) => (JSON.parse(readFileSync(join(dataDir, file), 'utf8')) as { pid: number }).pid,
        );
        const all = [...roles, ...servers].map((pid) => ({ pid, identity: processIdentity(pid) }));
        program.child.kill('SIGKILL');
        await eventually(
          () => expect(all.filter(({ pid, identity }) => processIdentity(pid) === identity)).toEqual([]),
          { withinMs: 45_000 },
        );
        expect(existsSync(join(dataDir, 'start.lock'))).toBe(true);

        // The lock that it left is no obstacle.
        const next = await start(dataDir);
        next.child.kill('SIGTERM');
        expect(await next.ended).toBe(0);
        expect(existsSync(join(dataDir, 'start.lock'))).toBe(false);
      }),
    240_000,
  );
});
