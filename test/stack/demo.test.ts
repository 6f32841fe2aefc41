import { isPortFree } from '../../stack/servers/ports';
import { inTemporaryFolder, runNode } from './programs';
import { readdirSync } from 'node:fs';

// Ready in seconds, told in about forty; three minutes are for a machine that does other things as well.
const DEMO_WITHIN_MS = 180_000;

describe('npm run demo -- --exit', () => {
  it(
    'sees every claim of its story to be true through the public API, and leaves nothing',
    () =>
      inTemporaryFolder(async (folder) => {
        const demo = runNode(['stack/launch.js', 'demo', '--exit'], {
          ...process.env,
          PORT: '',
          TMPDIR: folder,
        });
        const status = await demo.ended;
        expect(demo.output()).toContain('All of it was seen to be true.');
        expect(status).toBe(0);
        const url = /API +(http\S+)/.exec(demo.output())?.[1] ?? '';
        expect(await isPortFree(Number(new URL(url).port))).toBe(true);
        expect(readdirSync(folder).filter((name) => name.startsWith('ringmaster-'))).toEqual([]);
      }),
    DEMO_WITHIN_MS,
  );
});
