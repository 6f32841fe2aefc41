import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { inTemporaryFolder, type Program, root, runNode } from './programs';

/** A fresh clone in small: our launcher, a lockfile, one script to launch, and an npm that waits for the file `go`. */
function freshClone(folder: string): {
  launch: () => Program;
  npmRuns: () => number;
  lockfile: (version: string) => void;
} {
  mkdirSync(join(folder, 'stack'));
  mkdirSync(join(folder, 'bin'));
  for (const name of ['launch.js', 'lock.js'])
    copyFileSync(join(root, 'stack', name), join(folder, 'stack', name));
  writeFileSync(
    join(folder, 'stack/check.js'),
    `module.exports = async () => { console.log('launched'); return 0; };`,
  );
  const npm = `#!/bin/sh
echo "$@" >> ${folder}/npm-runs
until [ -e ${folder}/go ]; do sleep 0.05; done
mkdir -p ${folder}/node_modules
cp ${folder}/package-lock.json ${folder}/node_modules/.package-lock.json
`;
  writeFileSync(join(folder, 'bin/npm'), npm, { mode: 0o755 });
  const lockfile = (version: string): void =>
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({
        packages: {
          '': {},
          'node_modules/drum': { version },
          'node_modules/tin': { version, optional: true },
        },
      }),
    );
  lockfile('1.0.0');
  const env = {
    npm_execpath: '',
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
  };
  return {
    launch: () => runNode([join(folder, 'stack/launch.js'), 'check'], env),
    npmRuns: () =>
      existsSync(join(folder, 'npm-runs'))
        ? readFileSync(join(folder, 'npm-runs'), 'utf8').trim().split('\n').length
        : 0,
    lockfile,
  };
}

const lockOf = (folder: string): string =>
  `ringmaster-install-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.lock`;

const holderIn = (folder: string): number =>
  (JSON.parse(readFileSync(join(tmpdir(), lockOf(folder)), 'utf8')) as { pid: number }).pid;

describe('the first command in a fresh clone', () => {
  it('installs the dependencies, once, also when two are launched at the same time', () =>
    inTemporaryFolder(async (folder) => {
      const clone = freshClone(folder);
      const both = [clone.launch(), clone.launch()];
      const outputs = (): string => both.map((program) => program.output()).join('');
      try {
        await eventually(() => expect(outputs()).toContain('running npm ci'));
        await eventually(() => expect(outputs()).toContain('waiting for it'));
      } finally {
        writeFileSync(join(folder, 'go'), '');
      }
      expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
      for (const program of both) expect(program.output()).toContain('launched');
      expect(clone.npmRuns()).toBe(1);
      expect(readdirSync(tmpdir())).not.toContain(lockOf(folder));
    }));

  it('installs again only when the lockfile asks for something else', () =>
    inTemporaryFolder(async (folder) => {
      const clone = freshClone(folder);
      writeFileSync(join(folder, 'go'), '');
      expect(await clone.launch().ended).toBe(0);
      expect(await clone.launch().ended).toBe(0);
      expect(clone.npmRuns()).toBe(1);
      clone.lockfile('1.0.1');
      expect(await clone.launch().ended).toBe(0);
      expect(clone.npmRuns()).toBe(2);
    }));

  it('killed in the middle, leaves its npm to finish, and the next launch waits for that one', () =>
    inTemporaryFolder(async (folder) => {
      const clone = freshClone(folder);
      const killed = clone.launch();
      let next: Program;
      try {
        await eventually(() => expect(clone.npmRuns()).toBe(1));
        // The lock is npm's milliseconds after it began: a launcher killed in between leaves one that nobody waits for.
        await eventually(() => expect(holderIn(folder)).not.toBe(killed.child.pid));
        killed.child.kill('SIGKILL');
        await eventually(() => expect(killed.child.signalCode).toBe('SIGKILL'));
        next = clone.launch();
        await eventually(() => expect(next.output()).toContain('waiting for it'));
      } finally {
        writeFileSync(join(folder, 'go'), '');
      }
      expect(await next.ended).toBe(0);
      expect(next.output()).toContain('launched');
      expect(clone.npmRuns()).toBe(1);
    }));
});
