import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourcesKey, workflowBundle } from '../../worker/workflow-bundle';
import { inTemporaryFolder } from '../stack/programs';

const logger = { warn: () => {} };

describe('the bundle of the workflows', () => {
  it('is made once for the same sources, and again when what was kept is damaged', () =>
    inTemporaryFolder(async (folder) => {
      const { code } = await workflowBundle({ logger, folder });
      expect(code).toContain('campaignWorkflow');
      // Of the rules for dialling, and of their libraries, a workflow needs none.
      expect(code).not.toMatch(/date-holidays|libphonenumber/);
      const [name] = readdirSync(folder);
      const file = join(folder, name ?? '');

      // Another whole one, to be recognised.
      const other = '/* kept */\n';
      writeFileSync(file, `// ${createHash('sha256').update(other).digest('hex')}\n${other}`);
      expect(await workflowBundle({ logger, folder })).toEqual({ code: other });

      writeFileSync(file, readFileSync(file, 'utf8').slice(0, -2));
      expect((await workflowBundle({ logger, folder })).code).toContain('campaignWorkflow');
      expect(readdirSync(folder)).toEqual([name]);
    }));

  it.each([
    ['below a file', (folder: string) => join(folder, 'file/below')],
    // Where Node's own way to make folders never ends.
    ['where no folder can be made', () => `/proc/none-${process.pid}`],
  ])('that cannot be kept is made all the same (%s)', (_where, folderIn) =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'file'), '');
      const { code } = await workflowBundle({ logger, folder: folderIn(folder) });
      expect(code).toContain('campaignWorkflow');
    }),
  );

  it('is another one when a workflow, a rule, a package or the way of encrypting is another one', () =>
    inTemporaryFolder(async (folder) => {
      for (const room of ['workflows', 'domain/places']) mkdirSync(join(folder, room), { recursive: true });
      const sources = ['workflows/call.ts', 'domain/places/zones.ts', 'package-lock.json', 'tsconfig.json'];
      for (const name of sources) writeFileSync(join(folder, name), 'first');
      const keys = [sourcesKey(folder), sourcesKey(folder, '/failure-converter')];
      for (const name of sources) {
        writeFileSync(join(folder, name), 'second');
        keys.push(sourcesKey(folder));
      }
      writeFileSync(join(folder, 'workflows/new.ts'), '');
      keys.push(sourcesKey(folder));
      expect(new Set(keys).size).toBe(keys.length);
      expect(sourcesKey(folder)).toBe(keys.at(-1));
    }));
});
