/**
 * Brings stored numbers to their canonical forms: numbers from before every entry point did so, and numbers whose form
 * another version of the numbering plans changes. Any number of processes may do it at once, and any of them may die
 * meanwhile.
 */
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { canonicalFormsVersion, canonicalOrSame } from '../../domain/numbers/phone-number';
import { numbersOf } from '../campaigns/campaigns';
import { type Store } from '../mongodb/mongo';
import { mergeEntry } from './merged-numbers';

/** Ids or numbers read at a time, from an index: takes milliseconds. */
const PAGE = 5_000;
/** Campaigns read at a time: one may have a thousand caller IDs and a long prompt. */
const CAMPAIGNS_PAGE = 100;
/** Jobs changed at a time: takes far less than the deadline of one operation. */
const STEP = 2_000;
/**
 * For this long after the first time, every process that starts does it again: processes of the previous version may
 * still run and write numbers in the old form.
 */
const REPEATED_FOR_MS = 24 * 60 * 60 * 1_000;

/**
 * Must run before anything is dialled or queried. Reads every number once; writes nothing if there is nothing to do.
 */
export async function mendStoredNumbers(store: Store, now: Date): Promise<void> {
  const _id = `canonical-numbers:${canonicalFormsVersion}`;
  const done = await store.mendings.findOne({ _id });
  if (done && now.getTime() - done.DoneAt.getTime() >= REPEATED_FOR_MS) return;
  await mendEntries(store);
  await mendJobs(store);
  await mendCampaigns(store);
  await store.mendings.updateOne({ _id }, { $setOnInsert: { DoneAt: now } }, { upsert: true });
}

/** The entries of `numbers`. An entry's jobs move with it, so that no job is ever without its entry. */
async function mendEntries(store: Store): Promise<void> {
  const page = (after: string) =>
    store.numbers
      .find({ _id: { $gt: after } })
      .project<{ _id: string }>({ _id: 1 })
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray();
  for (let ids = await page(''); ids.length > 0; ids = await page(ids.at(-1)?._id ?? '')) {
    for (const { _id } of ids) {
      const number = _id.slice(_id.lastIndexOf(':') + 1);
      if (canonicalOrSame(number) !== number) await mergeEntry(store, _id, () => renumberJobs(store, number));
    }
  }
}

/** Jobs for numbers that have no entry. */
async function mendJobs(store: Store): Promise<void> {
  const page = (after: string) =>
    store.jobs
      .find({ ContactPhoneNumber: { $gt: after } })
      .project<{ ContactPhoneNumber: string }>({ ContactPhoneNumber: 1, _id: 0 })
      .sort({ ContactPhoneNumber: 1 })
      .limit(PAGE)
      .toArray();
  for (let jobs = await page(''); jobs.length > 0; jobs = await page(jobs.at(-1)?.ContactPhoneNumber ?? '')) {
    for (const number of new Set(jobs.map(({ ContactPhoneNumber }) => ContactPhoneNumber)))
      if (canonicalOrSame(number) !== number) await renumberJobs(store, number);
  }
}

/** In any state: a running call finds its number's line under the canonical form as well. */
async function renumberJobs(store: Store, was: string): Promise<void> {
  for (;;) {
    const jobs = await store.jobs
      .find({ ContactPhoneNumber: was })
      .project<{ _id: string }>({ _id: 1 })
      .limit(STEP)
      .toArray();
    if (jobs.length === 0) return;
    await store.jobs.updateMany(
      { _id: { $in: jobs.map(({ _id }) => _id) }, ContactPhoneNumber: was },
      { $set: { ContactPhoneNumber: canonicalOrSame(was) } },
    );
  }
}

/** The present version of each campaign; earlier versions stay as published. */
async function mendCampaigns(store: Store): Promise<void> {
  const page = (after: string) =>
    store.campaigns
      .find({ _id: { $gt: after } })
      .project<{ _id: string; Version: number; Data: CampaignData }>({
        Version: 1,
        'Data.CallerID': 1,
        'Data.AvailableCallerIDs': 1,
      })
      .sort({ _id: 1 })
      .limit(CAMPAIGNS_PAGE)
      .toArray();
  for (let some = await page(''); some.length > 0; some = await page(some.at(-1)?._id ?? '')) {
    for (const { _id, Version, Data } of some) {
      if (numbersOf(Data).every((number) => canonicalOrSame(number) === number)) continue;
      const data = withCanonicalNumbers(Data);
      await store.campaigns.updateOne(
        { _id, Version },
        {
          $set: {
            'Data.CallerID': data.CallerID,
            'Data.AvailableCallerIDs': data.AvailableCallerIDs,
            Numbers: numbersOf(data),
          },
        },
      );
    }
  }
}

function withCanonicalNumbers({ CallerID, AvailableCallerIDs, ...rest }: CampaignData): CampaignData {
  const available: CampaignData['AvailableCallerIDs'] = {};
  for (const [spelling, { Disabled }] of Object.entries(AvailableCallerIDs)) {
    const number = canonicalOrSame(spelling);
    // If either of two spellings is disabled, the owner wants no calls from that number.
    available[number] = { Disabled: Disabled || available[number]?.Disabled === true };
  }
  return { ...rest, CallerID: canonicalOrSame(CallerID), AvailableCallerIDs: available };
}
