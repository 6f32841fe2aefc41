/** A look at a file before it is imported: what is found in it, and what would happen. It stores nothing. */
import { type Request } from 'express';
import { type DialRules } from '../../domain/dialling/dial-rules';
import { recentCallSeconds } from '../../store/campaigns/metrics';
import { numbersWithJobs, takenExternalIds } from '../../store/jobs/jobs';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { newId, type Store } from '../../store/mongodb/mongo';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { loadNumbers } from '../../store/numbers/numbers';
import { listOptedOut } from '../../store/numbers/opt-outs';
import { jobFaults, type JobSchemas, schemasOf } from '../campaigns/campaign-schemas';
import { answer, endpoint } from '../endpoints/endpoint';
import { campaignID, campaignOf } from '../endpoints/path-parameters';
import { BY_CELLS, nameToSay } from '../files/column-plan';
import { fileOf, inTurn, readerFor, readingOf } from '../files/import-file';
import { numberReading, saidOfFile } from '../files/import-query';
import { type FileReading } from '../files/reading';
import { type Row, type RowReader, type Rows } from '../files/row';
import { rowFaultsOf } from '../files/row-faults';
import { OPTED_OUT } from '../http/problems';
import { fileOfJobs, type JobImportQuery, jobImportQuery } from './import-query';
import { readRow, type RowReading } from './import-row';
import { jobTableFor } from './job-table';
import { newJob } from './new-job';
import { type Preview, previewAnswer } from './preview-answer';
import { FaultKinds, PreviewedJobs, shownOf } from './preview-tally';
import { SeenNumbers } from './seen-numbers';

/** Enough to see what a file is like, and read in a fraction of a second. */
const MOST_ROWS = 1_000;
/** As long as a thousand rows of a usual list, ten times over. */
const MOST_BYTES = 1024 * 1024;

/** Calls that show how long the others will take. Of fewer than the least one long one would say too much. */
const RECENT_CALLS = 500;
const LEAST_CALLS = 20;
/** Some ring for half a minute unanswered, others are talks of a minute or two. */
const ASSUMED_SECONDS = 60;

export const previewImport = endpoint({
  id: 'previewImport',
  summary: 'Look at a file before importing it',
  description:
    'Reads the first rows of a file (1,000 rows or 1 MiB of text; of a workbook the first 1,000 rows) exactly as an import would, and answers what would happen. It stores nothing. Send the file, or its beginning, with the query parameters of the import.\n\n' +
    '`File.Columns` says what each column is taken for, and how sure that is. Where no column is known to have the numbers, the one whose cells look like numbers is proposed; `ImportWith` has the query parameters with which the import takes it.',
  tag: 'Jobs',
  access: 'developer',
  path: { campaignID },
  query: jobImportQuery,
  body: fileOfJobs,
  answers: { 200: answer(previewAnswer, 'What would happen.') },
  handler:
    ({ store, clock, publishedRules }) =>
    async (given) => {
      const { req, query } = given;
      const campaign = await campaignOf(store, given);
      const reader = readerFor(req, {
        form: jobTableFor(campaign.Data),
        said: saidOfFile(query),
        takesLikely: true,
      });
      const rules = publishedRules.of(campaign);
      const preview = new ImportPreview({ store, campaign, rules, query, now: clock.date() });
      const file = fileOf(req, 'send it again');
      const { res } = given;
      await inTurn(req, res, () => preview.read(reader, file));
      return { status: 200, body: await preview.result(readingOf(reader, file), req) };
    },
});

interface PreviewOptions {
  store: Store;
  campaign: CampaignDocument;
  rules: DialRules;
  query: JobImportQuery;
  now: Date;
}

interface Taken {
  line: number;
  /** As much of it as is shown: a thousand rows of a workbook may have 256 MiB. */
  raw: string;
  job: JobDocument;
}

class ImportPreview {
  private readonly counts = { Rows: 0, Accepted: 0, Rejected: 0, OptedOut: 0, Duplicates: 0 };
  private readonly repeated = { InFile: 0, InCampaign: 0, Skipped: 0 };
  private readonly faults = new FaultKinds();
  private readonly seen = new SeenNumbers();
  private readonly externalIds = new Set<string>();
  private readonly importId = newId();
  private taken: Taken[] = [];
  private bytes = 0;
  /** Of the rows alone, in UTF-8. */
  private rowBytes = 0;
  private isWhole = true;

  constructor(private readonly options: PreviewOptions) {}

  /** Reads the first rows. */
  async read(reader: RowReader, file: AsyncIterable<Buffer>): Promise<void> {
    const { campaign, query, now } = this.options;
    const reading: RowReading = {
      numbers: numberReading(query),
      constraints: campaign.Data.Constraints,
      isTable: reader.isTable,
      nowMs: now.getTime(),
    };
    const schemas = await schemasOf(campaign);
    for await (const chunk of file) {
      this.bytes += chunk.length;
      await this.takeAll(reader.push(chunk), reading, schemas);
      // A workbook shows its rows only at its end.
      if (reader.reading.Format !== 'xlsx' && this.bytes >= MOST_BYTES) this.isWhole = false;
      if (!this.isWhole) return;
    }
    await this.takeAll(reader.end(), reading, schemas);
  }

  private async takeAll(rows: Rows, reading: RowReading, schemas: JobSchemas): Promise<void> {
    for await (const row of oneByOne(rows)) {
      if (this.counts.Rows >= MOST_ROWS) {
        this.isWhole = false;
        return;
      }
      await this.take(row, reading, schemas);
    }
  }

  private async take(row: Row, reading: RowReading, schemas: JobSchemas): Promise<void> {
    const { campaign, rules, query, now } = this.options;
    this.counts.Rows += 1;
    this.rowBytes += Buffer.byteLength(row.raw) + 1;
    const read = readRow(row, reading);
    if (!read.ok) {
      this.reject(row, read.faults);
      return;
    }
    const misfits = await jobFaults(schemas, read.input);
    if (misfits.length > 0) {
      this.reject(row, rowFaultsOf(misfits));
      return;
    }
    const { ContactPhoneNumber, ExternalID } = read.input;
    if (!this.seen.add(ContactPhoneNumber)) {
      this.repeated.InFile += 1;
      if (query.duplicates === 'skip') {
        this.repeated.Skipped += 1;
        return;
      }
    }
    if (ExternalID !== undefined) this.externalIds.add(ExternalID);
    const id = `${this.importId}-${this.taken.length}`;
    const job = newJob(campaign, rules, { id, input: read.input, now });
    this.taken.push({ line: row.line, raw: shownOf(row.raw), job });
  }

  private reject({ line, raw }: Pick<Row, 'line' | 'raw'>, faults: Parameters<FaultKinds['add']>[2]): void {
    this.counts.Rejected += 1;
    this.faults.add(line, raw, faults);
  }

  /** What would happen to the rows that were read. */
  async result(reading: FileReading, req: Request): Promise<Preview> {
    const { store, campaign, rules, now, query } = this.options;
    const phoneNumbers = [...new Set(this.taken.map(({ job }) => job.ContactPhoneNumber))];
    const [optedOut, known, taken, numbers, seconds] = await Promise.all([
      listOptedOut(store, campaign.OrgID, phoneNumbers),
      numbersWithJobs(store, { campaignId: campaign._id, phoneNumbers, exceptImport: this.importId }),
      takenExternalIds(store, campaign._id, [...this.externalIds]),
      loadNumbers(store, campaign.OrgID, phoneNumbers),
      recentCallSeconds(store, campaign._id, RECENT_CALLS),
    ]);
    const jobs = new PreviewedJobs(rules, now.getTime());
    // In the order of the import, so that each row is counted where the import counts it.
    for await (const { line, raw, job } of oneByOne(this.taken)) {
      const { ContactPhoneNumber, ExternalID } = job;
      if (known.has(ContactPhoneNumber)) {
        this.repeated.InCampaign += 1;
        if (query.duplicates === 'skip') {
          this.repeated.Skipped += 1;
          continue;
        }
      }
      if (optedOut.has(ContactPhoneNumber)) {
        this.counts.OptedOut += 1;
        this.reject({ line, raw }, [{ Field: 'ContactPhoneNumber', Message: OPTED_OUT }]);
        continue;
      }
      if (ExternalID !== undefined && taken.has(ExternalID)) {
        this.counts.Duplicates += 1;
        continue;
      }
      if (ExternalID !== undefined) taken.add(ExternalID);
      this.counts.Accepted += 1;
      jobs.add(job, line, numbers.get(ContactPhoneNumber));
    }
    const estimatedRows = this.estimatedRows(req, reading);
    const counted = jobs.result();
    const callable = counted.Now + counted.Within24Hours + counted.Later;
    const share = this.counts.Rows === 0 ? 0 : callable / this.counts.Rows;
    return {
      File: reading,
      ImportWith: importWith(reading),
      ...this.counts,
      IsWhole: this.isWhole,
      ...(estimatedRows === undefined ? {} : { EstimatedRows: estimatedRows }),
      RepeatedNumbers: this.repeated,
      Faults: this.faults.result(),
      ...counted,
      Estimate: estimate(campaign, Math.round(share * (estimatedRows ?? this.counts.Rows)), seconds),
    };
  }

  /** By the bytes of the rows that were read. Of a packed file and a workbook the size says nothing. */
  private estimatedRows(req: Request, { Format, Encoding = 'utf-8', Gzip }: FileReading): number | undefined {
    if (this.isWhole) return this.counts.Rows;
    const size = Number(req.get('Content-Length') ?? NaN);
    if (Number.isNaN(size) || Gzip || Format === 'xlsx') return undefined;
    const bytes = Encoding.startsWith('utf-16') ? 2 * this.rowBytes : this.rowBytes;
    return Math.max(this.counts.Rows, Math.round((this.counts.Rows * size) / bytes));
  }
}

function estimate({ Data }: CampaignDocument, jobs: number, seconds: number[]): Preview['Estimate'] {
  const isMeasured = seconds.length >= LEAST_CALLS;
  const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
  const SecondsPerCall = isMeasured ? Math.round(mean * 10) / 10 : ASSUMED_SECONDS;
  const { MaxActiveCalls, Constraints } = Data;
  const perSecond = Math.min(MaxActiveCalls / SecondsPerCall, Constraints.MaxCallsPerSecond ?? Infinity);
  return {
    Jobs: jobs,
    MaxActiveCalls,
    SecondsPerCall,
    IsMeasured: isMeasured,
    Minutes: Math.ceil(jobs / perSecond / 60),
  };
}

/** What the import must be told, because it does not go by what cells look like. */
function importWith({ Columns = [], Header }: FileReading): Record<string, string> {
  const likely = Columns.find(({ Confidence }) => Confidence === BY_CELLS);
  const names = Columns.map(({ Column }) => Column);
  if (likely?.Field === undefined) return {};
  return {
    ...(Header === false ? { header: 'false' } : {}),
    columns: JSON.stringify({ [nameToSay(names, likely.Position - 1)]: likely.Field }),
  };
}
