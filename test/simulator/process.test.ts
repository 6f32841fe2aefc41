/** The simulator as a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startSimulator } from '../../simulator/server';

const root = path.join(__dirname, '../..');
let child: ChildProcess | undefined;
let errors: string;

function run(environment: Record<string, string>): ChildProcess {
  errors = '';
  child = fork(path.join(root, 'simulator/main.ts'), {
    cwd: root,
    execArgv: ['--import', 'tsx'],
    env: {
      PATH: process.env.PATH,
      PROVIDER_SECRET: 'a-secret-of-the-tests',
      SIMULATOR_PORT: '0',
      ...environment,
    },
    silent: true,
  });
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return child;
}

afterEach(async () => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const left = once(child, 'exit');
  child.kill('SIGKILL');
  await left;
});

async function ready(process: ChildProcess): Promise<string> {
  const [message] = (await once(process, 'message')) as [{ kind: string; url: string }];
  expect(message.kind).toBe('ready');
  return message.url;
}

it('says where it listens, takes its times from the environment, and leaves on SIGTERM', async () => {
  const simulator = run({ SIMULATOR_CALL_MS: '0', SIMULATOR_RING_MS: '7' });
  const url = await ready(simulator);
  expect(await (await fetch(`${url}/settings`)).json()).toMatchObject({ CallMs: 0, RingMs: 7 });
  const left = once(simulator, 'exit');
  simulator.kill('SIGTERM');
  expect(await left).toEqual([0, null]);
});

it('leaves when whoever started it is gone', async () => {
  const simulator = run({});
  await ready(simulator);
  const left = once(simulator, 'exit');
  simulator.disconnect();
  expect(await left).toEqual([0, null]);
});

it.each([
  ['SIMULATOR_PORT', { SIMULATOR_PORT: '70000' }],
  ['SIMULATOR_CALL_MS', { SIMULATOR_CALL_MS: 'soon' }],
  ['PROVIDER_SECRET', { PROVIDER_SECRET: '' }],
])('a wrong %s ends it with a sentence that names it', async (name, environment) => {
  const simulator = run(environment);
  // `close` comes after the last word on stderr, `exit` may come before.
  const [code] = (await once(simulator, 'close')) as [number];
  expect(code).toBe(1);
  expect(errors).toContain(name);
  expect(errors).not.toContain('    at ');
});

it('a busy port is a clear error', async () => {
  const first = await startSimulator({ secret: 'a-secret-of-the-tests' });
  try {
    const { port } = new URL(first.url);
    const second = run({ SIMULATOR_PORT: port });
    await once(second, 'close');
    expect(errors).toContain(`port ${port} of 127.0.0.1 is taken`);
    expect(errors).toContain('SIMULATOR_PORT');
  } finally {
    await first.stop();
  }
});
