/** What a running import writes down: how far it is, the rows that it does not take, and how it ends. */
import { HEARTBEAT_EVERY_MS, PROGRESS_EVERY_MS } from '../../domain/jobs/import-state';
import {
  finishImport,
  forgetRejected,
  type ImportRun,
  keepRejected,
  recordBreak,
  recordProgress,
  rejectedRowId,
} from '../../store/jobs/imports';
import {
  type ImportCounts,
  type ImportDocument,
  type RejectedRowDocument,
} from '../../store/mongodb/documents';
import { isUnavailable } from '../../store/mongodb/mongo';
import { eachOneByOne } from '../../store/mongodb/one-by-one';
import { ConnectionBroke } from '../files/import-file';
import { type FileForm } from '../files/row';
import { type JobImportResult, reasonOf } from '../files/row-faults';
import { type ApiDependencies } from '../http/dependencies';
import { Problem } from '../http/problems';
import { type JobBatch, type Rejection } from './job-batch';
import { stopIfUndone } from './undo-import';

/** More than anybody mends by hand; a file that is wrong throughout is corrected where it came from. */
const MOST_KEPT_ROWS = 100_000;
/** A hundred thousand rows of 600 bytes; a campaign's worth of imports fits beside its jobs. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;
/** As for jobs: the driver measures and encodes this much in some 12 ms at worst, and blocks meanwhile. */
const WRITTEN_AT_ONCE_BYTES = 512 * 1024;

export type Progress = Omit<ImportCounts, 'RejectedKept'>;

/** An import as its journal sees it. */
export interface Watched {
  /** Undefined until it has begun. */
  progress(): Progress | undefined;
  /** Undefined until its header is read. */
  form(): FileForm | undefined;
  run(): Promise<{ result: JobImportResult; fileHash: string }>;
}

const nowhere: Progress = { BytesRead: 0, Rows: 0, Accepted: 0, Rejected: 0, Duplicates: 0 };

export class ImportJournal {
  private watched: Watched | undefined;
  private readonly run: ImportRun;
  private keptRows = 0;
  private keptBytes = 0;
  private isFull = false;
  private hasForm = false;
  private told = nowhere;
  private toldAtMs = performance.now();
  /** What is being told now. */
  private telling: Promise<void> | undefined;

  constructor(
    private readonly deps: Pick<ApiDependencies, 'store' | 'clock'>,
    private readonly begun: ImportDocument,
  ) {
    this.run = { importId: begun._id, run: begun.Run };
  }

  /** Whether rows that are not taken are still to be kept. */
  get keepsMore(): boolean {
    return !this.isFull;
  }

  /** Runs an import to its end, and tells how far it is meanwhile. @returns its answer. */
  async accompany(watched: Watched): Promise<JobImportResult> {
    this.watched = watched;
    const timer = setInterval(() => this.tell(watched), PROGRESS_EVERY_MS).unref();
    try {
      const { result, fileHash } = await watched.run();
      const answer = { ImportID: this.begun._id, ...result };
      await this.finish(answer, fileHash);
      return answer;
    } catch (error) {
      await this.breakOff(error);
      throw error;
    } finally {
      clearInterval(timer);
      await this.telling;
    }
  }

  /** Keeps the rows of a batch that were not taken. Throws when the import was undone meanwhile. */
  async batchWritten({ parts, rejections }: JobBatch): Promise<void> {
    const { store } = this.deps;
    const { _id: importId, CampaignID: campaignId, Run } = this.begun;
    if (Run > 1 && parts.length > 0) {
      const rejected = new Set(rejections.map(({ line }) => line));
      const taken = parts.flatMap(({ lines }) => lines.filter((line) => !rejected.has(line)));
      await forgetRejected(store, importId, taken);
    }
    if (rejections.length > 0) await this.keep(rejections);
    await stopIfUndone(this.deps, { campaignId, importId });
  }

  private async keep(rejections: Rejection[]): Promise<void> {
    // First, so that no row is kept that could not be read again.
    if (!this.hasForm && this.watched?.form()) await this.writeProgress();
    let rows: RejectedRowDocument[] = [];
    let bytes = 0;
    const write = async (): Promise<void> => {
      const piece = rows;
      [rows, bytes] = [[], 0];
      if (piece.length > 0) await keepRejected(this.deps.store, piece);
    };
    await eachOneByOne(rejections, (rejection) => {
      const row = this.documentOf(rejection);
      const its = Buffer.byteLength(row.Row) + Buffer.byteLength(row.Reason);
      this.isFull ||= this.keptRows >= MOST_KEPT_ROWS || this.keptBytes + its > MOST_KEPT_BYTES;
      if (this.isFull) return undefined;
      this.keptRows += 1;
      this.keptBytes += its;
      rows.push(row);
      bytes += its;
      return bytes >= WRITTEN_AT_ONCE_BYTES ? write() : undefined;
    });
    await write();
  }

  private documentOf({ line, raw, faults }: Rejection): RejectedRowDocument {
    const { _id: importId, ExpiresAt } = this.begun;
    return { _id: rejectedRowId(importId, line), Line: line, Row: raw, Reason: reasonOf(faults), ExpiresAt };
  }

  private counts(): ImportCounts {
    return { ...(this.watched?.progress() ?? nowhere), RejectedKept: this.keptRows };
  }

  private formIfKnown(): Pick<ImportDocument, 'Form'> {
    const Form = this.watched?.form();
    return Form ? { Form } : {};
  }

  private tell(watched: Watched): void {
    if (this.telling) return;
    const { BytesRead, Rows, Accepted, Rejected, Duplicates } = watched.progress() ?? nowhere;
    const { told } = this;
    const isMoving =
      BytesRead !== told.BytesRead ||
      Rows !== told.Rows ||
      Accepted + Rejected + Duplicates !== told.Accepted + told.Rejected + told.Duplicates;
    if (!isMoving && performance.now() - this.toldAtMs < HEARTBEAT_EVERY_MS) return;
    this.telling = this.writeProgress()
      // The next one tells it.
      .catch(() => undefined)
      .finally(() => (this.telling = undefined));
  }

  private async writeProgress(): Promise<void> {
    const counts = this.counts();
    const form = this.hasForm ? {} : this.formIfKnown();
    await recordProgress(this.deps.store, this.run, {
      ...counts,
      ...form,
      UpdatedAt: this.deps.clock.date(),
    });
    this.hasForm ||= form.Form !== undefined;
    [this.told, this.toldAtMs] = [counts, performance.now()];
  }

  private finish(answer: JobImportResult, FileHash: string): Promise<void> {
    const now = this.deps.clock.date();
    return finishImport(this.deps.store, this.begun._id, {
      ...this.counts(),
      ...this.formIfKnown(),
      // For a file that is sent again.
      ...(this.begun.IdempotencyKey === undefined ? {} : { Result: answer, FileHash }),
      UpdatedAt: now,
      EndedAt: now,
    });
  }

  private async breakOff(error: unknown): Promise<void> {
    // Then this could not be stored either, and the client would wait twice as long: the silence will tell it.
    if (isUnavailable(error)) return;
    const end = { counts: this.counts(), why: whyOf(error), now: this.deps.clock.date() };
    await recordBreak(this.deps.store, this.run, end).catch(() => undefined);
  }
}

/** Not in the words of the error, which may show what is in the file. */
function whyOf(error: unknown): string {
  if (error instanceof ConnectionBroke) return 'The connection broke before the file was complete.';
  if (!(error instanceof Problem) || error.status >= 500) return 'Something failed on our side.';
  switch (error.kind) {
    case 'conflict':
      return 'The campaign had ended, or ended meanwhile.';
    case 'idempotency-key-reused':
      return 'Another file was sent with its Idempotency-Key.';
    default:
      return 'The file was refused; the answer to its request says why.';
  }
}
