/** What answers about imports contain. */
import { z } from 'zod';
import { importStateAt, importStates, isSilent, rowsPerSecond } from '../../domain/jobs/import-state';
import { type ShownImport } from '../../store/jobs/imports';
import { importFormats } from '../../store/mongodb/documents';
import { count, instant, nextCursor } from '../schemas/fields';

const shownImport = z
  .object({
    ID: z.string().describe('What paths name it by, and how the `ID` of each of its jobs begins.'),
    CampaignID: z.string().describe('The campaign that its jobs belong to.'),
    State: z
      .enum(importStates)
      .describe(
        '`broken_off`: the same file with the same `Idempotency-Key` goes on. `undone`: it takes no more rows.',
      ),
    Why: z.string().optional().describe('Why it broke off.'),
    IdempotencyKey: z.string().optional().describe('The key that it was sent with. Absent: it had none.'),
    Format: z.enum(importFormats).describe('The form of the file.'),
    BytesRead: count.describe('How much of the file was read. When it is sent again, this begins at 0.'),
    Rows: count.describe('Rows that were read; the counts below follow as they are stored.'),
    Accepted: count.describe('Rows that are new.'),
    Rejected: count.describe('Rows that were not taken.'),
    Duplicates: count.describe('Rows that were there already.'),
    RejectedKept: count.describe(
      'Rejected rows that `rejected.csv` has: the first 100,000, or 64 MiB of them.',
    ),
    RowsPerSecond: count.describe('Rows that were read, over the time from `StartedAt` to `UpdatedAt`.'),
    CreatedAt: instant.describe('When it was first sent.'),
    StartedAt: instant.describe('When it was last sent.'),
    UpdatedAt: instant.describe(
      'When it was last heard of: each second while rows are stored, else each 10 seconds. After 60 seconds of silence it has broken off.',
    ),
    EndedAt: instant.optional().describe('When it was done, or broke off. Absent while it is running.'),
    UndoneAt: instant.optional().describe('When it was first undone.'),
  })
  .meta({ id: 'Import' });

export const importStatus = z.object({ Import: shownImport }).meta({ id: 'ImportAnswer' });
export const importList = z
  .object({ Imports: z.array(shownImport).describe('The imports of this page.'), NextCursor: nextCursor })
  .meta({ id: 'ImportList' });

export const undoAnswer = z
  .object({
    Canceled: count.describe('Jobs that this request canceled: they were not called yet.'),
    CanceledBefore: count.describe('Jobs that an earlier undo of this import had canceled.'),
    Called: count.describe('Jobs that were called, or are in a call: they stay, with their retries.'),
    Others: count.describe('Jobs that had ended without a call: canceled by request, opted out or failed.'),
  })
  .meta({ id: 'UndoAnswer' });

const STOPPED = 'Nothing was heard of it for 60 seconds: the process that read it has stopped.';

export function presentImport(its: ShownImport, nowMs: number): z.output<typeof shownImport> {
  const stopped = isSilent(its, nowMs);
  return {
    ID: its._id,
    CampaignID: its.CampaignID,
    State: importStateAt(its, nowMs),
    Why: stopped ? STOPPED : its.Why,
    IdempotencyKey: its.IdempotencyKey,
    Format: its.Format,
    BytesRead: its.BytesRead,
    Rows: its.Rows,
    Accepted: its.Accepted,
    Rejected: its.Rejected,
    Duplicates: its.Duplicates,
    RejectedKept: its.RejectedKept,
    RowsPerSecond: rowsPerSecond(its, its.Rows),
    CreatedAt: its.CreatedAt,
    StartedAt: its.StartedAt,
    UpdatedAt: its.UpdatedAt,
    EndedAt: stopped ? its.UpdatedAt : its.EndedAt,
    UndoneAt: its.UndoneAt,
  };
}
