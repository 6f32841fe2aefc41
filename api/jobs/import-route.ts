import { createHash } from 'node:crypto';
import { type Request } from 'express';
import { type CampaignDocument, type ImportDocument, type ImportFormat } from '../../store/mongodb/documents';
import { type BoundKey, releaseKey } from '../../store/http/idempotency';
import { beginImport } from '../../store/jobs/imports';
import { newId, type Store } from '../../store/mongodb/mongo';
import { idempotencyKeyOf, isRefusal, recordKey } from '../http/idempotency';
import { type FileType, WORKBOOK } from '../files/file-types';
import { fileOf, fileTypeOf, inTurn, readerFor } from '../files/import-file';
import { ImportJournal } from './import-journal';
import { anotherFile, campaignEnded, JobImport, type JobImportOptions } from './job-import';
import { type JobImportResult } from '../files/row-faults';
import { jobImportAnswer } from '../files/import-answer';
import { numberReading, saidOfFile } from '../files/import-query';
import { answer, endpoint } from '../endpoints/endpoint';
import { campaignID, campaignOf } from '../endpoints/path-parameters';
import { KEY_NEXT_TIME } from '../http/problems';
import { type ApiDependencies } from '../http/dependencies';
import { fileOfJobs, importJobsQuery } from './import-query';
import { jobTableFor } from './job-table';
import { importUndone } from './undo-import';

/** What the client should do when the connection breaks. */
function adviceFor(dryRun: boolean, key: string | undefined): string {
  if (dryRun) return 'send it again';
  if (key !== undefined) return 'send it again with the same Idempotency-Key';
  return `what was read of it may be stored, so look at the jobs before you send it again. ${KEY_NEXT_TIME}`;
}

export const importJobs = endpoint({
  id: 'importJobs',
  leadsTo: {
    listJobs: { campaignID: { path: 'campaignID' } },
    getImport: { campaignID: { path: 'campaignID' }, importID: { body: '/ImportID' } },
    getRejectedRows: { campaignID: { path: 'campaignID' }, importID: { body: '/ImportID' } },
    undoImport: { campaignID: { path: 'campaignID' }, importID: { body: '/ImportID' } },
    getPreflight: { campaignID: { path: 'campaignID' } },
  },
  summary: 'Import jobs from a file',
  description:
    'A file of any size, streamed in constant memory. A bad row is reported and the rest goes on; a row has at most 256 KiB (or 100 lines). ' +
    'A row whose number is on the opt-out list is rejected. `Duplicates` are rows whose `ExternalID` another job of the campaign has.\n\n' +
    'With an `Idempotency-Key` the same file adds nothing twice: after a finished import it answers the same result, after an interrupted one it goes on. Another file under that key is 422, and is stored only up to the step (2,000 rows, or 4 MiB) in which it differs. After an undo the key is 409 (`State`). A dry run ignores the key. Without a key, and without `ExternalID`, a file that is sent twice is imported twice.\n\n' +
    '409 with `Accepted` when the campaign ends meanwhile.',
  tag: 'Jobs',
  access: 'developer',
  takesKey: true,
  path: { campaignID },
  query: importJobsQuery,
  body: fileOfJobs,
  problems: ['conflict'],
  answers: { 200: answer(jobImportAnswer, 'Counts and faults.') },
  handler:
    ({ store, clock }) =>
    async (given) => {
      const { req, res, query } = given;
      const { dryRun = false } = query;
      const campaign = await campaignOf(store, given);
      const reader = readerFor(req, {
        form: jobTableFor(campaign.Data),
        said: saidOfFile(query),
        takesLikely: false,
      });
      const options = {
        ...{ store, clock, campaign, dryRun },
        numbers: numberReading(query),
        skipsRepeated: query.duplicates === 'skip',
      };
      // A dry run ignores a key, but none that is no key.
      const sent = idempotencyKeyOf(req);
      const key = dryRun ? undefined : sent;
      const file = fileOf(req, adviceFor(dryRun, key));
      if (dryRun) {
        const jobImport = begin({ ...options, importId: newId(), repeatable: false });
        const { result } = await inTurn(req, res, () => jobImport.run(reader, file));
        return { status: 200, body: result };
      }
      const bound = key === undefined ? undefined : await bindKey(store, campaign, key, req);
      let jobImport: JobImport | undefined;
      try {
        const begun = await beginRun({ store, clock }, campaign, req, bound);
        if (begun.State === 'undone') throw importUndone();
        if (begun.State === 'done') {
          if ((await hashOf(file)) !== begun.FileHash) throw anotherFile('the content differs');
          const body = begun.Result as JobImportResult;
          return { status: 200, body, headers: { 'Idempotency-Replayed': 'true' } };
        }
        const journal = new ImportJournal({ store, clock }, begun);
        const repeatable = bound !== undefined;
        const body = await journal.accompany({
          progress: () => jobImport?.progress,
          form: () => reader.form,
          run: () => {
            const its = begin({ ...options, importId: begun._id, repeatable, journal });
            jobImport = its;
            return inTurn(req, res, () => its.run(reader, file));
          },
        });
        return { status: 200, body };
      } catch (error) {
        if (bound && isRefusal(error) && !jobImport?.hasStored) await releaseKey(store, bound);
        throw error;
      }
    },
});

function begin(options: JobImportOptions): JobImport {
  if (options.campaign.State === 'ended') throw campaignEnded(0);
  return new JobImport(options);
}

/** Stores the key as for every write, so that it belongs to one request. The file is compared as it is read. */
async function bindKey(
  store: Store,
  { OrgID: orgId }: CampaignDocument,
  key: string,
  req: Request,
): Promise<BoundKey> {
  const { resourceId } = await recordKey(store, { orgId, key, req, body: fileTypeOf(req) });
  return { orgId, key, resourceId };
}

const formats: Record<FileType, ImportFormat> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  [WORKBOOK]: 'xlsx',
};

/** A week: long enough to mend the rejected rows of a list, and no longer than is needed to keep personal data. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** Begins a run of the import that the key names, which may be done or undone; without a key of a new one. */
const beginRun = (
  { store, clock }: Pick<ApiDependencies, 'store' | 'clock'>,
  { _id: campaignId, OrgID: orgId }: CampaignDocument,
  req: Request,
  bound: BoundKey | undefined,
): Promise<ImportDocument> =>
  beginImport(store, {
    id: bound?.resourceId ?? newId(),
    orgId,
    campaignId,
    key: bound?.key,
    format: formats[fileTypeOf(req) ?? 'text/csv'],
    now: clock.date(),
    expiresAt: new Date(Date.now() + KEPT_MS),
  });

async function hashOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
