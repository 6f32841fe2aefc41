/**
 * Imports one large file that is made on the way, in a process whose heap has a bound, and tells its parent the result.
 */
import { NdjsonReader } from '../../api/files/ndjson-reader';
import { ImportJournal } from '../../api/jobs/import-journal';
import { JobImport } from '../../api/jobs/job-import';
import { type JobImportResult } from '../../api/files/row-faults';
import { beginImport } from '../../store/jobs/imports';
import { createCampaign } from '../../store/campaigns/campaigns';
import { newId, openStore } from '../../store/mongodb/mongo';
import { completeData, contact } from '../support/running-api';
import { machineClock } from '../support/machine-clock';

export interface LargeFile {
  mongodbUri: string;
  rows: number;
  /** Characters that each row has in its `Data`, or in a field that no job has. */
  characters: number;
  accepted: boolean;
}

export interface Imported {
  accepted: number;
  rejected: number;
  /** The most that was held as the file went by, in the heap and outside of it. */
  peakBytes: number;
}

/** As much as a socket hands over at a time. */
const CHUNK_BYTES = 64 * 1024;

async function run({ mongodbUri, rows, characters, accepted }: LargeFile): Promise<Imported> {
  const filler = 'x'.repeat(characters);
  const row = (n: number): string =>
    accepted
      ? `{"ContactPhoneNumber":"${contact(n)}","Data":{"n":${n},"text":"${filler}"}}\n`
      : `{"ContactPhoneNumber":"${contact(n)}","${n}${filler}":1}\n`;

  let peakBytes = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let n = 0; n < rows;) {
      let text = '';
      for (; n < rows && text.length < CHUNK_BYTES; n += 1) text += row(n);
      const bytes = Buffer.from(text);
      // Not what the kernel counted: that begins with what the parent had when it forked.
      peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
      for (let from = 0; from < bytes.length; from += CHUNK_BYTES)
        yield Buffer.from(bytes.subarray(from, from + CHUNK_BYTES));
    }
  }

  const store = openStore(mongodbUri);
  const campaign = await createCampaign(store, {
    id: newId(),
    orgId: 'org',
    name: 'a campaign',
    data: completeData(),
    publishedBy: 'test',
    now: new Date(),
  });
  const [importId, reader, clock] = [newId(), new NdjsonReader(), machineClock];
  const options = {
    store,
    clock,
    campaign,
    importId,
    repeatable: !accepted,
    dryRun: accepted,
    numbers: {},
    skipsRepeated: false,
  };
  const result = await (accepted ? checked() : journalled());
  await store.close();

  // Rows that are accepted are checked alone: to store so many would measure MongoDB.
  async function checked(): Promise<JobImportResult> {
    return (await new JobImport(options).run(reader, chunks())).result;
  }
  async function journalled(): Promise<JobImportResult> {
    const now = new Date();
    const expiresAt = new Date(now.getTime() + 60 * 60_000);
    const { _id: campaignId, OrgID: orgId } = campaign;
    const its = { id: importId, orgId, campaignId, format: 'ndjson', now, expiresAt } as const;
    const journal = new ImportJournal({ store, clock }, await beginImport(store, its));
    const jobImport = new JobImport({ ...options, journal });
    return journal.accompany({
      progress: () => jobImport.progress,
      form: () => reader.form,
      run: () => jobImport.run(reader, chunks()),
    });
  }
  return { accepted: result.Accepted, rejected: result.Rejected, peakBytes };
}

run(JSON.parse(process.env['LARGE_FILE'] ?? '') as LargeFile).then(
  (imported) => process.send?.(imported, () => process.exit(0)),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
