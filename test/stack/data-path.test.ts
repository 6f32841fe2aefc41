/** Where people put their data: every path works, or is refused before anything runs. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { claimDataFolder, clearDataFolder } from '../../stack/data-folder';
import { startMongo, startTemporal } from '../../stack/servers';
import { resolveMongod } from '../../stack/tools/mongod';
import { resolveTemporal } from '../../stack/tools/temporal';
import { inTemporaryFolder, runNode } from './programs';

/** As long as may be, in names as long as may be. */
function longPath(bytes: number, above: string): string {
  let path = above;
  while (bytes - path.length > 250) path = join(path, 'x'.repeat(200));
  return join(path, 'y'.repeat(bytes - path.length - 1));
}

it.each([
  ['a fragment', () => 'a#b'],
  ['a query', () => 'a?mode=memory&b=c;d'],
  ['an escape', () => 'a%41b%'],
  ['quotes, spaces, a newline and other letters', () => ` a'b"c\\d\nä 名 `],
  ['an option', () => '--port'],
  [
    'a link to it',
    (above: string) => (symlinkSync(mkdtempSync(`${above}/of#`), join(above, 'link')), 'link'),
  ],
  ['the longest path', (above: string) => longPath(480, above).slice(above.length + 1)],
])('data in a folder whose name is like %s is all in there, and none is left by a reset', (_what, nameIn) =>
  inTemporaryFolder(async (above) => {
    const name = nameIn(above);
    const folder = join(above, name);
    const others = readdirSync(above);
    const { release } = claimDataFolder(folder);
    const servers = await Promise.allSettled([
      startTemporal({ executable: await resolveTemporal(), dbFilename: join(folder, 'temporal.sqlite') }),
      startMongo({ executable: await resolveMongod(), dbPath: join(folder, 'mongo') }),
    ]);
    for (const server of servers) if (server.status === 'fulfilled') await server.value.stop();
    expect(servers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['mongo', 'temporal.sqlite']));
    release();
    expect(statSync(join(folder, 'temporal.sqlite')).size).toBeGreaterThan(0);
    const beside = readdirSync(above).filter((one) => !name.startsWith(one) && !others.includes(one));
    expect(beside).toEqual([]);
    if (name === 'link') return;
    // The log of a server that is given none lies beside its data.
    expect(readdirSync(folder).filter((one) => !/^(logs|mongo|temporal\.(log|sqlite.*))$/.test(one))).toEqual(
      [],
    );
    clearDataFolder(folder);
    expect(existsSync(join(folder, 'temporal.sqlite'))).toBe(false);
  }),
);

it.each([
  ['a file', (above: string) => (writeFileSync(join(above, 'file'), ''), join(above, 'file')), 'is a file'],
  ['below a file', (above: string) => (writeFileSync(join(above, 'a'), ''), join(above, 'a/b')), 'is a file'],
  ['longer than its servers can bear', (above: string) => longPath(481, above), '480 at most'],
  [
    'a link to one that is too long',
    (above: string) => {
      mkdirSync(longPath(481, above), { recursive: true });
      symlinkSync(longPath(481, above), join(above, 'link'));
      return join(above, 'link');
    },
    '480 at most',
  ],
  ['where no folder can be made', () => `/proc/none-${process.pid}`, 'no folder can be made there'],
  ['of a name that is too long', (above: string) => join(above, 'x'.repeat(256)), 'is too long'],
])('npm start refuses a data folder that is %s, with the variable to set', (_what, folderIn, why) =>
  inTemporaryFolder(async (above) => {
    const folder = folderIn(above);
    const start = runNode(['stack/launch.js', 'start'], { PORT: '0', RINGMASTER_DATA_DIR: folder });
    expect(await start.ended).toBe(1);
    expect(start.output()).toContain(`The data folder ${folder} cannot be used: `);
    expect(start.output()).toContain(why);
    expect(start.output()).toContain('Set RINGMASTER_DATA_DIR to another folder.');
    expect(start.output()).not.toContain('    at ');
  }),
);
