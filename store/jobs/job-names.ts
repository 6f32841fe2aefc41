/** Which names the jobs of a campaign use: a table of them needs a column for each. */
import { type Cut } from '../mongodb/cut';
import { type Store } from '../mongodb/mongo';
import { nextBatchOf } from '../mongodb/one-by-one';
import { type JobFilter, type JobPlace, matching, orderOf, placeOf } from './jobs';

/** What the jobs have, as far as it decides which columns a table of them needs. */
export interface JobNames {
  jobs: number;
  /** One for each job that was not dialled, and one for each dial. Inbound calls are not among them. */
  lines: number;
  /** Names of members, those that come first in most jobs first. */
  Data: Set<string>;
  Metadata: Set<string>;
  Overrides: Set<string>;
  Constraints: Set<string>;
  hasVariants: boolean;
}

/**
 * So many jobs are looked at in one operation: seconds, even where each is as large as may be and the disk is slow. No
 * operation may take as long as a server that does not answer any more.
 */
const LOOKED_AT_TOGETHER = 20_000;

/** Jobs that have the same names in the same order. */
interface Alike {
  _id: Record<'Data' | 'Metadata' | 'Overrides' | 'Constraints', string[] | null> & { hasVariants: boolean };
  jobs: number;
  lines: number;
  last: { _id: string } | { DueAt: Date; _id: string };
}

const namesIn = (field: string) => ({
  $map: { input: { $objectToArray: field }, in: '$$this.k' },
});

/** @param most the look ends when it has found more names than this: there are too many for columns */
export async function namesOfJobs(
  store: Store,
  filter: JobFilter,
  { cut: { session } = {}, most = Infinity }: { cut?: Cut; most?: number } = {},
): Promise<JobNames> {
  const found: JobNames = {
    ...{ jobs: 0, lines: 0, hasVariants: false },
    ...{ Data: new Set(), Metadata: new Set(), Overrides: new Set(), Constraints: new Set() },
  };
  const isByDueAt = 'DueAt' in orderOf(filter);
  let after: JobPlace | undefined;
  for (;;) {
    const cursor = store.jobs.aggregate<Alike>(
      [
        { $match: matching(filter, after) },
        { $sort: orderOf(filter) },
        { $limit: LOOKED_AT_TOGETHER },
        {
          $group: {
            _id: {
              Data: namesIn('$Data'),
              Metadata: namesIn('$Metadata'),
              Overrides: namesIn('$Overrides'),
              Constraints: namesIn('$Overrides.Constraints'),
              hasVariants: { $gt: ['$CampaignVariants', null] },
            },
            jobs: { $sum: 1 },
            lines: { $sum: { $max: ['$Attempts', 1] } },
            // Fields of an object are compared in their order.
            last: { $max: isByDueAt ? { DueAt: '$DueAt', _id: '$_id' } : { _id: '$_id' } },
          },
        },
        { $sort: { jobs: -1, _id: 1 } },
      ],
      { ...(session ? { session } : {}) },
    );
    let looked = 0;
    let last: JobPlace | undefined;
    try {
      for (;;) {
        const groups = await nextBatchOf(cursor);
        if (groups.length === 0) break;
        for (const alike of groups) {
          looked += alike.jobs;
          found.lines += alike.lines;
          found.hasVariants ||= alike._id.hasVariants;
          for (const field of ['Data', 'Metadata', 'Overrides', 'Constraints'] as const)
            for (const name of alike._id[field] ?? []) found[field].add(name);
          const place = placeOf(filter, { DueAt: new Date(0), ...alike.last });
          if (!last || isAfter(place, last)) last = place;
        }
        if (found.Data.size + found.Metadata.size > most) return found;
      }
    } finally {
      await cursor.close();
    }
    found.jobs += looked;
    if (looked < LOOKED_AT_TOGETHER) return found;
    after = last;
  }
}

const isAfter = (one: JobPlace, other: JobPlace): boolean =>
  one.dueAtMs === other.dueAtMs ? one.id > other.id : (one.dueAtMs ?? 0) > (other.dueAtMs ?? 0);
