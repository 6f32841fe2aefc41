import { chmodSync, cpSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { claimDataFolder } from '../../stack/data-folder';
import { inTemporaryFolder } from './programs';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the data folder', () => {
  it('is made so that nobody but its owner may look in', () =>
    inTemporaryFolder(async (folder) => {
      const data = join(folder, 'data');
      claimDataFolder(data).release();
      expect(modeOf(data)).toBe(0o700);
    }));

  it('that is there already keeps the access its owner gave it', () =>
    inTemporaryFolder(async (folder) => {
      const data = join(folder, 'data');
      mkdirSync(data);
      chmodSync(data, 0o750);
      claimDataFolder(data).release();
      expect(modeOf(data)).toBe(0o750);
    }));

  it('that was moved while it was in use is no place to start a server again', () =>
    inTemporaryFolder(async (folder) => {
      const data = join(folder, 'data');
      const { requireHere, release } = claimDataFolder(data);
      requireHere();
      renameSync(data, join(folder, 'elsewhere'));
      expect(requireHere).toThrow('was moved or replaced while it was in use');
      cpSync(join(folder, 'elsewhere'), data, { recursive: true });
      expect(requireHere).toThrow('stop npm start and start it again');
      release();
    }));
});
