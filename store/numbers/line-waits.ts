/**
 * Jobs that wait for the line of their number, and what wakes them. A number may have thousands of jobs: while its line
 * is taken they cost nothing, and when it is freed one job of each campaign is evaluated again.
 */
import { waitingStates } from '../../domain/jobs/job';
import { newId, type Store } from '../mongodb/mongo';
import { announceWork } from '../campaigns/idle';
import { numberId } from './number-ids';

/** Campaigns of which a job is woken when a line is freed. The jobs of further campaigns fall due by themselves. */
const MOST_WOKEN = 20;

/**
 * For jobs that were just stored as waiting for these numbers' lines: marks the numbers, so that a call that frees one
 * of the lines wakes them. If a line was freed meanwhile, this wakes them. First the jobs are stored, then the number
 * is marked; a call first frees the line and then looks for the mark. So one of the two sees the other.
 */
export async function awaitLines(
  store: Store,
  { orgId, phoneNumbers, now }: { orgId: string; phoneNumbers: string[]; now: Date },
): Promise<void> {
  if (phoneNumbers.length === 0) return;
  const ids = phoneNumbers.map((phoneNumber) => numberId(orgId, phoneNumber));
  const awaited = newId();
  await store.numbers.updateMany(
    { _id: { $in: ids }, $or: [{ OnCall: { $exists: true } }, { InboundCalls: { $exists: true } }] },
    { $set: { Awaited: awaited } },
  );
  const marked = await store.numbers
    .find({ _id: { $in: ids }, Awaited: awaited })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const taken = new Set(marked.map(({ _id }) => _id));
  for (const phoneNumber of phoneNumbers)
    if (!taken.has(numberId(orgId, phoneNumber)))
      await wakeWaitingJobs(store, { orgId, phoneNumber, awaited, now });
}

/**
 * Makes one job of each campaign due that waits for this number's line. If there is none, the mark `awaited` is
 * removed.
 */
export async function wakeWaitingJobs(
  store: Store,
  { orgId, phoneNumber, awaited, now }: { orgId: string; phoneNumber: string; awaited?: string; now: Date },
): Promise<void> {
  const woken: string[] = [];
  while (woken.length < MOST_WOKEN) {
    const job = await store.jobs.findOneAndUpdate(
      {
        ContactPhoneNumber: phoneNumber,
        CampaignID: { $gt: woken.at(-1) ?? '' },
        DeferredBy: 'number_busy',
        State: { $in: [...waitingStates] },
        OrgID: orgId,
      },
      { $set: { DueAt: now } },
      { sort: { CampaignID: 1, DueAt: 1 }, projection: { CampaignID: 1 } },
    );
    if (!job) break;
    woken.push(job.CampaignID);
  }
  if (woken.length > 0) await announceWork(store, { campaignIds: woken });
  else if (awaited !== undefined)
    await store.numbers.updateOne(
      { _id: numberId(orgId, phoneNumber), Awaited: awaited },
      { $unset: { Awaited: '' } },
    );
}

/**
 * For numbers whose line is free, and whose woken jobs other rules have just deferred: wakes the next ones, one after
 * the other, because no call will take the line and free it.
 */
export async function wakeNext(
  store: Store,
  { orgId, phoneNumbers, now }: { orgId: string; phoneNumbers: string[]; now: Date },
): Promise<void> {
  for (const phoneNumber of phoneNumbers) await wakeWaitingJobs(store, { orgId, phoneNumber, now });
}
