import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keptData, noteVersion } from '../../stack/data-version';
import { keepAside } from '../../stack/other-temporal';
import { mayOpen } from '../../stack/tools/version';
import { inTemporaryFolder, root, runNode, runScript } from './programs';

/** A server that only tells its version: whoever starts it as a server fails. */
function fakeServer(file: string, says: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n[ "$1" = --version ] && echo '${says}' && exit 0\nexit 9\n`);
  chmodSync(file, 0o755);
  return file;
}
const temporalSays = (version: string): string => `temporal version 9.9.9 (Server ${version}, UI 2.1.0)`;
const mongodSays = (version: string): string => `db version v${version}`;

/** A data folder as a start leaves it that used these versions. */
function dataOf(folder: string, versions: { temporal: string; mongod: string }): string {
  const data = join(folder, 'data');
  mkdirSync(join(data, 'mongo'), { recursive: true });
  writeFileSync(join(data, 'temporal.sqlite'), 'the events of months');
  writeFileSync(join(data, 'temporal.sqlite.version'), `${versions.temporal}\n`);
  writeFileSync(join(data, 'mongo/WiredTiger'), 'WiredTiger 10.0.2');
  writeFileSync(join(data, 'mongo/ringmaster.version'), `${versions.mongod}\n`);
  return data;
}

/** What the two searches end with, for this data. */
async function found(folder: string, data: string): Promise<string[]> {
  const file = (name: string): string => JSON.stringify(join(root, 'stack', name));
  const search = runScript(
    `
    const { keptData } = require(${file('data-version')});
    const { resolveTemporal } = require(${file('tools/temporal')});
    const { resolveMongod } = require(${file('tools/mongod')});
    Promise.all([
      resolveTemporal({ data: keptData(${JSON.stringify(data)}, 'temporal') }),
      resolveMongod({ data: keptData(${JSON.stringify(data)}, 'mongod') }),
    ]).then((files) => console.log(files.join('\\n')), (error) => console.log(error.message));
  `,
    { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') },
  );
  await search.ended;
  return search.output().trim().split('\n');
}

describe('the data of a server', () => {
  it('is opened by the version of its own time from the cache, although a newer one is on PATH', () =>
    inTemporaryFolder(async (folder) => {
      const data = dataOf(folder, { temporal: '1.27.2', mongod: '7.0.3' });
      fakeServer(join(folder, 'bin/temporal'), temporalSays('1.31.0'));
      fakeServer(join(folder, 'bin/mongod'), mongodSays('8.2.6'));
      // Not the versions that are fetched today.
      const cached = [
        fakeServer(join(folder, 'cache/ringmaster/temporal/1.3.0/temporal'), temporalSays('1.27.2')),
        fakeServer(join(folder, 'cache/ringmaster/mongod/7.0.3/mongod'), mongodSays('7.0.3')),
      ];
      expect(await found(folder, data)).toEqual(cached);
    }));

  it('is opened by the one on PATH where that is of the same release', () =>
    inTemporaryFolder(async (folder) => {
      const data = dataOf(folder, { temporal: '1.27.2', mongod: '7.0.3' });
      const onPath = [
        fakeServer(join(folder, 'bin/temporal'), temporalSays('1.27.4')),
        fakeServer(join(folder, 'bin/mongod'), mongodSays('7.0.9')),
      ];
      expect(await found(folder, data)).toEqual(onPath);
    }));

  it('that only another version of mongod could open is refused before anything runs, naming both and the way out', () =>
    inTemporaryFolder(async (folder) => {
      // Temporal's could be begun anew, and stays where it is all the same.
      const data = dataOf(folder, { temporal: '1.27.2', mongod: '7.0.3' });
      fakeServer(join(folder, 'bin/temporal'), temporalSays('1.31.0'));
      fakeServer(join(folder, 'bin/mongod'), mongodSays('8.2.6'));
      const start = runNode(['stack/launch.js', 'start'], {
        PORT: '0',
        RINGMASTER_DATA_DIR: data,
        PATH: join(folder, 'bin'),
        XDG_CACHE_HOME: join(folder, 'cache'),
      });
      expect(await start.ended).toBe(1);
      expect(start.output()).toContain('was written by MongoDB 7.0.3');
      expect(start.output()).toContain('is MongoDB 8.2.6, which may not open data of');
      expect(start.output()).toContain('Either put a mongod of MongoDB 7.0 on PATH');
      for (const log of ['mongod.log', 'temporal.log'])
        expect(existsSync(join(data, 'logs', log))).toBe(false);
      expect(existsSync(join(data, 'start.lock'))).toBe(false);
      expect(keptData(data, 'temporal')?.writtenBy).toBe('1.27.2');
    }));

  it('of Temporal that only another version could open is kept aside whole, under a name that nothing has', () =>
    inTemporaryFolder(async (folder) => {
      const data = dataOf(folder, { temporal: '1.27.2', mongod: '7.0.3' });
      const executable = fakeServer(join(folder, 'bin/temporal'), temporalSays('1.31.0'));
      fakeServer(join(folder, 'bin/mongod'), mongodSays('7.0.3'));
      const file = (name: string): string => join(data, `temporal.sqlite${name}`);
      writeFileSync(file('-wal'), 'the latest events');
      writeFileSync(file('.1.27.2'), 'kept by an earlier start');
      const kept = keptData(data, 'temporal');
      if (kept === undefined) throw new Error('no data');
      expect(keepAside(kept)).toBe(file('.1.27.2.2'));
      const read = (name: string): string => readFileSync(file(name), 'utf8');
      expect(read('.1.27.2')).toBe('kept by an earlier start');
      expect(read('.1.27.2.2')).toBe('the events of months');
      expect(read('.1.27.2.2-wal')).toBe('the latest events');
      expect(existsSync(file('-wal'))).toBe(false);
      // Cut off before the database itself had its new name: it goes where its other file is.
      writeFileSync(file(''), 'the events of weeks');
      writeFileSync(file('.1.28.0-wal'), 'the latest of them');
      expect(keepAside({ ...kept, writtenBy: '1.28.0' })).toBe(file('.1.28.0'));
      expect([read('.1.28.0'), read('.1.28.0-wal')]).toEqual(['the events of weeks', 'the latest of them']);
      // The new server's data is its own.
      await noteVersion(data, 'temporal', executable, () => Promise.resolve(writeFileSync(file(''), 'new')));
      expect(keptData(data, 'temporal')?.writtenBy).toBe('1.31.0');
    }));

  it('is noted with the version that made it before the server has run, and no server that failed on it takes its place', () =>
    inTemporaryFolder(async (folder) => {
      const server = (version: string) => fakeServer(join(folder, `mongod-${version}`), mongodSays(version));
      const failing = (): Promise<void> => Promise.reject(new Error('it ended'));
      // Killed in the middle of making the data.
      await expect(
        noteVersion(folder, 'mongod', server('6.0.5'), () => {
          writeFileSync(join(folder, 'mongo/WiredTiger'), 'WiredTiger 10.0.2');
          return failing();
        }),
      ).rejects.toThrow('it ended');
      expect(keptData(folder, 'mongod')?.writtenBy).toBe('6.0.5');

      await expect(noteVersion(folder, 'mongod', server('6.0.9'), failing)).rejects.toThrow('it ended');
      expect(keptData(folder, 'mongod')?.writtenBy).toBe('6.0.5');
      await noteVersion(folder, 'mongod', server('6.0.9'), () => Promise.resolve());
      expect(keptData(folder, 'mongod')?.writtenBy).toBe('6.0.9');
    }));

  it('may be opened by any patch of its release, and by no version before a release but its own', () => {
    expect(mayOpen('1.29.1', '1.29.4')).toBe(true);
    expect(mayOpen('1.30.0', '1.29.1')).toBe(false);
    expect(mayOpen('1.29.0', '1.3.0')).toBe(false);
    expect(mayOpen('1.29.1', '1.29.0-142.0')).toBe(false);
    expect(mayOpen('1.29.0-142.0', '1.29.0-142.0')).toBe(true);
  });
});
