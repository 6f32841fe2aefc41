/** What keeps a role from starting is said in words, by the real programs; and a server that is late is waited for. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporalTrouble } from '../../stack/config/temporal-connection';
import { startMongo } from '../../stack/servers';
import { freePort } from '../../stack/servers/ports';
import { logTail } from '../../stack/servers/ready';
import { resolveMongod } from '../../stack/tools/mongod';
import { eventually } from '../support/eventually';
import { inTemporaryFolder, type Program, runNode } from './programs';

const temporal = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
const mongo = new URL(process.env['TEST_MONGODB_URI'] ?? '');
mongo.pathname = `/test_starting_${randomBytes(5).toString('hex')}`;

const programs: Program[] = [];
afterEach(async () => {
  for (const { child, ended } of programs.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});

function role(name: 'api' | 'worker', env: NodeJS.ProcessEnv): Program {
  const program = runNode(['--require', 'tsx/cjs', `${name}/main.ts`], {
    TEMPORAL_ADDRESS: temporal,
    // Nobody's own profiles.
    TEMPORAL_CONFIG_FILE: '/no/such/file.toml',
    MONGODB_URI: mongo.toString(),
    PROVIDER_URL: 'http://127.0.0.1:1',
    PROVIDER_SECRET: 'the-secret-of-the-provider',
    PUBLIC_URL: 'http://127.0.0.1:1',
    PORT: '0',
    ...env,
  });
  programs.push(program);
  return program;
}

/** What it said at last, as a person reads it, and nothing else of that line. */
async function lastWords(program: Program): Promise<string> {
  expect(await program.ended).toBe(1);
  const lines = program.output().trim().split('\n');
  const { level, msg, err } = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  expect([level, err]).toEqual([60, undefined]);
  return String(msg);
}

const addressOf = (change: (uri: URL) => void): string => {
  const uri = new URL(mongo);
  change(uri);
  return uri.toString();
};

describe('a role that cannot start says what is wrong, where, and what to do', () => {
  it('a namespace that Temporal does not have', async () => {
    expect(await lastWords(role('worker', { TEMPORAL_NAMESPACE: 'nosuch' }))).toBe(
      `Temporal at ${temporal} has no namespace "nosuch". Create it (temporal operator namespace create ` +
        `--address ${temporal} --namespace nosuch), or correct TEMPORAL_NAMESPACE.`,
    );
  });

  it('an API, which starts without Temporal, tells of that namespace too', async () => {
    const api = role('api', { TEMPORAL_NAMESPACE: 'nosuch' });
    await eventually(() => expect(api.output()).toMatch(/"level":50.*has no namespace \\"nosuch\\"/));
    expect(api.output()).toContain('api ready');
  });

  it('a password that MongoDB refuses, without showing it', async () => {
    const MONGODB_URI = addressOf((uri) => ((uri.username = 'me'), (uri.password = 'hunter2')));
    const api = role('api', { MONGODB_URI });
    expect(await lastWords(api)).toContain(
      `MongoDB at ${mongo.host} refuses the user or the password. Correct`,
    );
    expect(api.output()).not.toContain('hunter2');
  });

  it.each([
    ['an option of its address that there is not', (uri: string) => `${uri}&nosuch=1`, 'option nosuch'],
    [
      'an address with a password that is not escaped',
      (uri: string) => uri.replace('//', '//me:hunter2:@'),
      'Password contains unescaped characters',
    ],
  ])('%s', async (_what, changed, reason) => {
    const api = role('api', { MONGODB_URI: changed(mongo.toString()) });
    expect(await lastWords(api)).toMatch(new RegExp(`^MONGODB_URI cannot be used: ${reason}`));
    expect(api.output()).not.toContain('hunter2');
  });

  it('a variable of its environment that is no good', async () => {
    expect(await lastWords(role('api', { PROVIDER_URL: 'voice.example' }))).toContain(
      '\n  PROVIDER_URL: it is not an http:// or https:// address\n',
    );
  });

  it('a MongoDB that is no replica set', () =>
    inTemporaryFolder(async (folder) => {
      const port = await freePort();
      const args = ['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket', '--dbpath', folder];
      const server = spawn(await resolveMongod(), args, { stdio: 'ignore' });
      const gone = once(server, 'exit');
      try {
        const api = role('api', { MONGODB_URI: `mongodb://127.0.0.1:${port}/ringmaster` });
        expect(await lastWords(api)).toBe(
          `MongoDB at 127.0.0.1:${port} is no replica set, and we need one (one member is enough). ` +
            'Start it with --replSet and run rs.initiate() once, or correct MONGODB_URI.',
        );
      } finally {
        server.kill('SIGKILL');
        await gone;
      }
    }));

  it.each([
    [7, 'Request unauthorized.'],
    [16, 'Invalid token'],
  ])('a Temporal that does not let us in (code %d)', (code, details) => {
    const refusal = Object.assign(new Error(details), { code, details, metadata: {} });
    expect(
      temporalTrouble(refusal, { connectionOptions: { address: 'h:7233' }, namespace: 'n' }),
    ).toMatchObject({
      passes: false,
      text: expect.stringMatching(
        /^Temporal at h:7233 does not let us into the namespace "n"\. Correct/,
      ) as string,
    });
  });
});

it('a MongoDB that comes later than the first try is found, and the role starts', async () => {
  const port = await freePort();
  const api = role('api', { MONGODB_URI: `mongodb://127.0.0.1:${port}/ringmaster?replicaSet=ringmaster` });
  await eventually(() =>
    expect(api.output()).toContain(`MongoDB at 127.0.0.1:${port} does not answer: connect ECONNREFUSED`),
  );
  const server = await startMongo({ executable: await resolveMongod(), port });
  try {
    await eventually(() => expect(api.output()).toContain('api ready'));
  } finally {
    await server.stop();
  }
});

it('the end of a log shows words as words, and what holds more than words as it is', () =>
  inTemporaryFolder((folder) => {
    const file = join(folder, 'role.log');
    const words = JSON.stringify({
      level: 60,
      time: 1,
      pid: 1,
      hostname: 'h',
      name: 'worker',
      msg: 'One.\n  Two',
    });
    const more = JSON.stringify({ level: 60, msg: 'failed', err: { message: 'because' } });
    writeFileSync(file, `${words}\n${more}\nnot JSON "level":50\n`);
    expect(logTail(file)).toBe(`  One.\n    Two\n  ${more}\n  not JSON "level":50`);
    return Promise.resolve();
  }));

it('the end of a log is looked at whatever lies in its place, and however large it is', () =>
  inTemporaryFolder((folder) => {
    const file = join(folder, 'api.log');
    // It has no end, and whoever read all of it would die of it.
    symlinkSync('/dev/zero', file);
    expect(logTail(file)).toBe('  (no log)');
    rmSync(file);
    writeFileSync(file, `${'x'.repeat(2_000_000)}\nlast words\n`);
    const tail = logTail(file);
    expect(tail.endsWith('\n  last words')).toBe(true);
    expect(tail.length).toBeLessThan(1_100_000);
    return Promise.resolve();
  }));
