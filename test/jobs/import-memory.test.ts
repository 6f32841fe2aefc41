import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Imported, type LargeFile } from './import-process';
import { type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** Of which about 60 MiB are the program: none of the files below fits beside it. */
const HEAP_MIB = 96;
/**
 * Heap, code and buffers have about 230 MB. The two larger files would not fit beside them, were they kept as buffers.
 */
const MOST_BYTES = 350_000_000;

describe('an import takes no more memory than a few of its batches', () => {
  it.each<[string, Omit<LargeFile, 'mongodbUri'>]>([
    ['of 150,000 rows with some data', { rows: 150_000, characters: 700, accepted: true }],
    [
      'of 4,000 rows with as much data as a job may have',
      { rows: 4_000, characters: 60_000, accepted: true },
    ],
    ['of 1,000 rows of garbage as long as may be', { rows: 1_000, characters: 250_000, accepted: false }],
  ])('%s', async (_what, { rows, characters, accepted }) => {
    const uri = new URL(process.env['TEST_MONGODB_URI'] ?? '');
    uri.pathname = `/${api.store.db.databaseName}`;
    const file: LargeFile = { mongodbUri: uri.toString(), rows, characters, accepted };
    const child = fork(path.join(__dirname, 'import-process.ts'), {
      execArgv: ['--require', 'tsx/cjs', `--max-old-space-size=${HEAP_MIB}`],
      env: { ...process.env, LARGE_FILE: JSON.stringify(file) },
      // A process that dies of its heap says so at length.
      silent: true,
    });
    let imported: Imported | undefined;
    child.on('message', (message) => (imported = message as Imported));
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    expect([exitCode, imported]).toMatchObject([0, accepted ? { accepted: rows } : { rejected: rows }]);
    expect(imported?.peakBytes).toBeLessThan(MOST_BYTES);
  });
});
