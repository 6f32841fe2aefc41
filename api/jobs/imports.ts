/** Imports of jobs: their progress, the rows that they did not take, and how one is undone. */
import { findForm, findImport, listImports, listRejected, recordUndo } from '../../store/jobs/imports';
import { type Store } from '../../store/mongodb/mongo';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { answer, endpoint, file } from '../endpoints/endpoint';
import { campaignID, campaignOf, importID } from '../endpoints/path-parameters';
import { type RejectedFile, rejectedFile } from '../files/rejected-file';
import { pageOf, readCursor } from '../http/cursor';
import { answerOnce } from '../http/idempotency';
import { notFound, Problem } from '../http/problems';
import { pageQuery } from '../schemas/query';
import { importStatus, importList, presentImport, undoAnswer } from './import-answers';
import { undoJobs } from './undo-import';

const isPlace = (value: object): value is { id: string } => 'id' in value && typeof value.id === 'string';

export const list = endpoint({
  id: 'listImports',
  summary: 'List the imports of a campaign',
  description:
    'The newest first. Each is kept for a week from when its file was first sent. A dry run is none.',
  tag: 'Jobs',
  access: 'viewer',
  path: { campaignID },
  query: pageQuery,
  answers: { 200: answer(importList, 'One page of the imports.') },
  handler:
    ({ store, clock }) =>
    async (given) => {
      const { limit, cursor } = given.query;
      const campaign = await campaignOf(store, given);
      const before = readCursor(cursor, isPlace)?.id;
      const { items, next } = await pageOf(
        limit,
        (most) => listImports(store, campaign._id, { before, limit: most }),
        ({ _id: id }) => ({ id }),
      );
      return {
        status: 200,
        body: { Imports: items.map((its) => presentImport(its, clock.now())), ...next },
      };
    },
});

export const get = endpoint({
  id: 'getImport',
  leadsTo: {
    getRejectedRows: { campaignID: { path: 'campaignID' }, importID: { path: 'importID' } },
    undoImport: { campaignID: { path: 'campaignID' }, importID: { path: 'importID' } },
  },
  summary: 'Get an import',
  description:
    'How far it is, also while its file is still being sent. When it has broken off, send the same file with the same `Idempotency-Key`: it goes on, and no row is stored twice.',
  tag: 'Jobs',
  access: 'viewer',
  path: { campaignID, importID },
  answers: { 200: answer(importStatus, 'The import.') },
  handler:
    ({ store, clock }) =>
    async (given) => {
      const { _id: campaignId } = await campaignOf(store, given);
      const found = await findImport(store, { campaignId, importId: given.path.importID });
      if (!found) throw notFound('import');
      return { status: 200, body: { Import: presentImport(found, clock.now()) } };
    },
});

export const rejected = endpoint({
  id: 'getRejectedRows',
  summary: 'Get the rejected rows of an import',
  description:
    'As a file to mend and send again: CSV in UTF-8 with a byte order mark, with the columns of the file and a last one, `RejectedReason`, which an import passes over. A row that cannot be read as cells of these columns stands whole in its first cell. Of an NDJSON file the columns are `Line`, `Row` and `RejectedReason`.\n\n' +
    "A cell that a spreadsheet would run has a `'` in front, unless it is a number in E.164. While the import is running, the file has the rows so far.",
  tag: 'Jobs',
  access: 'developer',
  path: { campaignID, importID },
  answers: {
    200: file(['text/csv'], 'The rows in the order of the file, at most 100,000 or 64 MiB of them.', {
      'Content-Disposition': 'Names the file, so that a browser stores it.',
    }),
  },
  handler:
    ({ store }) =>
    async (given) => {
      const { _id: campaignId } = await campaignOf(store, given);
      const found = await findForm(store, { campaignId, importId: given.path.importID });
      if (!found) throw notFound('import');
      return {
        status: 200,
        parts: partsOf(store, found._id, rejectedFile(found.Form)),
        mediaType: 'text/csv',
        headers: { 'Content-Disposition': `attachment; filename="rejected-${found._id}.csv"` },
      };
    },
});

/** Rows read at once: at their longest they have 25 MiB, usually some kilobytes. */
const ROWS_AT_ONCE = 100;
/** As much as a socket takes at a time. */
const PART_CHARACTERS = 64 * 1024;

async function* partsOf(
  store: Store,
  importId: string,
  { header, lineOf }: RejectedFile,
): AsyncGenerator<string> {
  let part = header;
  let after = 0;
  for (;;) {
    const rows = await listRejected(store, importId, { after, limit: ROWS_AT_ONCE });
    for await (const row of oneByOne(rows)) {
      part += lineOf(row);
      after = row.Line;
      if (part.length < PART_CHARACTERS) continue;
      yield part;
      part = '';
    }
    if (rows.length === ROWS_AT_ONCE) continue;
    if (part !== '') yield part;
    return;
  }
}

export const undo = endpoint({
  id: 'undoImport',
  summary: 'Undo an import',
  description:
    'Cancels its jobs that were not called yet (`CancelReason` is `import_undone`) and gives their `ExternalID`s back, so that the corrected file can be imported. A job that was called, or is being called, stays as it is. ' +
    'An undo that was interrupted is completed by another one; to undo again changes nothing.\n\n' +
    '409 with `State` while the import is running. An undone import cannot go on: send the file with a new `Idempotency-Key`. Send no body, or `{}`.',
  tag: 'Jobs',
  access: 'developer',
  takesKey: true,
  path: { campaignID, importID },
  problems: ['conflict'],
  answers: { 200: answer(undoAnswer, 'What became of its jobs: their sum is all of them.') },
  handler:
    ({ store, clock }) =>
    async (given) => {
      const { req, res } = given;
      const { _id: campaignId } = await campaignOf(store, given);
      const key = { campaignId, importId: given.path.importID };
      if (!(await findImport(store, key))) throw notFound('import');
      return answerOnce({ store, req, res }, async () => {
        // Before the first job is canceled: from here on the import takes no more rows.
        if (!(await recordUndo(store, key, clock.date()))) throw importRunning();
        const { canceled, canceledBefore, called, others } = await undoJobs({ store, clock }, key);
        return {
          status: 200,
          body: { Canceled: canceled, CanceledBefore: canceledBefore, Called: called, Others: others },
        };
      });
    },
});

const importRunning = (): Problem =>
  new Problem(
    'conflict',
    'The import is running: wait until it is done, or break off the request that sends its file. Then undo it with a new Idempotency-Key.',
    { members: { State: 'running' } },
  );
