import { createHash } from 'node:crypto';
import { type Request } from 'express';
import { type CampaignDocument, type ImportDocument } from '../../store/mongodb/documents';
import { type BoundKey, releaseKey } from '../../store/http/idempotency';
import { ensureImport, finishImport } from '../../store/jobs/imports';
import { newId, type Store } from '../../store/mongodb/mongo';
import { idempotencyKeyOf, isRefusal, recordKey } from '../http/idempotency';
import { fileOf, fileTypeOf, readerFor } from '../files/import-file';
import { anotherFile, campaignEnded, JobImport, type JobImportOptions } from './job-import';
import { type JobImportResult } from '../files/row-faults';
import { jobImportAnswer } from '../files/import-answer';
import { numberReading, saidOfFile } from '../files/import-query';
import { answer, endpoint } from '../endpoints/endpoint';
import { campaignID, campaignOf } from '../endpoints/path-parameters';
import { KEY_NEXT_TIME } from '../http/problems';
import { fileOfJobs, importJobsQuery } from './import-query';
import { jobTableFor } from './job-table';

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
    getPreflight: { campaignID: { path: 'campaignID' } },
  },
  summary: 'Import jobs from a file',
  description:
    'A file of any size, streamed in constant memory. A bad row is reported and the rest goes on; a row has at most 256 KiB (or 100 lines). ' +
    'A row whose number is on the opt-out list is rejected. `Duplicates` are rows whose `ExternalID` another job of the campaign has.\n\n' +
    'With an `Idempotency-Key` the same file adds nothing twice: after a finished import it answers the same result, after an interrupted one it goes on. Another file under that key is 422, and is stored only up to the step (2,000 rows, or 4 MiB) in which it differs. A dry run ignores the key. Without a key, and without `ExternalID`, a file that is sent twice is imported twice.\n\n' +
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
      const { req } = given;
      const { query } = given;
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
      if (key === undefined) {
        const jobImport = begin({ ...options, importId: newId(), repeatable: false });
        return { status: 200, body: (await jobImport.run(reader, file)).result };
      }
      const bound = await bindKey(store, campaign, key, req);
      let jobImport: JobImport | undefined;
      try {
        const known = await knownImport(store, campaign, bound);
        if (known.FileHash !== undefined) {
          if ((await hashOf(file)) !== known.FileHash) throw anotherFile('the content differs');
          const body = known.Result as JobImportResult;
          return { status: 200, body, headers: { 'Idempotency-Replayed': 'true' } };
        }
        jobImport = begin({ ...options, importId: known._id, repeatable: true });
        const { result, fileHash } = await jobImport.run(reader, file);
        await finishImport(store, known._id, { Result: result, FileHash: fileHash });
        return { status: 200, body: result };
      } catch (error) {
        if (isRefusal(error) && !jobImport?.hasStored) await releaseKey(store, bound);
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

/** The import that this key began, which may have finished or broken off. */
const knownImport = (
  store: Store,
  { _id: campaignId, OrgID: orgId }: CampaignDocument,
  { key, resourceId }: BoundKey,
): Promise<ImportDocument> =>
  ensureImport(store, { id: resourceId, orgId, campaignId, key, now: new Date() });

async function hashOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
