import { createHash } from 'node:crypto';
import { type Request, type RequestHandler } from 'express';
import { ensureImport, finishImport } from '../../store/imports';
import { newId } from '../../store/mongo';
import { type ApiDependencies } from '../dependencies';
import { idempotencyKeyOf } from '../idempotency';
import { CsvReader } from '../import/csv-reader';
import { anotherFile, campaignEnded, JobImport } from '../import/job-import';
import { NdjsonReader } from '../import/ndjson-reader';
import { type RowReader } from '../import/row';
import { campaignOf } from '../path-ids';
import { Problem } from '../problems';
import { chunksOf, refuseContentEncoding } from '../request-body';
import { orgIdOf } from '../request-context';
import { acceptQuery, importQuery } from '../schemas/query';

export const importJobs =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { dryRun = false } = acceptQuery(importQuery, req);
    const reader = readerFor(req);
    const campaign = await campaignOf(store, req, res);
    const key = dryRun ? undefined : idempotencyKeyOf(req);
    const known =
      key &&
      (await ensureImport(store, { orgId: orgIdOf(res), campaignId: campaign._id, key, now: new Date() }));
    if (known && known.FileHash !== undefined) {
      if ((await hashOf(fileOf(req))) !== known.FileHash) throw anotherFile('the content differs');
      res.set('Idempotency-Replayed', 'true').json(known.Result);
      return;
    }
    if (campaign.State === 'ended') throw campaignEnded(0);
    const jobImport = new JobImport({
      store,
      campaign,
      importId: known ? known._id : newId(),
      repeatable: known !== undefined,
      dryRun,
    });
    const { result, fileHash } = await jobImport.run(reader, fileOf(req));
    if (known) await finishImport(store, known._id, { Result: result, FileHash: fileHash });
    res.json(result);
  };

function readerFor(req: Request): RowReader {
  refuseContentEncoding(req);
  if (req.is('text/csv')) return new CsvReader();
  if (req.is('application/x-ndjson')) return new NdjsonReader();
  throw new Problem('unsupported-media-type', 'Send the file as "text/csv" or "application/x-ndjson"');
}

/** The body as it arrives. A connection that breaks is the client's fault, and ends the import where it is. */
async function* fileOf(req: Request): AsyncGenerator<Buffer> {
  try {
    yield* chunksOf(req);
  } catch {
    throw new Problem(
      'invalid-request',
      'The connection broke before the file was complete; send it again with the same Idempotency-Key',
    );
  }
}

async function hashOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
