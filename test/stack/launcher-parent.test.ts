import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { inTemporaryFolder, root } from './programs';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('what npm started stops when npm is killed without passing the signal on', () =>
  inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, 'stack'));
    mkdirSync(join(folder, 'node_modules'));
    for (const name of ['launch.js', 'lock.js'])
      copyFileSync(join(root, 'stack', name), join(folder, 'stack', name));
    // Runs until it is told to stop.
    writeFileSync(
      join(folder, 'stack/check.js'),
      `module.exports = () => new Promise(() => { console.log(process.pid); setInterval(() => {}, 1000); });`,
    );
    for (const file of ['package-lock.json', 'node_modules/.package-lock.json'])
      writeFileSync(join(folder, file), JSON.stringify({ packages: {} }));
    const npm = spawn(
      'sh',
      ['-c', `"${process.execPath}" "${join(folder, 'stack/launch.js')}" check; true`],
      {
        env: { ...process.env, npm_lifecycle_event: 'start' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = (await once(npm.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    npm.kill('SIGKILL');
    await eventually(() => expect(isAlive(pid)).toBe(false));
  }));
