import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { newId } from '../../store/mongodb/mongo';
import { CALLER_ID, contact, type RunningApi, startApi } from '../support/running-api';
import { type Exported, type LargeExport } from './export-process';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** Of which about 60 MiB are the program, and some 40 two batches of the largest jobs: no file fits beside them. */
const HEAP_MIB = 128;
/** Heap, code and buffers have about 280 MB. */
const MOST_BYTES = 400_000_000;

/** @returns how many bytes of data the jobs have. */
async function storeJobs(campaignId: string, jobs: number, characters: number): Promise<number> {
  const prefix = newId();
  const at = new Date();
  const owner = { OrgID: api.orgId, CampaignID: campaignId };
  const TOGETHER = 1_000;
  for (let from = 0; from < jobs; from += TOGETHER) {
    const ids = Array.from({ length: Math.min(TOGETHER, jobs - from) }, (_, i) => from + i);
    await api.store.jobs.insertMany(
      ids.map((n) => ({
        ...{
          _id: `${prefix}-${n}`,
          ...owner,
          State: 'completed' as const,
          Attempts: 1,
          CreatedAt: at,
          UpdatedAt: at,
        },
        ...{ ContactPhoneNumber: contact(n), DueAt: at, Data: { n, text: 'x'.repeat(characters) } },
      })),
    );
    await api.store.calls.insertMany(
      ids.map((n) => ({
        ...{ _id: `call:${prefix}-${n}:1`, ...owner, JobID: `${prefix}-${n}`, Attempt: 1, Version: 1 },
        ...{ CallerID: CALLER_ID, DialledAt: at, EndedAt: at, Outcome: 'completed' as const },
      })),
    );
  }
  return jobs * characters;
}

describe('an export takes no more memory than a few of its batches', () => {
  it.each([
    ['many jobs with some data', 60_000, 2_000],
    ['jobs with as much data as one may have', 3_000, 60_000],
  ])('%s', async (_what, jobs, characters) => {
    const { _id: campaignId } = await api.storeCampaign();
    const size = await storeJobs(campaignId, jobs, characters);
    for (const format of ['csv', 'ndjson', 'xlsx'] as const) {
      const large: LargeExport = { mongodbUri: api.mongodbUri, campaignId, format };
      const child = fork(path.join(__dirname, 'export-process.ts'), {
        execArgv: ['--require', 'tsx/cjs', `--max-old-space-size=${HEAP_MIB}`],
        env: { ...process.env, LARGE_EXPORT: JSON.stringify(large) },
        // A process that dies of its heap says so at length.
        silent: true,
      });
      let exported: Exported | undefined;
      child.on('message', (message) => (exported = message as Exported));
      const [exitCode] = (await once(child, 'exit')) as [number | null];
      expect([format, exitCode]).toEqual([format, 0]);
      if (format !== 'xlsx') expect(exported?.bytes).toBeGreaterThan(size);
      expect(exported?.peakBytes).toBeLessThan(MOST_BYTES);
    }
  });
});
