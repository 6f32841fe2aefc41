/**
 * Tests that we did not write: Schemathesis makes valid and invalid requests from the API's document alone, follows its
 * links, and judges each answer by it. `npm run fuzz -- --minutes N` goes on for longer, with other seeds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';
import { resolvePythonProgram } from '../../stack/tools/python-program';

const FOREIGN_MARK = 'only-for-the-other-organisation';
/** The fields of the places in all lists: each list reads its own. */
const CURSOR = Buffer.from(
  JSON.stringify({ id: '0'.repeat(24), version: 5, number: '+12025550100', dueAtMs: 0 }),
).toString('base64url');

/** Found what there was to find, in a minute or two; the longer run has its own bound. */
const EXAMPLES = 15;
const SEED = 20_261_129;
/** Ten times what it takes on two cores. */
const WITHIN_MS = 20 * 60_000;
const minutes = Number(process.env['RINGMASTER_FUZZ_MINUTES'] ?? 0);

let ringmaster: Ringmaster;
let folder: string;
beforeAll(async () => {
  ringmaster = await startRingmaster();
  folder = mkdtempSync(join(tmpdir(), 'ringmaster-stranger-'));
});
afterAll(async () => {
  await ringmaster.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A campaign with a job, whose texts no other organisation may see. */
async function foreign(): Promise<{ campaignId: string; jobId: string }> {
  const headers = { authorization: `Bearer ${await ringmaster.keyOf('org_foreign')}` };
  const campaign = await ringmaster.request<{ Campaign: { ID: string } }>(
    'POST',
    '/campaigns',
    { Name: FOREIGN_MARK, Data: { CallerID: '+12025550100' } },
    headers,
  );
  const campaignId = campaign.body.Campaign.ID;
  const job = await ringmaster.request<{ Job: { ID: string } }>(
    'POST',
    `/campaigns/${campaignId}/jobs`,
    { ContactPhoneNumber: '+12025550111', ContactName: FOREIGN_MARK },
    headers,
  );
  return { campaignId, jobId: job.body.Job.ID };
}

async function run(args: string[], env: Record<string, string>): Promise<{ status: number; output: string }> {
  const executable = await resolvePythonProgram({
    tool: 'schemathesis',
    version: '4.32.5',
    module: 'schemathesis.cli',
  });
  const config = join(__dirname, 'stranger/schemathesis.toml');
  const child = spawn(executable, ['--config-file', config, 'run', ...args], {
    // What it remembers of earlier runs stays here.
    cwd: folder,
    env: {
      ...process.env,
      ...env,
      SCHEMATHESIS_HOOKS: join(__dirname, 'stranger/hooks.py'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    timeout: WITHIN_MS + minutes * 60_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (minutes > 0) process.stderr.write(chunk);
    });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status: status ?? -1, output };
}

it(
  'a stranger with the document finds no fault: no 5xx, no answer that is not in it, nothing invalid taken, nothing valid refused, nothing of another organisation',
  async () => {
    const { campaignId, jobId } = await foreign();
    const campaigns = await Promise.all(Array.from({ length: 6 }, () => ringmaster.createCampaign()));
    const bounds =
      minutes > 0 ? ['--max-time', String(minutes * 60)] : ['--seed', String(SEED), '-n', String(EXAMPLES)];
    const { status, output } = await run(
      [
        `${ringmaster.url}/openapi.json`,
        ...['--header', `Authorization: Bearer ${ringmaster.key}`],
        ...['--checks', 'all', '--phases', 'examples,coverage,fuzzing,stateful', '--continue-on-failure'],
        ...['--warnings', 'off'],
        ...bounds,
      ],
      {
        STRANGER_CAMPAIGNS: campaigns.join(','),
        STRANGER_FOREIGN_CAMPAIGN: campaignId,
        STRANGER_FOREIGN_JOB: jobId,
        STRANGER_FOREIGN_MARK: FOREIGN_MARK,
        STRANGER_CURSOR: CURSOR,
      },
    );
    // All of it: what was found, and the request that shows it.
    if (status !== 0) throw new Error(output);
    expect(output).toMatch(/[1-9]\d{2,} generated/);
  },
  WITHIN_MS + minutes * 60_000 + 60_000,
);
