import { stopCalls } from '../../activities/calls/stop-calls';
import { type NumberReading, readWrittenNumber } from '../../domain/numbers/written-number';
import { listOptedOut } from '../../store/numbers/opt-outs';
import { eachOneByOne } from '../../store/mongodb/one-by-one';
import { type ApiDependencies } from '../http/dependencies';
import { unavailable } from '../http/problems';
import { check } from '../schemas/faults';
import { optOutRow } from './schema';
import { readingOf } from '../files/import-file';
import { type Row, type RowReader, type Rows } from '../files/row';
import { emptyResult, type ImportResult, reject, rowFaultsOf } from '../files/row-faults';

/**
 * Read, written and honoured in well under a second, which is how late the first row of a batch takes effect at most.
 */
const BATCH_ROWS = 500;

export interface OptOutImportOptions extends Pick<ApiDependencies, 'store' | 'clock' | 'gateway'> {
  orgId: string;
  /** Validate only. */
  dryRun: boolean;
  /** How numbers are written. */
  numbers: NumberReading;
}

/**
 * Imports one file into the opt-out list, in constant memory, whatever its size. Each batch takes effect before the
 * next is read. Earlier attempts need not be remembered: to opt out twice is to opt out.
 */
export class OptOutImport {
  private readonly result = emptyResult();
  private batch: string[] = [];

  constructor(private readonly options: OptOutImportOptions) {}

  async run(
    reader: RowReader,
    chunks: AsyncIterable<Buffer> & { wasPacked?: boolean | undefined },
  ): Promise<ImportResult> {
    for await (const chunk of chunks) await this.takeAll(reader.push(chunk));
    await this.takeAll(reader.end());
    await this.write();
    return { ...this.result, File: readingOf(reader, chunks) };
  }

  private takeAll(rows: Rows): Promise<void> {
    return eachOneByOne(rows, (row) => {
      this.take(row);
      return this.batch.length >= BATCH_ROWS ? this.write() : undefined;
    });
  }

  private take({ line, content }: Row): void {
    if (content.kind === 'bad') {
      reject(this.result, line, content.faults);
      return;
    }
    const written = Object(content.value) as { PhoneNumber?: unknown };
    if (typeof written.PhoneNumber === 'string') {
      const read = readWrittenNumber(written.PhoneNumber, this.options.numbers);
      if (read.kind === 'invalid') {
        reject(this.result, line, [{ Field: 'PhoneNumber', Message: read.reason }]);
        return;
      }
      written.PhoneNumber = read.e164;
    }
    const checked = check(optOutRow, content.value);
    if (checked.ok) this.batch.push(checked.value.PhoneNumber);
    else reject(this.result, line, rowFaultsOf(checked.faults));
  }

  private async write(): Promise<void> {
    const rows = this.batch.length;
    if (rows === 0) return;
    const phoneNumbers = [...new Set(this.batch)];
    this.batch = [];
    const added = await this.add(phoneNumbers);
    this.result.Accepted += added;
    this.result.Duplicates += rows - added;
  }

  /** Stops the calls to these numbers. @returns how many are, or would be, new on the list. */
  private async add(phoneNumbers: string[]): Promise<number> {
    const { store, clock, gateway, orgId, dryRun } = this.options;
    if (dryRun) return phoneNumbers.length - (await listOptedOut(store, orgId, phoneNumbers)).size;
    // Also for numbers that were there before: an import that was cut off may have stopped right behind their entries.
    const { added, isDone } = await stopCalls(
      { store, clock, hangUp: gateway.hangUp },
      { orgId, phoneNumbers },
      { source: 'import' },
    );
    if (!isDone) throw couldNotHangUp();
    return added;
  }
}

export const couldNotHangUp = (): Error =>
  unavailable(
    'The opt-out is stored and nothing is dialled against it, but a call in progress could not be told to hang up; ' +
      'repeat the request',
  );
