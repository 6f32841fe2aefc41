import { chmodSync, mkdirSync, statSync } from 'node:fs';
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
});
