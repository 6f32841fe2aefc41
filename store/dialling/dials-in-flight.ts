/** Permits to dial that are in use: their placements may still be on the way to the provider. */
import { type Filter } from 'mongodb';
import { type JobDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** Placements of one job, of a campaign, of an organisation (or only of its jobs for some numbers), or all. */
export type DialScope =
  { jobId: string } | { campaignId: string } | { orgId: string; phoneNumbers?: string[] } | 'all';

/** One permit; the same call may get another one later. */
export interface DialInFlight {
  jobId: string;
  callId: string;
  until: Date;
}

/** The permits that are in use now: each ends when the provider answers its placement, or at its `until`. */
export async function listDialsInFlight(store: Store, scope: DialScope, now: Date): Promise<DialInFlight[]> {
  const jobs = await store.jobs
    .find({ ...within(scope), 'Slot.Stage': 'dialling', 'Slot.DialUntil': { $gt: now } })
    .project<PermittedJob>(permittedFields)
    .toArray();
  return jobs.map(permissionOf);
}

/** Those of the permits that are still in use. */
export async function stillInUse(
  store: Store,
  permissions: DialInFlight[],
  now: Date,
): Promise<DialInFlight[]> {
  const jobs = await store.jobs
    .find({
      _id: { $in: permissions.map(({ jobId }) => jobId) },
      'Slot.Stage': 'dialling',
      'Slot.DialUntil': { $gt: now },
    })
    .project<PermittedJob>(permittedFields)
    .toArray();
  const inUse = new Map(jobs.map((job) => [job._id, permissionOf(job)]));
  return permissions.filter(({ jobId, callId, until }) => {
    const known = inUse.get(jobId);
    return known?.callId === callId && known.until.getTime() === until.getTime();
  });
}

type PermittedJob = { _id: string; Slot: { CallID: string; DialUntil: Date } };
const permittedFields = { 'Slot.CallID': 1, 'Slot.DialUntil': 1 } as const;

const permissionOf = ({ _id, Slot }: PermittedJob): DialInFlight => ({
  jobId: _id,
  callId: Slot.CallID,
  until: Slot.DialUntil,
});

function within(scope: DialScope): Filter<JobDocument> {
  if (scope === 'all') return {};
  if ('jobId' in scope) return { _id: scope.jobId };
  if ('campaignId' in scope) return { CampaignID: scope.campaignId };
  const { orgId: OrgID, phoneNumbers } = scope;
  return { OrgID, ...(phoneNumbers ? { ContactPhoneNumber: { $in: phoneNumbers } } : {}) };
}
