import { cpSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lock, lockHolder, processIdentity, tryLock } from '../../stack/lock';
import { eventually } from '../support/eventually';
import { inTemporaryFolder, root, runScript } from './programs';

const holdScript = (file: string): string => `
  const { tryLock } = require(${JSON.stringify(join(root, 'stack/lock.js'))});
  console.log(tryLock(${JSON.stringify(file)}).release ? 'taken' : 'refused');
  setInterval(() => {}, 1000);
`;

describe('a lock', () => {
  it('has one holder, and names it to the others', () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'one.lock');
      const { release } = tryLock(file);
      const other = runScript(holdScript(file));
      await eventually(() => expect(other.output()).toContain('refused'));
      other.child.kill('SIGKILL');
      await other.ended;
      expect(tryLock(file).heldBy).toBe(process.pid);
      release?.();
      expect(readdirSync(folder)).toEqual([]);
    }));

  it('of a killed process is broken', () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'one.lock');
      const holder = runScript(holdScript(file));
      await eventually(() => expect(holder.output()).toContain('taken'));
      expect(lockHolder(file)).toBe(holder.child.pid);
      holder.child.kill('SIGKILL');
      await holder.ended;
      const { release } = await lock(file, { withinMs: 5_000 });
      expect(lockHolder(file)).toBe(process.pid);
      release();
    }));

  it('that came with a copy of its folder holds nobody up, and in a folder that was moved it holds', () =>
    inTemporaryFolder(async (folder) => {
      const [original, copy, moved] = ['original', 'copy', 'moved'].map((name) => join(folder, name));
      const { release } = tryLock(join(original ?? '', 'one.lock'));
      cpSync(original ?? '', copy ?? '', { recursive: true });
      expect(lockHolder(join(copy ?? '', 'one.lock'))).toBeUndefined();
      const ofCopy = await lock(join(copy ?? '', 'one.lock'), { withinMs: 5_000 });

      renameSync(original ?? '', moved ?? '');
      expect(tryLock(join(moved ?? '', 'one.lock')).heldBy).toBe(process.pid);
      // A copy that takes the place of the original keeps its lock when the holder of the original leaves.
      renameSync(copy ?? '', original ?? '');
      release?.();
      expect(lockHolder(join(original ?? '', 'one.lock'))).toBe(process.pid);
      ofCopy.release();
    }));

  it('of a pid that now belongs to another process is broken', () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'one.lock');
      writeFileSync(file, JSON.stringify({ pid: process.pid, identity: `${processIdentity(process.pid)}0` }));
      const { release } = await lock(file, { withinMs: 5_000 });
      release();
    }));

  it('is waited for no longer than the bound', () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'one.lock');
      const { release } = tryLock(file);
      await expect(lock(file, { withinMs: 300 })).rejects.toThrow(`Process ${process.pid} holds`);
      release?.();
    }));
});
