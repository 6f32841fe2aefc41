import { type Response } from 'express';
import { type Cut } from '../../store/mongodb/cut';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { jobsWithCalls, type JobWithCalls } from '../../store/jobs/export';
import { namesOfJobs } from '../../store/jobs/job-names';
import { type JobFilter } from '../../store/jobs/jobs';
import { endpoint, file } from '../endpoints/endpoint';
import { campaignID, campaignOf } from '../endpoints/path-parameters';
import { MOST_COLUMNS } from '../files/column-plan';
import { MOST_SHEET_ROWS } from '../files/excel-bounds';
import { WORKBOOK } from '../files/file-types';
import { Problem, unavailable } from '../http/problems';
import { orgIdOf } from '../http/request-context';
import { type ExportFormat, exportQuery } from '../schemas/query';
import { ConcurrencyLimit } from '../turns/concurrency-limit';
import { columnsFor } from './export-columns';
import { csvFile, ndjsonFile, xlsxFileOf } from './export-file';
import { type Per } from './export-line';

const mediaTypes = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  xlsx: WORKBOOK,
} as const satisfies Record<ExportFormat, string>;

/**
 * A large export keeps a core busy, and holds a session and a cursor of the database: an organisation has one for a
 * person and one for a program, and the next few wait.
 */
const bounds = { width: 2, waiting: 5 };
const TURN_WITHIN_MS = 5_000;

type Parts = AsyncGenerator<string | Buffer, void>;
interface FileReply {
  status: 200;
  parts: Parts;
  mediaType: string;
  headers: Record<string, string>;
}

export const exportJobs = endpoint({
  id: 'exportJobs',
  leadsTo: { importJobs: { campaignID: { path: 'campaignID' } } },
  summary: 'Export jobs with what became of them',
  description:
    'One line for each job with its last call, or for each attempt, streamed in constant memory. ' +
    '**All of it is as it was at one instant**: no job is there twice and none is missing, whatever happens meanwhile. ' +
    'MongoDB keeps an instant for five minutes. An export that takes longer is broken off, and so is the connection: a file that ends in the usual way is whole. Then filter for fewer jobs, or ask your operator for a longer `minSnapshotHistoryWindowInSeconds`.\n\n' +
    'A table has the columns of an import first, then `Job.…`, `Call.…` and `Analysis.…`, which an import passes over. ' +
    'NDJSON has everything: `Overrides` and `CampaignVariants` as they are, and each call in `Calls` (per attempt `Call`). ' +
    'In CSV a text that a spreadsheet would run has an apostrophe in front, which the import takes off again; a number in E.164 has none. ' +
    'Times are in UTC, and in those ending in `Local` by the clock of the callee, empty where that may be one of several.\n\n' +
    '409 for a table of more than 1,000 columns, or a sheet of more than 1,048,575 lines. ' +
    'An organisation has two exports at once; others wait their turn, and get 503 after 5 seconds.',
  tag: 'Jobs',
  access: 'viewer',
  path: { campaignID },
  query: exportQuery,
  problems: ['conflict'],
  answers: {
    200: file(Object.values(mediaTypes), 'The file.', {
      'Content-Disposition': 'A name for the file: the id of the campaign, and the day.',
    }),
  },
  handler: ({ store, clock }) => {
    const limit = new ConcurrencyLimit(bounds);
    return async (given) => {
      const campaign = await campaignOf(store, given);
      const { req, res, query } = given;
      const { format, per, ...fields } = query;
      const filter = { campaignId: campaign._id, ...fields };
      const day = clock.date().toISOString().slice(0, 10);
      const replyWith = (parts: Parts): FileReply => ({
        status: 200,
        parts,
        mediaType: mediaTypes[format],
        headers: { 'Content-Disposition': `attachment; filename="jobs-${campaign._id}-${day}.${format}"` },
      });
      if (req.method === 'HEAD') return replyWith(noParts());
      return new Promise((resolve, reject) => {
        const turn = limit.run(orgIdOf(res), Date.now() + TURN_WITHIN_MS, () =>
          exporting(store, campaign, { filter, format, per }, res, (parts) => resolve(replyWith(parts))),
        );
        turn.then((taken) => {
          if (taken === 'full')
            reject(unavailable('Other exports of your organisation are at work; ask again in a moment'));
        }, reject);
      });
    };
  },
});

async function* noParts(): Parts {}

interface Asked {
  filter: JobFilter;
  format: ExportFormat;
  per: Per;
}

/** Lasts until the answer has gone out, or its client: then nothing of the export is left in the database. */
async function exporting(
  store: Store,
  campaign: CampaignDocument,
  asked: Asked,
  res: Response,
  begin: (parts: Parts) => void,
): Promise<void> {
  const cut = store.openCut();
  const batches = jobsWithCalls(store, asked.filter, cut);
  try {
    const parts = await partsOf(store, campaign, asked, { cut, batches });
    begin(parts);
    await closed(res);
    await parts.return();
  } finally {
    await batches.return();
    await cut.end();
  }
}

async function partsOf(
  store: Store,
  campaign: CampaignDocument,
  { filter, format, per }: Asked,
  { cut, batches }: { cut: Cut; batches: AsyncGenerator<JobWithCalls[], void> },
): Promise<Parts> {
  const exported = { campaign, batches, per };
  if (format === 'ndjson') return ndjsonFile(exported);
  const names = await namesOfJobs(store, filter, { cut, most: MOST_COLUMNS });
  const columns = columnsFor(campaign.Data, names);
  if (format === 'csv') return csvFile(exported, columns);
  const lines = per === 'job' ? names.jobs : names.lines;
  if (lines >= MOST_SHEET_ROWS)
    throw new Problem(
      'conflict',
      `A sheet has room for ${MOST_SHEET_ROWS - 1} lines, and these would be ${lines}; ` +
        'ask for format=csv or format=ndjson, which have no end, or for fewer jobs by a filter',
    );
  return xlsxFileOf(exported, columns);
}

const closed = (res: Response): Promise<void> =>
  res.closed ? Promise.resolve() : new Promise((resolve) => void res.once('close', resolve));
