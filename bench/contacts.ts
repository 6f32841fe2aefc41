/** Fictional contacts. */
import { newJob } from '../api/jobs/new-job';
import { compileDialRules } from '../domain/dialling/dial-rules';
import { loadCampaign } from '../store/campaigns/campaigns';
import { type JobDocument } from '../store/mongodb/documents';
import { newId, type Store } from '../store/mongodb/mongo';

// 555-0100 to 555-0179 in each: reserved for fiction, and the simulator completes calls to these endings.
const areaCodes = [202, 212, 312, 415, 503, 602, 617, 702, 713, 808, 813, 907];
const ENDINGS = 80;

interface Contact {
  ContactPhoneNumber: string;
  ContactName: string;
  ExternalID: string;
  Metadata: { segment: string };
  Data: { firstName: string };
}

function contact(n: number): Contact {
  const areaCode = areaCodes[Math.floor(n / ENDINGS) % areaCodes.length];
  return {
    ContactPhoneNumber: `+1${areaCode}55501${String(n % ENDINGS).padStart(2, '0')}`,
    ContactName: `Ada Abel ${n}`,
    ExternalID: `contact-${n}`,
    Metadata: { segment: `segment ${n % 5}` },
    Data: { firstName: 'Ada' },
  };
}

/** Every number that a contact may have. */
export const contactNumbers = (): string[] => [
  ...new Set(Array.from({ length: areaCodes.length * ENDINGS }, (_, n) => contact(n).ContactPhoneNumber)),
];

// Ofcom keeps 496 0000 to 0999 of these areas for fiction.
const britishAreas = [113, 114, 116, 117, 118, 121, 131, 141, 151, 161];
const HUNDREDS = 10;

/** For jobs of many campaigns at once, which must not wait for each other's line: 8,000 numbers. */
export function ownNumber(n: number): string {
  const k = Math.floor(n / britishAreas.length) % (HUNDREDS * ENDINGS);
  const ending = String(Math.floor(k / ENDINGS) * 100 + (k % ENDINGS)).padStart(3, '0');
  return `+44${britishAreas[n % britishAreas.length]}4960${ending}`;
}

/** Contacts `from` to `from + count - 1` as a file to import. */
export function contactsCsv(count: number, from = 0, written = (e164: string, _n: number) => e164): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const { ContactPhoneNumber, ContactName, ExternalID, Metadata, Data } = contact(from + i);
    return [written(ContactPhoneNumber, i), ContactName, ExternalID, Metadata.segment, Data.firstName].join(
      ',',
    );
  });
  return ['ContactPhoneNumber,ContactName,ExternalID,Metadata.segment,Data.firstName', ...rows, ''].join(
    '\n',
  );
}

/** An American number as lists have it, in turn in each of five ways. */
export function asWritten(e164: string, n: number): string {
  const [area, office, line] = [e164.slice(2, 5), e164.slice(5, 8), e164.slice(8)];
  switch (n % 5) {
    case 0:
      return `+1 (${area}) ${office}-${line}`;
    case 1:
      return `(${area}) ${office}-${line}`;
    case 2:
      return `${area}.${office}.${line}`;
    case 3:
      return `1-${area}-${office}-${line}`;
    default:
      return `+1 ${area} ${office} ${line}`;
  }
}

/** As the import writes: two batches of 2,000 at once. */
const BATCH = 2_000;
const WRITERS = 2;

/**
 * Gives a campaign jobs without the API, for rows that measure something else.
 * @param numbersFrom their numbers are `ownNumber` from this one on
 */
export async function queueJobs(
  store: Store,
  campaignId: string,
  count: number,
  { numbersFrom }: { numbersFrom?: number } = {},
): Promise<void> {
  const campaign = await loadCampaign(store, campaignId);
  if (!campaign) throw new Error(`Campaign ${campaignId} is not in the database.`);
  const rules = compileDialRules(campaign.Data);
  const prefix = newId();
  const now = new Date();
  // ExternalIDs are unique in a campaign, which may get jobs more than once.
  const first = await store.jobs.countDocuments({ CampaignID: campaignId });
  const jobAt = (i: number): JobDocument =>
    newJob(campaign, rules, {
      id: `${prefix}-${i.toString(36).padStart(7, '0')}`,
      input: {
        ...contact(first + i),
        ...(numbersFrom === undefined ? {} : { ContactPhoneNumber: ownNumber(numbersFrom + i) }),
      },
      now,
    });
  await insertInBatches(count, {
    batchAt: (from, to) => Array.from({ length: to - from }, (_, i) => jobAt(from + i)),
    insert: (batch) => store.jobs.insertMany(batch, { ordered: false }),
  });
}

/** Writes documents 0 to `count - 1` as the import writes them. */
export async function insertInBatches(
  count: number,
  {
    batchAt,
    insert,
  }: {
    batchAt: (from: number, to: number) => JobDocument[];
    insert: (batch: JobDocument[]) => Promise<unknown>;
  },
): Promise<void> {
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < count) {
      const from = next;
      next = Math.min(from + BATCH, count);
      await insert(batchAt(from, next));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}
