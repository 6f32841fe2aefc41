import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { NdjsonReader } from '../../api/files/ndjson-reader';
import { JobImport } from '../../api/jobs/job-import';
import { newId, openStore, type Store } from '../../store/mongodb/mongo';
import { type Imported, type LargeFile } from './import-process';
import { machineClock } from '../support/machine-clock';
import { contact, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
/** The API's, without the 5 s that a request waits: on a busy machine a comparison below is held for longer. */
let patient: Store;
beforeAll(async () => {
  api = await startApi();
  patient = openStore(api.mongodbUri);
});
afterAll(async () => {
  await patient?.close();
  await api?.stop();
});

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
    const file: LargeFile = { mongodbUri: api.mongodbUri, rows, characters, accepted };
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

it('an import reads on while a batch is compared with an earlier one, but no further than two batches and a full one', async () => {
  const importId = newId();
  // The comparison of the first batch has to wait for this.
  const session = api.store.client.startSession();
  session.startTransaction();
  await api.store.importBatches.insertOne(
    { _id: `${importId}:0`, Hash: 'of another file', CreatedAt: new Date() },
    { session },
  );
  const PIECE = 100;
  let rows = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    for (; rows < 20_000; rows += PIECE) {
      const piece = Array.from(
        { length: PIECE },
        (_, i) => `{"ContactPhoneNumber":"${contact(rows + i)}"}\n`,
      );
      yield Buffer.from(piece.join(''));
    }
  }
  const options = {
    store: patient,
    clock: machineClock,
    importId,
    repeatable: true,
    dryRun: false,
    numbers: {},
    skipsRepeated: false,
  };
  const campaign = await api.storeCampaign();
  const running = new JobImport({ ...options, campaign }).run(new NdjsonReader(), chunks());
  // As many rows as it has, from end to end: time enough to read all of them.
  const other = `ContactPhoneNumber\n${Array.from({ length: 20_000 }, (_, i) => contact(i)).join('\n')}\n`;
  const { body } = await api.importFile((await api.storeCampaign())._id, other);
  const meanwhile = { rows, jobs: await api.store.jobs.countDocuments({ CampaignID: campaign._id }) };
  // Before anything can fail: the import waits for it.
  await session.abortTransaction();
  await session.endSession();
  expect((await running).result).toMatchObject({ Accepted: 20_000, Rejected: 0 });
  expect(body.Accepted).toBe(20_000);
  expect(meanwhile.jobs).toBe(0);
  expect(meanwhile.rows).toBeGreaterThan(4_000);
  expect(meanwhile.rows).toBeLessThanOrEqual(6_000);
});
