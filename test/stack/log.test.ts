import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { keepLogsSmall } from '../../stack/processes/log-size';
import { eventually } from '../support/eventually';
import { environment, inTemporaryFolder, root } from './programs';

const requiring = (name: string): string => JSON.stringify(join(root, 'stack', name));

/**
 * Runs a piece of TypeScript of ours whose output, as that of a role, is appended to a file; it talks to us on
 * descriptor 3.
 */
function roleWith(file: string, code: string, mostBlocks = 'unlimited') {
  const child = spawn(
    'sh',
    [
      '-c',
      `ulimit -f ${mostBlocks}; exec "$0" --require tsx/cjs -e "$1" >> "$2" 2>&1`,
      process.execPath,
      code,
      file,
    ],
    { cwd: root, env: environment(), stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  let told = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', (status) => resolve(status)));
  return { told: () => told, stop: async () => (child.kill('SIGKILL'), ended), ended };
}

it('a role whose log cannot be written goes on, and writes again when there is room', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'role.log');
    // No file may be larger than a megabyte: for whoever appends to it that is a full disk.
    const role = roleWith(
      file,
      `const log = require(${requiring('config/log')}).createLog('role');
       for (let line = 0; line < 30_000; line++) log.info('one of three megabytes, all told');
       process.stderr.write('what a library says');
       process.stderr.write('what Node says');
       let line = 0;
       setInterval(() => {
         log.info({ line: line++ }, 'it goes on');
         require('node:fs').writeSync(3, 'alive ');
       }, 20);`,
      '2048',
    );
    try {
      await eventually(() => expect(role.told()).toContain('alive alive alive'), { withinMs: 20_000 });
      expect(readFileSync(file, 'utf8')).not.toContain('it goes on');
      truncateSync(file);
      await eventually(() => expect(readFileSync(file, 'utf8')).toContain('it goes on'), {
        withinMs: 20_000,
      });
    } finally {
      await role.stop();
    }
  }));

it('a log that grows is cut while its role writes on, and the end of what was before is kept', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'role.log');
    const limit = 100_000;
    const stopKeeping = keepLogsSmall(folder, limit);
    const role = roleWith(
      file,
      `const log = require(${requiring('config/log')}).createLog('role');
       setInterval(() => log.info('x'.repeat(5_000)), 10);`,
    );
    try {
      await eventually(() => expect(existsSync(`${file}.1`)).toBe(true));
      const { mtimeMs } = statSync(`${file}.1`);
      // Cut again: what it writes after the first time is in the same file.
      await eventually(() => expect(statSync(`${file}.1`).mtimeMs).toBeGreaterThan(mtimeMs));
      expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(limit);
      expect(readFileSync(`${file}.1`, 'utf8').trimEnd().split('\n').at(-1)).toMatch(/^\{.*x+"\}$/);
    } finally {
      await role.stop();
      stopKeeping();
    }
  }));
