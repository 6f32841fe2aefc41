import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo, startTemporal } from '../../stack/servers';
import { processIdentity } from '../../stack/lock';
import { freePort, isPortFree } from '../../stack/servers/ports';
import { resolveMongod } from '../../stack/tools/mongod';
import { resolveTemporal } from '../../stack/tools/temporal';
import { eventually } from '../support/eventually';
import { inTemporaryFolder, root, runScript } from './programs';

let mongod: string;
let temporal: string;
beforeAll(async () => {
  [mongod, temporal] = await Promise.all([resolveMongod(), resolveTemporal()]);
});

const pidIn = (file: string): number => (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
const parentOf = (pid: number): number =>
  Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

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
  it('nothing after a stop: no process, no port, no file', async () => {
    const ours = (): string[] =>
      readdirSync(tmpdir()).filter((name) => /^ringmaster-(mongo|temporal)-/.test(name));
    const before = ours();
    const ports = { mongo: await freePort(), temporal: await freePort() };
    const servers = await Promise.all([
      startMongo({ executable: mongod, port: ports.mongo }),
      startTemporal({ executable: temporal, port: ports.temporal }),
    ]);
    await Promise.all(servers.map((server) => server.stop()));
    // Other test files' servers come and go too; what was there before may be gone, but nothing of ours is added.
    expect(ours().filter((name) => !before.includes(name))).toEqual([]);
    expect(await isPortFree(ports.mongo)).toBe(true);
    expect(await isPortFree(ports.temporal)).toBe(true);
  });

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
      await eventually(() => expect(starter.output()).toContain('both run'), { withinMs: 40_000 });
      expect(await isPortFree(ports.mongo)).toBe(false);
      starter.child.kill('SIGKILL');
      await eventually(
        async () => {
          expect(await isPortFree(ports.mongo)).toBe(true);
          expect(await isPortFree(ports.temporal)).toBe(true);
        },
        { withinMs: 20_000 },
      );
    }));

  it('a server that outlived even its guard is stopped by the next start on its data', () =>
    inTemporaryFolder(async (dbPath) => {
      const first = await startMongo({ executable: mongod, dbPath });
      const orphan = pidIn(join(dbPath, 'ringmaster.pid'));
      const identity = processIdentity(orphan);
      const pidFile = readFileSync(join(dbPath, 'ringmaster.pid'), 'utf8');
      process.kill(parentOf(orphan), 'SIGKILL');
      await first.gone;
      expect(processIdentity(orphan)).toBe(identity);
      // We saw the guard go and took its note away; a killed starter could not have.
      writeFileSync(join(dbPath, 'ringmaster.pid'), pidFile);

      const second = await startMongo({ executable: mongod, dbPath });
      expect(processIdentity(orphan)).not.toBe(identity);
      await second.stop();
      expect(existsSync(join(dbPath, 'ringmaster.pid'))).toBe(false);
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
