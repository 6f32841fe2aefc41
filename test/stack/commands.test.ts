import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { tryLock } from '../../stack/lock';
import { inTemporaryFolder, runNode } from './programs';

const launch = (name: string, env: NodeJS.ProcessEnv, ...args: string[]) =>
  runNode(['stack/launch.js', name, ...args], env);

it.each(['start', 'start:api', 'start:worker', 'reset', 'demo'])(
  'npm run %s refuses an argument that it does not read, before it does anything',
  async (name) => {
    const program = launch(name, {}, '--port', '4000');
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain(`"--port" is nothing that ${name} reads. Allowed: `);
    expect(program.output()).toContain('environment variables');
  },
);

describe('npm start', () => {
  it('says that a port is busy before it starts anything', () =>
    inTemporaryFolder(async (folder) => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const port = String((other.address() as AddressInfo).port);
      try {
        const start = launch('start', { PORT: port, RINGMASTER_DATA_DIR: join(folder, 'data') });
        expect(await start.ended).toBe(1);
        expect(start.output()).toContain(`PORT ${port} is in use by another program`);
        expect(start.output()).toContain('set PORT to a free one');
        expect(existsSync(join(folder, 'data'))).toBe(false);
      } finally {
        await new Promise((resolve) => other.close(resolve));
      }
    }));

  it('says that a host is not of this machine before it starts anything', () =>
    inTemporaryFolder(async (folder) => {
      // Kept for documentation: nobody has it.
      const HOST = '203.0.113.1';
      const start = launch('start', { HOST, PORT: '0', RINGMASTER_DATA_DIR: join(folder, 'data') });
      expect(await start.ended).toBe(1);
      expect(start.output()).toContain(`HOST ${HOST} is no address of this machine: set HOST`);
      expect(existsSync(join(folder, 'data'))).toBe(false);
    }));

  it('names the variables that are wrong', async () => {
    const start = launch('start', { PORT: 'http', RINGMASTER_API_KEY: 'short' });
    expect(await start.ended).toBe(1);
    expect(start.output()).toMatch(/PORT: it is "http"[\s\S]*RINGMASTER_API_KEY: it is too short/);
  });

  it('names the variable that is wrong about a Temporal server of your own', () =>
    inTemporaryFolder(async (folder) => {
      const start = launch('start', {
        PORT: '0',
        RINGMASTER_DATA_DIR: join(folder, 'data'),
        TEMPORAL_ADDRESS: 'temporal.example:7233',
        TEMPORAL_TLS: 'yes',
      });
      expect(await start.ended).toBe(1);
      expect(start.output()).toContain('TEMPORAL_TLS: it is "yes"; allowed: true, false, 1 or 0');
      expect(existsSync(join(folder, 'data'))).toBe(false);
    }));

  it('refuses a data folder that another start uses', () =>
    inTemporaryFolder(async (folder) => {
      const { release } = tryLock(join(folder, 'start.lock'));
      const start = launch('start', { PORT: '0', RINGMASTER_DATA_DIR: folder });
      expect(await start.ended).toBe(1);
      expect(start.output()).toContain(`${folder} is in use by process ${process.pid}`);
      expect(start.output()).toContain('RINGMASTER_DATA_DIR');
      release?.();
    }));
});

describe('npm run reset', () => {
  it('removes our data and nothing else', () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'mongo'));
      for (const name of ['temporal.sqlite', 'provider-secret', 'letters.txt'])
        writeFileSync(join(folder, name), 'x');
      const reset = launch('reset', { RINGMASTER_DATA_DIR: folder });
      expect(await reset.ended).toBe(0);
      expect(readdirSync(folder)).toEqual(['letters.txt']);
    }));

  it('refuses while a start uses the data', () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'mongo'));
      const { release } = tryLock(join(folder, 'start.lock'));
      const reset = launch('reset', { RINGMASTER_DATA_DIR: folder });
      expect(await reset.ended).toBe(1);
      expect(reset.output()).toContain('in use');
      expect(existsSync(join(folder, 'mongo'))).toBe(true);
      release?.();
    }));
});

describe('the launcher', () => {
  it('names what it can launch', async () => {
    const unknown = launch('strat', {});
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toMatch(/"strat" is nothing to launch. Known: start, demo, /);
  });

  it('fails a test run in which nothing ran, and counts on the last line', async () => {
    const test = launch('test', {}, 'no-such-test-file');
    expect(await test.ended).toBe(1);
    expect(test.output().trimEnd().split('\n').at(-1)).toBe('0 passed, 0 failed');
  });
});
