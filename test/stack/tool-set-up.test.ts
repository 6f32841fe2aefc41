import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setUp, type CachedTool } from '../../stack/tools/cache';
import { runCommand } from '../../stack/tools/command';
import { download } from '../../stack/tools/download';
import { resolveTool, type Way } from '../../stack/tools/resolve';
import { NotOffered } from '../../stack/tools/version';
import { inCache } from '../../stack/tools/ways';
import { eventually } from '../support/eventually';
import { inTemporaryFolder, root, runScript } from './programs';

const check = async (executable: string): Promise<void> => {
  await runCommand(executable, ['--version'], { withinMs: 10_000 });
};
const toolIn = (folder: string): CachedTool => ({ tool: 'drum', version: '1.0', folder, check });
const drum = '#!/bin/sh\necho drum 1.0\n';

/** A set-up in a process of its own: it writes half of the tool, says so, and goes on when the file `go` exists. */
const setUpScript = (folder: string): string => `
  const { setUp } = require(${JSON.stringify(join(root, 'stack/tools/cache'))});
  const { runCommand } = require(${JSON.stringify(join(root, 'stack/tools/command'))});
  const fs = require('node:fs');
  const folder = ${JSON.stringify(folder)};
  const tool = { tool: 'drum', version: '1.0', folder, check: (path) => runCommand(path, ['--version'], { withinMs: 10000 }) };
  setUp(tool, async (workplace) => {
    fs.appendFileSync(folder + '/builds', 'x');
    fs.writeFileSync(workplace + '/drum', ${JSON.stringify(drum.slice(0, 12))});
    console.log('half');
    while (!fs.existsSync(folder + '/go')) await new Promise((resolve) => setTimeout(resolve, 20));
    fs.writeFileSync(workplace + '/drum', ${JSON.stringify(drum)}, { mode: 0o755 });
    fs.chmodSync(workplace + '/drum', 0o755);
  }).then((path) => console.log('ready ' + path), (error) => console.log('failed ' + error.message));
`;

const go = (folder: string): Promise<string> =>
  runCommand('touch', [join(folder, 'go')], { withinMs: 10_000 });

describe('setting up a tool', () => {
  it('two at the same time build it once, and both get a tool that runs', () =>
    inTemporaryFolder(async (folder) => {
      const programs = [runScript(setUpScript(folder)), runScript(setUpScript(folder))];
      const outputs = (): string => programs.map((program) => program.output()).join('');
      await eventually(() => expect(outputs()).toContain('half'));
      await eventually(() => expect(outputs()).toContain('waiting for it'));
      await go(folder);
      await Promise.all(programs.map(({ ended }) => ended));
      for (const program of programs) expect(program.output()).toContain(`ready ${folder}/drum/1.0/drum`);
      expect(readFileSync(join(folder, 'builds'), 'utf8')).toBe('x');
      expect(readdirSync(join(folder, 'drum'))).toEqual(['1.0']);
    }));

  it('one killed in the middle leaves nothing that is used, and the next one cleans up and succeeds', () =>
    inTemporaryFolder(async (folder) => {
      const killed = runScript(setUpScript(folder));
      await eventually(() => expect(killed.output()).toContain('half'));
      killed.child.kill('SIGKILL');
      await killed.ended;
      await expect(inCache([toolIn(folder)]).attempt()).rejects.toThrow('nothing in');

      const next = runScript(setUpScript(folder));
      await go(folder);
      await next.ended;
      expect(next.output()).toContain('ready');
      expect(await inCache([toolIn(folder)]).attempt()).toBe(join(folder, 'drum/1.0/drum'));
      expect(readdirSync(join(folder, 'drum'))).toEqual(['1.0']);
    }));

  it('a tool that does not run is not kept', () =>
    inTemporaryFolder(async (folder) => {
      const broken = setUp(toolIn(folder), (workplace) =>
        runCommand(
          'sh',
          ['-c', `printf '#!/bin/sh\\nexit 3\\n' > ${workplace}/drum; chmod +x ${workplace}/drum`],
          {
            withinMs: 10_000,
          },
        ).then(() => {}),
      );
      await expect(broken).rejects.toThrow('status 3');
      expect(readdirSync(join(folder, 'drum'))).toEqual([]);
    }));
});

describe('a download', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((_request, response) => response.end(drum));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/drum`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const fetchAs = (sha256: string, folder: string): Promise<string> =>
    setUp(toolIn(folder), async (workplace) => {
      await download({ what: 'drum', url, sha256, file: join(workplace, 'drum') });
      await runCommand('chmod', ['755', join(workplace, 'drum')], { withinMs: 10_000 });
    });

  it('with the pinned content is used', () =>
    inTemporaryFolder(async (folder) => {
      const executable = await fetchAs(createHash('sha256').update(drum).digest('hex'), folder);
      expect(readFileSync(executable, 'utf8')).toBe(drum);
    }));

  it('with another content is an error of that way, never used and never left in the cache', () =>
    inTemporaryFolder(async (folder) => {
      const poisoned: Way = { name: 'download', attempt: () => fetchAs('0'.repeat(64), folder) };
      const other: Way = { name: 'other', attempt: () => Promise.resolve('/other/drum') };
      const search = { tool: 'drum', variable: 'DRUM_URL', example: 'drum://here' };
      await expect(resolveTool({ ...search, ways: [poisoned] })).rejects.toThrow('download: wrong checksum');
      expect(await resolveTool({ ...search, ways: [poisoned, other] })).toBe('/other/drum');
      expect(readdirSync(join(folder, 'drum'))).toEqual([]);
    }));
});

describe('finding a tool', () => {
  it('says whether the next try may find it: only a way that was not to be used this time may be', async () => {
    const notOffered: Way = { name: 'a', attempt: () => Promise.reject(new NotOffered('another version')) };
    const offline: Way = { name: 'b', attempt: () => Promise.reject(new Error('no network')) };
    const search = { tool: 'drum', variable: 'X', example: 'y' };
    await expect(resolveTool({ ...search, ways: [notOffered] })).rejects.toMatchObject({ isCertain: true });
    await expect(resolveTool({ ...search, ways: [notOffered, offline] })).rejects.toMatchObject({
      isCertain: false,
    });
  });

  it('takes the first way that leads to it, and asks no further', async () => {
    const asked: string[] = [];
    const way = (name: string, path?: string): Way => ({
      name,
      attempt: () => {
        asked.push(name);
        return path === undefined ? Promise.reject(new Error('no')) : Promise.resolve(path);
      },
    });
    const ways = [way('a'), way('b', '/b/drum'), way('c', '/c/drum')];
    expect(await resolveTool({ tool: 'drum', variable: 'X', example: 'y', ways })).toBe('/b/drum');
    expect(asked).toEqual(['a', 'b']);
  });

  it('a program that is stopped at its limit is not waited for, whatever it has started', async () => {
    const began = performance.now();
    await expect(runCommand('sh', ['-c', 'sleep 3 & wait'], { withinMs: 200 })).rejects.toThrow(
      'took over 0.2 s',
    );
    expect(performance.now() - began).toBeLessThan(2_500);
  });
});
