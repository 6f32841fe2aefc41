import { createHash, type Hash } from 'node:crypto';
import { type JobDocument } from '../../store/mongodb/documents';
import { type RowFault } from '../files/row';

/** Large enough that round trips do not matter. */
const BATCH_ROWS = 2_000;
/** Small enough that the batches in progress take some dozen MiB, however long their rows are. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** Written at once: the driver measures and encodes this much in some 12 ms at worst, and blocks meanwhile. */
const PART_BYTES = 512 * 1024;

/** Hashed at once: a call costs as much as a thousand characters do. */
const HASHED_CHARACTERS = 16 * 1024;

/** Jobs that are written together, and the rows that they come from: each its line, and as it was received. */
export interface Part {
  readonly jobs: JobDocument[];
  readonly lines: number[];
  readonly raws: string[];
}

/** A row that is not taken, as it was received. */
export interface Rejection {
  line: number;
  raw: string;
  faults: readonly RowFault[];
}

/**
 * Consecutive rows of a file that are stored together. Where a batch ends depends only on the file's bytes, so a file
 * that is sent again has the same batches. Only the jobs of its rows are kept.
 */
export class JobBatch {
  readonly parts: Part[] = [];
  /** Rows of it that are to be kept, because they are not taken. */
  readonly rejections: Rejection[] = [];
  rows = 0;
  private bytes = 0;
  private rowBytes = 0;
  private partBytes = 0;
  private readonly digest: Hash | undefined;
  /** Rows that are not in the digest yet. */
  private unhashed = '';

  /** `isHashed`: the batch will be compared with one of an earlier file. */
  constructor(
    readonly number: number,
    readonly firstRow: number,
    private readonly isHashed: boolean,
  ) {
    this.digest = isHashed ? createHash('sha256') : undefined;
  }

  /** Counts and hashes the next row, as received. */
  read(raw: string): void {
    if (this.digest) this.hashLater(this.digest, this.rows === 0 ? raw : `\n${raw}`);
    this.rows += 1;
    this.rowBytes = Buffer.byteLength(raw);
    this.bytes += this.rowBytes;
  }

  private hashLater(digest: Hash, text: string): void {
    this.unhashed += text;
    if (this.unhashed.length < HASHED_CHARACTERS) return;
    digest.update(this.unhashed);
    this.unhashed = '';
  }

  /** Adds the job of the row that was read last. */
  add(job: JobDocument, { line, raw }: { line: number; raw: string }): void {
    let part = this.parts.at(-1);
    this.partBytes += this.rowBytes;
    if (!part || this.partBytes > PART_BYTES) {
      part = { jobs: [], lines: [], raws: [] };
      this.parts.push(part);
      this.partBytes = this.rowBytes;
    }
    part.jobs.push(job);
    part.lines.push(line);
    part.raws.push(raw);
  }

  get isFull(): boolean {
    return this.rows >= BATCH_ROWS || this.bytes >= BATCH_BYTES;
  }

  next(): JobBatch {
    return new JobBatch(this.number + 1, this.firstRow + this.rows, this.isHashed);
  }

  /** The hash of all its rows, including rejected ones. Call it once, when the batch is full. */
  hash(): string {
    return this.digest?.update(this.unhashed).digest('hex') ?? '';
  }
}
