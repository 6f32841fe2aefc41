import { createHash } from 'node:crypto';
import { compileDialRules, type DialRules } from '../../domain/dialling/dial-rules';
import { type JobInput } from '../../domain/jobs/job';
import { type NumberReading } from '../../domain/numbers/written-number';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { noteBatch } from '../../store/jobs/imports';
import { hasJobs, numbersWithJobs } from '../../store/jobs/jobs';
import { type Clock } from '../../store/mongodb/clock';
import { type Store } from '../../store/mongodb/mongo';
import { eachOneByOne } from '../../store/mongodb/one-by-one';
import { jobFaults, type JobSchemas, schemasOf } from '../campaigns/campaign-schemas';
import { addJobs } from './add-jobs';
import { newJob } from './new-job';
import { OPTED_OUT, Problem } from '../http/problems';
import { type ImportJournal, type Progress } from './import-journal';
import { readRow, type RowReading } from './import-row';
import { JobBatch, type Part, type Rejection } from './job-batch';
import { SeenNumbers } from './seen-numbers';
import { readingOf } from '../files/import-file';
import { type Row, type RowReader, type Rows } from '../files/row';
import { emptyResult, type JobImportResult, reject, rowFaultsOf } from '../files/row-faults';

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
  /** How numbers are written. */
  numbers: NumberReading;
  /** Of several rows with one number the first is taken, and none whose number has a job. */
  skipsRepeated: boolean;
  /** Keeps the rows that are not taken. A dry run has none. */
  journal?: ImportJournal | undefined;
}

/** Imports one file into the store, in constant memory, whatever its size. */
export class JobImport {
  private readonly result = { ...emptyResult(), RepeatedNumbers: { InFile: 0, InCampaign: 0, Skipped: 0 } };
  private readonly seen = new SeenNumbers();
  private readonly rowReading: RowReading;
  /** Whether a number of the file may have a job of this campaign that is not of this import. */
  private mayHaveJobs = true;
  private readonly now: Date;
  private readonly rules: DialRules;
  private batch: JobBatch;
  private bytesRead = 0;
  /** Batches that are noted or written. */
  private readonly writing = new Set<Promise<void>>();
  /** Once all batches so far are noted. */
  private noted: Promise<void> = Promise.resolve();
  private failure: { error: unknown } | undefined;
  /** Whether anything was, or may have been, stored. */
  hasStored = false;

  constructor(private readonly options: JobImportOptions) {
    this.now = options.clock.date();
    this.rules = compileDialRules(options.campaign.Data);
    this.batch = new JobBatch(0, 0, options.repeatable);
    this.rowReading = {
      numbers: options.numbers,
      constraints: options.campaign.Data.Constraints,
      isTable: false,
      nowMs: this.now.getTime(),
    };
  }

  /** Reads `chunks` to their end. What was stored before an error stays: the same file completes it. */
  async run(
    reader: RowReader,
    chunks: AsyncIterable<Buffer> & { wasPacked?: boolean | undefined },
  ): Promise<{ result: JobImportResult; fileHash: string }> {
    const fileHash = createHash('sha256');
    const { store, campaign, skipsRepeated } = this.options;
    const schemas = await schemasOf(campaign);
    // To skip, each batch looks: another import may be adding jobs.
    this.mayHaveJobs = skipsRepeated || (await hasJobs(store, campaign._id));
    this.rowReading.isTable = reader.isTable;
    try {
      for await (const chunk of chunks) {
        fileHash.update(chunk);
        this.bytesRead += chunk.length;
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
    return { result: { ...this.result, File: readingOf(reader, chunks) }, fileHash: fileHash.digest('hex') };
  }

  /** How far it is. */
  get progress(): Progress {
    const { Accepted, Rejected, Duplicates } = this.result;
    const Rows = this.batch.firstRow + this.batch.rows;
    return { BytesRead: this.bytesRead, Rows, Accepted, Rejected, Duplicates };
  }

  private takeAll(rows: Rows, schemas: JobSchemas): Promise<void> {
    return eachOneByOne(rows, (row) => this.take(row, schemas));
  }

  /** A promise only where the row has to be waited for: most need none. */
  private take(row: Row, schemas: JobSchemas): Promise<void> | undefined {
    this.batch.read(row.raw);
    const read = readRow(row, this.rowReading);
    if (!read.ok) {
      this.reject(this.batch, { line: row.line, raw: row.raw, faults: read.faults });
      return this.handIfFull();
    }
    const { input } = read;
    const misfits = jobFaults(schemas, input);
    return misfits instanceof Promise
      ? misfits.then((faults) => this.add(row, input, faults))
      : this.add(row, input, misfits);
  }

  private reject(batch: JobBatch, rejection: Rejection): void {
    reject(this.result, rejection.line, rejection.faults);
    if (this.options.journal?.keepsMore) batch.rejections.push(rejection);
  }

  /** Adds the job of the row that was read last, unless it does not fit the campaign's schemas. */
  private add(
    { line, raw }: Row,
    input: JobInput,
    misfits: Parameters<typeof rowFaultsOf>[0],
  ): Promise<void> | undefined {
    if (misfits.length > 0) this.reject(this.batch, { line, raw, faults: rowFaultsOf(misfits) });
    else if (this.isWanted(input))
      this.batch.add(newJob(this.options.campaign, this.rules, { id: this.jobId(), input, now: this.now }), {
        line,
        raw,
      });
    return this.handIfFull();
  }

  /** Counts the row if an earlier one has its number. */
  private isWanted({ ContactPhoneNumber }: JobInput): boolean {
    const { RepeatedNumbers } = this.result;
    if (this.seen.add(ContactPhoneNumber)) return true;
    RepeatedNumbers.InFile += 1;
    if (this.options.skipsRepeated) RepeatedNumbers.Skipped += 1;
    return !this.options.skipsRepeated;
  }

  /** 36^7 rows are more than any file has. Padded, so that ids are in the order of the file. */
  private jobId(): string {
    const number = this.batch.firstRow + this.batch.rows - 1;
    return `${this.options.importId}-${number.toString(36).padStart(7, '0')}`;
  }

  private handIfFull(): Promise<void> | undefined {
    if (!this.batch.isFull) return undefined;
    const full = this.batch;
    this.batch = full.next();
    return this.hand(full);
  }

  /** Starts to note and write a batch; waits first while `BATCHES_AT_ONCE` are on their way. */
  private async hand(batch: JobBatch): Promise<void> {
    while (this.writing.size >= BATCHES_AT_ONCE) await Promise.race(this.writing);
    this.throwFailure();
    // In the order of the file, and nothing behind a batch that could not be noted.
    const noted = this.noted.then(() => this.note(batch));
    this.noted = noted;
    const written: Promise<void> = noted
      .then(() => this.writeAll(batch))
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
    this.throwFailure();
    const { store, importId, repeatable } = this.options;
    if (!repeatable) return;
    const { number, firstRow, rows } = batch;
    const note = { _id: `${importId}:${number}`, Hash: batch.hash(), CreatedAt: this.now };
    if (!(await noteBatch(store, note)))
      throw anotherFile(`it differs somewhere in rows ${firstRow + 1} to ${firstRow + rows}`);
  }

  private async writeAll(batch: JobBatch): Promise<void> {
    this.throwFailure();
    this.hasStored = true;
    for (const part of batch.parts) await this.write(batch, part);
    await this.options.journal?.batchWritten(batch);
  }

  private async write(batch: JobBatch, part: Part): Promise<void> {
    const { store, clock, campaign, dryRun } = this.options;
    const { jobs, lines, raws } = this.mayHaveJobs ? await this.withoutRepeated(part) : part;
    if (jobs.length === 0) return;
    const { additions, hasEnded } = await addJobs({ store, clock }, campaign, jobs, { dryRun });
    if (hasEnded) throw campaignEnded(this.result.Accepted);
    for (const [i, addition] of additions.entries()) {
      if (addition === 'opted_out')
        this.reject(batch, {
          line: lines[i] ?? 0,
          raw: raws[i] ?? '',
          faults: [{ Field: 'ContactPhoneNumber', Message: OPTED_OUT }],
        });
      else if (addition === 'duplicate') this.result.Duplicates += 1;
      else this.result.Accepted += 1;
    }
  }

  /** Counts the jobs whose number has one in the campaign, and leaves them out if they are to be skipped. */
  private async withoutRepeated(part: Part): Promise<Part> {
    const { store, campaign, importId, skipsRepeated } = this.options;
    const { jobs } = part;
    const known = await numbersWithJobs(store, {
      campaignId: campaign._id,
      phoneNumbers: jobs.map(({ ContactPhoneNumber }) => ContactPhoneNumber),
      exceptImport: importId,
    });
    const isKnown = jobs.map(({ ContactPhoneNumber }) => known.has(ContactPhoneNumber));
    const repeated = isKnown.filter(Boolean).length;
    const { RepeatedNumbers } = this.result;
    RepeatedNumbers.InCampaign += repeated;
    if (!skipsRepeated || repeated === 0) return part;
    RepeatedNumbers.Skipped += repeated;
    const isNew = (_: unknown, i: number): boolean => !isKnown[i];
    return { jobs: jobs.filter(isNew), lines: part.lines.filter(isNew), raws: part.raws.filter(isNew) };
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
