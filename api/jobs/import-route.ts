import { createHash } from 'node:crypto';
import { type Request, type RequestHandler } from 'express';
import { type CampaignDocument, type ImportDocument } from '../../store/mongodb/documents';
import { type BoundKey, releaseKey } from '../../store/http/idempotency';
import { ensureImport, finishImport } from '../../store/jobs/imports';
import { newId, type Store } from '../../store/mongodb/mongo';
import { type ApiDependencies } from '../http/dependencies';
import { idempotencyKeyOf, isRefusal, recordKey } from '../http/idempotency';
import { fileOf, fileTypeOf, readerFor } from '../files/import-file';
import { anotherFile, campaignEnded, JobImport, type JobImportOptions } from './job-import';
import { jobFormFor } from '../files/csv-columns';
import { campaignOf } from '../http/path-ids';
import { KEY_NEXT_TIME } from '../http/problems';
import { acceptQuery, importQuery } from '../schemas/query';

/** What the client should do when the connection breaks. */
function adviceFor(dryRun: boolean, key: string | undefined): string {
  if (dryRun) return 'send it again';
  if (key !== undefined) return 'send it again with the same Idempotency-Key';
  return `what was read of it may be stored, so look at the jobs before you send it again. ${KEY_NEXT_TIME}`;
}

export const importJobs =
  ({ store, clock }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { dryRun = false } = acceptQuery(importQuery, req);
    const campaign = await campaignOf(store, req, res);
    const reader = readerFor(req, jobFormFor(campaign.Data));
    const key = dryRun ? undefined : idempotencyKeyOf(req);
    const file = fileOf(req, adviceFor(dryRun, key));
    if (key === undefined) {
      const jobImport = begin({ store, clock, campaign, importId: newId(), repeatable: false, dryRun });
      res.json((await jobImport.run(reader, file)).result);
      return;
    }
    const bound = await bindKey(store, campaign, key, req);
    let jobImport: JobImport | undefined;
    try {
      const known = await knownImport(store, campaign, bound);
      if (known.FileHash !== undefined) {
        if ((await hashOf(file)) !== known.FileHash) throw anotherFile('the content differs');
        res.set('Idempotency-Replayed', 'true').json(known.Result);
        return;
      }
      jobImport = begin({ store, clock, campaign, importId: known._id, repeatable: true, dryRun });
      const { result, fileHash } = await jobImport.run(reader, file);
      await finishImport(store, known._id, { Result: result, FileHash: fileHash });
      res.json(result);
    } catch (error) {
      if (isRefusal(error) && !jobImport?.hasStored) await releaseKey(store, bound);
      throw error;
    }
  };

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
