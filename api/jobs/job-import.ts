import { createHash } from 'node:crypto';
import { compileDialRules, type DialRules } from '../../domain/dialling/dial-rules';
import { type JobInput } from '../../domain/jobs/job';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { noteBatch } from '../../store/jobs/imports';
import { type Clock } from '../../store/mongodb/clock';
import { type Store } from '../../store/mongodb/mongo';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { jobFaults, type JobSchemas, schemasOf } from '../campaigns/campaign-schemas';
import { addJobs } from './add-jobs';
import { newJob } from './new-job';
import { OPTED_OUT, Problem } from '../http/problems';
import { check } from '../schemas/faults';
import { jobInput } from './schema';
import { JobBatch, type Part } from './job-batch';
import { type Row, type RowReader, type Rows } from '../files/row';
import { emptyResult, type ImportResult, reject, rowFaultsOf } from '../files/row-faults';

/** One batch is written while the next is parsed: more would only fill the memory. */
const BATCHES_AT_ONCE = 2;

export interface JobImportOptions {
  store: Store;
  clock: Clock;
  campaign: CampaignDocument;
  /** Prefix of the ids of the jobs. */
  importId: string;
  /** True when the same file may be sent again under this id: then each batch is compared with the earlier one. */
  repeatable: boolean;
  /** Validate only. */
  dryRun: boolean;
}

/** Imports one file into the store, in constant memory, whatever its size. */
export class JobImport {
  private readonly result = emptyResult();
  private readonly now: Date;
  private readonly rules: DialRules;
  private batch: JobBatch;
  private readonly writing = new Set<Promise<void>>();
  private failure: { error: unknown } | undefined;
  /** Whether anything was, or may have been, stored. */
  hasStored = false;

  constructor(private readonly options: JobImportOptions) {
    this.now = options.clock.date();
    this.rules = compileDialRules(options.campaign.Data);
    this.batch = new JobBatch(0, 0, options.repeatable);
  }

  /** Reads `chunks` to their end. What was stored before an error stays: the same file completes it. */
  async run(
    reader: RowReader,
    chunks: AsyncIterable<Buffer>,
  ): Promise<{ result: ImportResult; fileHash: string }> {
    const fileHash = createHash('sha256');
    const schemas = await schemasOf(this.options.campaign);
    try {
      for await (const chunk of chunks) {
        fileHash.update(chunk);
        await this.takeAll(reader.push(chunk), schemas);
      }
      await this.takeAll(reader.end(), schemas);
      if (this.batch.rows > 0) await this.hand(this.batch);
    } finally {
      await Promise.all(this.writing);
    }
    this.throwFailure();
    // Opted-out rows are found per batch, when later rows have been read already.
    this.result.Errors.sort((a, b) => a.Line - b.Line);
    return { result: this.result, fileHash: fileHash.digest('hex') };
  }

  private async takeAll(rows: Rows, schemas: JobSchemas): Promise<void> {
    for await (const row of oneByOne(rows)) {
      await this.take(row, schemas);
      if (!this.batch.isFull) continue;
      const full = this.batch;
      this.batch = full.next();
      await this.hand(full);
    }
  }

  private async take(row: Row, schemas: JobSchemas): Promise<void> {
    const number = this.batch.firstRow + this.batch.rows;
    this.batch.read(row.raw);
    if (row.content.kind === 'bad') {
      reject(this.result, row.line, row.content.faults);
      return;
    }
    const checked = check<JobInput>(jobInput, row.content.value);
    if (!checked.ok) {
      reject(this.result, row.line, rowFaultsOf(checked.faults));
      return;
    }
    const { importId, campaign } = this.options;
    const misfits = await jobFaults(schemas, checked.value);
    if (misfits.length > 0) {
      reject(this.result, row.line, rowFaultsOf(misfits));
      return;
    }
    // 36^7 rows are more than any file has. Padded, so that ids are in the order of the file.
    const id = `${importId}-${number.toString(36).padStart(7, '0')}`;
    this.batch.add(newJob(campaign, this.rules, { id, input: checked.value, now: this.now }), row.line);
  }

  /** Starts to write a batch; waits first while `BATCHES_AT_ONCE` are being written. */
  private async hand(batch: JobBatch): Promise<void> {
    while (this.writing.size >= BATCHES_AT_ONCE) await Promise.race(this.writing);
    this.throwFailure();
    await this.note(batch);
    this.hasStored = true;
    const written: Promise<void> = this.writeAll(batch)
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }

  /** Runs before the batch is written: if the file turns out to be another one, nothing is stored from there on. */
  private async note(batch: JobBatch): Promise<void> {
    const { store, importId, repeatable } = this.options;
    if (!repeatable) return;
    const { number, firstRow, rows } = batch;
    const note = { _id: `${importId}:${number}`, Hash: batch.hash(), CreatedAt: this.now };
    if (!(await noteBatch(store, note)))
      throw anotherFile(`it differs somewhere in rows ${firstRow + 1} to ${firstRow + rows}`);
  }

  private async writeAll({ parts }: JobBatch): Promise<void> {
    for (const part of parts) await this.write(part);
  }

  private async write({ jobs, lines }: Part): Promise<void> {
    const { store, clock, campaign, dryRun } = this.options;
    const { additions, hasEnded } = await addJobs({ store, clock }, campaign, jobs, { dryRun });
    if (hasEnded) throw campaignEnded(this.result.Accepted);
    for (const [i, addition] of additions.entries()) {
      if (addition === 'opted_out')
        reject(this.result, lines[i] ?? 0, [{ Field: 'ContactPhoneNumber', Message: OPTED_OUT }]);
      else if (addition === 'duplicate') this.result.Duplicates += 1;
      else this.result.Accepted += 1;
    }
  }
}

export const anotherFile = (where: string): Problem =>
  new Problem(
    'idempotency-key-reused',
    `This Idempotency-Key belongs to an import of another file: ${where}. Nothing that differs was stored; use a new key.`,
  );

export const campaignEnded = (accepted: number): Problem =>
  new Problem(
    'conflict',
    `The campaign has ended and takes no more jobs; ${accepted} rows of this file had been accepted before, and failed with it`,
    { members: { State: 'ended', Accepted: accepted } },
  );
