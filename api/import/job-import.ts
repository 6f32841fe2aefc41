import { createHash } from 'node:crypto';
import { type JobInput } from '../../domain/job';
import { loadCampaign } from '../../store/campaigns';
import { type CampaignDocument, type JobDocument } from '../../store/documents';
import { insertJobs, noteBatch } from '../../store/imports';
import { failWaitingJobs } from '../../store/jobs';
import { type Store } from '../../store/mongo';
import { newJob } from '../new-job';
import { Problem } from '../problems';
import { check } from '../schemas/faults';
import { jobInput } from '../schemas/job';
import { fieldOf } from './field-name';
import { type Row, type RowFault, type RowReader } from './row';

export interface ImportResult {
  Accepted: number;
  Rejected: number;
  Duplicates: number;
  Errors: (RowFault & { Line: number })[];
}

/** Large enough that round trips do not count, small enough that two of them are a few MiB. */
const BATCH_ROWS = 2_000;
/** One is written while the next is parsed: more would only fill the memory. */
const BATCHES_AT_ONCE = 2;
/** Enough to see what is wrong with a file; a million of them would be another file. */
const MOST_ERRORS = 1_000;

interface Batch {
  number: number;
  firstRow: number;
  raw: string[];
  jobs: JobDocument[];
}

export interface JobImportOptions {
  store: Store;
  campaign: CampaignDocument;
  /** Prefix of the ids of the jobs. */
  importId: string;
  /** True when the same file may come again under this id: then each batch is compared with what came before. */
  repeatable: boolean;
  /** Validate only. */
  dryRun: boolean;
}

/** Carries one file into the store, in constant memory, whatever its size. */
export class JobImport {
  private readonly result: ImportResult = { Accepted: 0, Rejected: 0, Duplicates: 0, Errors: [] };
  private readonly now = new Date();
  private rows = 0;
  private batch: Batch;
  private readonly writing = new Set<Promise<void>>();
  private failure: { error: unknown } | undefined;

  constructor(private readonly options: JobImportOptions) {
    this.batch = emptyBatch(0, 0);
  }

  /** Reads `chunks` to their end. What was stored before an error stays: the same file completes it. */
  async run(
    reader: RowReader,
    chunks: AsyncIterable<Buffer>,
  ): Promise<{ result: ImportResult; fileHash: string }> {
    const fileHash = createHash('sha256');
    try {
      for await (const chunk of chunks) {
        fileHash.update(chunk);
        await this.takeAll(reader.push(chunk));
      }
      await this.takeAll(reader.end());
      if (this.batch.raw.length > 0) await this.hand(this.batch);
    } finally {
      await Promise.all(this.writing);
    }
    this.throwFailure();
    return { result: this.result, fileHash: fileHash.digest('hex') };
  }

  private async takeAll(rows: Row[]): Promise<void> {
    for (const row of rows) {
      this.take(row);
      if (this.batch.raw.length < BATCH_ROWS) continue;
      const full = this.batch;
      this.batch = emptyBatch(full.number + 1, this.rows);
      await this.hand(full);
    }
  }

  private take(row: Row): void {
    const number = this.rows++;
    this.batch.raw.push(row.raw);
    if (row.content.kind === 'bad') {
      this.reject(row.line, row.content.faults);
      return;
    }
    const checked = check<JobInput>(jobInput, row.content.value);
    if (!checked.ok) {
      this.reject(
        row.line,
        checked.faults.map(({ location, message }) => ({ Field: fieldOf(location), Message: message })),
      );
      return;
    }
    const { importId, campaign } = this.options;
    // 36^7 rows are more than anybody has; padded, so that ids are in the order of the file.
    const id = `${importId}-${number.toString(36).padStart(7, '0')}`;
    this.batch.jobs.push(newJob(campaign, id, checked.value, this.now));
  }

  private reject(line: number, faults: RowFault[]): void {
    this.result.Rejected++;
    for (const fault of faults) {
      if (this.result.Errors.length >= MOST_ERRORS) return;
      this.result.Errors.push({ Line: line, ...fault });
    }
  }

  /** Hands a batch to be written, and waits only while as many are being written as may be. */
  private async hand(batch: Batch): Promise<void> {
    if (this.options.dryRun) {
      this.result.Accepted += batch.jobs.length;
      return;
    }
    while (this.writing.size >= BATCHES_AT_ONCE) await Promise.race(this.writing);
    this.throwFailure();
    const written: Promise<void> = this.write(batch)
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }

  private async write({ number, firstRow, raw, jobs }: Batch): Promise<void> {
    const { store, campaign, importId, repeatable } = this.options;
    if (repeatable) {
      const Hash = createHash('sha256').update(raw.join('\n')).digest('hex');
      if (!(await noteBatch(store, { _id: `${importId}:${number}`, Hash, CreatedAt: this.now }))) {
        throw anotherFile(`it differs somewhere in rows ${firstRow + 1} to ${firstRow + raw.length}`);
      }
    }
    const { accepted, duplicates } = await insertJobs(store, jobs);
    // The ending first writes the state and then looks for jobs; this looks after writing. One of the two sees it.
    if ((await loadCampaign(store, campaign._id))?.State === 'ended') {
      await failWaitingJobs(
        store,
        jobs.map((job) => job._id),
        new Date(),
      );
      throw campaignEnded(this.result.Accepted);
    }
    this.result.Accepted += accepted;
    this.result.Duplicates += duplicates;
  }
}

const emptyBatch = (number: number, firstRow: number): Batch => ({ number, firstRow, raw: [], jobs: [] });

export const anotherFile = (where: string): Problem =>
  new Problem(
    'idempotency-key-reused',
    `This Idempotency-Key belongs to an import of another file: ${where}. Nothing of that was stored; use a new key.`,
  );

export const campaignEnded = (accepted: number): Problem =>
  new Problem(
    'conflict',
    `The campaign has ended and takes no more jobs; ${accepted} rows of this file had been accepted before, and failed with it`,
    { members: { State: 'ended', Accepted: accepted } },
  );
