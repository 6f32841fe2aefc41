import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMongo, startTemporal } from '../../stack/servers';
import { processIdentity } from '../../stack/lock';
import { freePort, isPortFree } from '../../stack/servers/ports';
import { resolveMongod } from '../../stack/tools/mongod';
import { resolveTemporal } from '../../stack/tools/temporal';
import { eventually } from '../support/eventually';
import { inTemporaryFolder, processes, root, runScript } from './programs';

let mongod: string;
let temporal: string;
beforeAll(async () => {
  [mongod, temporal] = await Promise.all([resolveMongod(), resolveTemporal()]);
});

const pidIn = (file: string): number => (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
const parentOf = (pid: number): number => processes().find((one) => one.pid === pid)?.parent ?? NaN;

async function withMongo<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

describe('data between starts', () => {
  it('MongoDB keeps it, also when it comes back on another port', () =>
    inTemporaryFolder(async (dbPath) => {
      const first = await startMongo({ executable: mongod, dbPath });
      await withMongo(first.uri, (client) =>
        client.db('kept').collection('things').insertOne({ name: 'ring' }),
      );
      await first.stop();
      const second = await startMongo({ executable: mongod, dbPath });
      try {
        expect(second.uri).not.toBe(first.uri);
        const found = await withMongo(second.uri, (client) =>
          client.db('kept').collection('things').findOne({ name: 'ring' }),
        );
        expect(found).not.toBeNull();
      } finally {
        await second.stop();
      }
    }));

  it('Temporal keeps it', () =>
    inTemporaryFolder(async (folder) => {
      const options = { executable: temporal, dbFilename: join(folder, 'temporal.sqlite') };
      const first = await startTemporal(options);
      const before = await Connection.connect({ address: first.address });
      await new Client({ connection: before }).workflow.start('kept', {
        taskQueue: 'nobody',
        workflowId: 'kept',
      });
      await before.close();
      await first.stop();
      const second = await startTemporal(options);
      try {
        const after = await Connection.connect({ address: second.address });
        const { status } = await new Client({ connection: after }).workflow.getHandle('kept').describe();
        await after.close();
        expect(status.name).toBe('RUNNING');
      } finally {
        await second.stop();
      }
    }));
});

describe('what is left behind', () => {
  it('nothing after a stop: no process, no port, no file', () =>
    inTemporaryFolder(async (folder) => {
      const ports = { mongo: await freePort(), temporal: await freePort() };
      const program = runScript(
        `
        const { startMongo, startTemporal } = require(${JSON.stringify(join(root, 'stack/servers'))});
        Promise.all([
          startMongo({ executable: ${JSON.stringify(mongod)}, port: ${ports.mongo} }),
          startTemporal({ executable: ${JSON.stringify(temporal)}, port: ${ports.temporal} }),
        ]).then(async (servers) => {
          console.log(require('node:fs').readdirSync(process.env.TMPDIR).join(' '));
          await Promise.all(servers.map((server) => server.stop()));
        });
      `,
        { TMPDIR: folder },
      );
      expect(await program.ended).toBe(0);
      expect(program.output()).toMatch(/ringmaster-mongo-\S+ ringmaster-temporal-/);
      expect(readdirSync(folder).filter((name) => name.startsWith('ringmaster-'))).toEqual([]);
      expect(await isPortFree(ports.mongo)).toBe(true);
      expect(await isPortFree(ports.temporal)).toBe(true);
    }));

  it('nothing after whoever started the servers was killed', () =>
    inTemporaryFolder(async (folder) => {
      const ports = { mongo: await freePort(), temporal: await freePort() };
      const starter = runScript(`
        const { startMongo, startTemporal } = require(${JSON.stringify(join(root, 'stack/servers'))});
        Promise.all([
          startMongo({ executable: ${JSON.stringify(mongod)}, port: ${ports.mongo}, dbPath: ${JSON.stringify(folder)} + '/db' }),
          startTemporal({ executable: ${JSON.stringify(temporal)}, port: ${ports.temporal} }),
        ]).then(() => console.log('both run'), (error) => console.log(error));
      `);
      await eventually(() => expect(starter.output()).toContain('both run'));
      expect(await isPortFree(ports.mongo)).toBe(false);
      starter.child.kill('SIGKILL');
      await eventually(async () => {
        expect(await isPortFree(ports.mongo)).toBe(true);
        expect(await isPortFree(ports.temporal)).toBe(true);
      });
    }));

  it('a server whose guard was killed is stopped all the same', async () => {
    const port = await freePort();
    const server = await startMongo({ executable: mongod, port });
    const running = processes().find(
      ({ command }) => command.startsWith(`${mongod} `) && command.includes(`--port ${port} `),
    );
    const folder = /--dbpath (\S+)/.exec(running?.command ?? '')?.[1] ?? '';
    expect(existsSync(folder)).toBe(true);
    process.kill(running?.parent ?? NaN, 'SIGKILL');
    expect(await server.gone).toBe('signal SIGKILL');
    await eventually(async () => expect(await isPortFree(port)).toBe(true));
    expect(existsSync(folder)).toBe(false);
  });

  it('a server that outlived its guard and its starter is stopped by the next start on its data', () =>
    inTemporaryFolder(async (dbPath) => {
      const starter = runScript(`
        const { startMongo } = require(${JSON.stringify(join(root, 'stack/servers'))});
        startMongo({ executable: ${JSON.stringify(mongod)}, dbPath: ${JSON.stringify(dbPath)} })
          .then(() => console.log('it runs'), (error) => console.log(error));
      `);
      await eventually(() => expect(starter.output()).toContain('it runs'));
      const orphan = pidIn(join(dbPath, 'ringmaster.pid'));
      const identity = processIdentity(orphan);
      const guard = parentOf(orphan);
      // Stopped, the starter cannot clean up after its guard either.
      starter.child.kill('SIGSTOP');
      process.kill(guard, 'SIGKILL');
      starter.child.kill('SIGKILL');
      await starter.ended;
      expect(processIdentity(orphan)).toBe(identity);

      const next = await startMongo({ executable: mongod, dbPath });
      expect(processIdentity(orphan)).not.toBe(identity);
      await next.stop();
      expect(existsSync(join(dbPath, 'ringmaster.pid'))).toBe(false);
    }));

  it('a server goes on when a copy of its data is started', () =>
    inTemporaryFolder(async (folder) => {
      const original = join(folder, 'original');
      const copy = join(folder, 'copy');
      const first = await startMongo({ executable: mongod, dbPath: original });
      try {
        const pid = pidIn(join(original, 'ringmaster.pid'));
        mkdirSync(copy);
        cpSync(join(original, 'ringmaster.pid'), join(copy, 'ringmaster.pid'));
        const second = await startMongo({ executable: mongod, dbPath: copy });
        expect(processIdentity(pid)).toBeDefined();
        expect(pidIn(join(copy, 'ringmaster.pid'))).not.toBe(pid);
        await second.stop();
        expect(processIdentity(pid)).toBeDefined();
      } finally {
        await first.stop();
      }
    }));

  it('a server whose pid cannot be noted is not left running', () =>
    inTemporaryFolder(async (dbPath) => {
      mkdirSync(join(dbPath, 'ringmaster.pid'));
      await expect(startMongo({ executable: mongod, dbPath })).rejects.toThrow('EISDIR');
      expect(processes().filter(({ command }) => command.includes(dbPath))).toEqual([]);
    }));

  it('a server that is told to stop before it is ready is gone at once', () =>
    inTemporaryFolder(async (folder) => {
      const executable = join(folder, 'never-ready');
      writeFileSync(executable, `#!${process.execPath}\nsetTimeout(() => {}, 600_000);\n`, { mode: 0o755 });
      const running = () => processes().filter(({ command }) => command.includes(folder));
      for (const start of [
        (signal: AbortSignal) => startMongo({ executable, signal, dbPath: join(folder, 'mongo') }),
        (signal: AbortSignal) =>
          startTemporal({ executable, signal, dbFilename: join(folder, 'temporal.sqlite') }),
      ]) {
        const told = new AbortController();
        const starting = start(told.signal);
        await eventually(() => expect(running()).not.toEqual([]));
        const before = performance.now();
        told.abort(new Error('told to stop'));
        await expect(starting).rejects.toThrow('told to stop');
        // Far below the minute for which it would be waited for.
        expect(performance.now() - before).toBeLessThan(30_000);
      }
      expect(running()).toEqual([]);
    }));

  it('a server that cannot start says why, with the end of its log', () =>
    inTemporaryFolder(async (dbPath) => {
      const first = await startMongo({ executable: mongod, dbPath });
      const pidFile = join(dbPath, 'ringmaster.pid');
      const note = readFileSync(pidFile, 'utf8');
      rmSync(pidFile);
      try {
        await expect(startMongo({ executable: mongod, dbPath })).rejects.toThrow(
          /MongoDB did not start: it ended\. The end of its log .*[\s\S]*DBPathInUse/,
        );
      } finally {
        writeFileSync(pidFile, note);
        await first.stop();
      }
    }));

  it('a port that a stranger has is refused, not shared', async () => {
    const stranger = await startMongo({ executable: mongod });
    const port = Number(/:(\d+)\//.exec(stranger.uri)?.[1]);
    try {
      await expect(startMongo({ executable: mongod, port })).rejects.toThrow(
        `Port ${port} on 127.0.0.1 is in use`,
      );
      await expect(startTemporal({ executable: temporal, port })).rejects.toThrow('is in use');
    } finally {
      await stranger.stop();
    }
  });
});
