/** The commands of the guide do what it says, in its order. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

/** Three calls take seconds. */
const WITHIN_MS = 120_000;

let ringmaster: Ringmaster;
let folder: string;
beforeAll(async () => {
  ringmaster = await startRingmaster();
  folder = mkdtempSync(join(tmpdir(), 'ringmaster-guide-'));
});
afterAll(async () => {
  await ringmaster.stop();
  rmSync(folder, { recursive: true, force: true });
});

const guide = readFileSync(join(__dirname, '../../docs/api.md'), 'utf8');

it('has at most 1,500 words', () => {
  expect(guide.split(/\s+/).length).toBeLessThanOrEqual(1_500);
});

it('takes a campaign from its creation to its end', async () => {
  const commands = [...guide.matchAll(/^```bash\n([^]*?)^```$/gm)].map(([, block]) => block).join('\n');
  const child = spawn(
    'bash',
    ['-euo', 'pipefail', '-c', `${commands}\nprintf "\\ncampaign %s\\n" "$CAMPAIGN"`],
    {
      cwd: folder,
      env: { ...process.env, API: ringmaster.url, KEY: ringmaster.key },
      timeout: WITHIN_MS,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(output);
  const [, campaignId = ''] = /^campaign (\w+)$/m.exec(output) ?? [];
  expect(await ringmaster.get(campaignId)).toMatchObject({
    Campaign: { State: 'ended' },
    Metrics: { JobStateCounts: { completed: 3, failed: 0 } },
  });
});
