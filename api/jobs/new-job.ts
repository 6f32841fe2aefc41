import { type DialRules } from '../../domain/dialling/dial-rules';
import { firstDue } from '../../domain/dialling/may-dial';
import { type JobInput } from '../../domain/jobs/job';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';

/** The document of a new job. Every row of an import runs this code, so it copies the input once, and nothing else. */
export function newJob(
  campaign: Pick<CampaignDocument, '_id' | 'OrgID'>,
  rules: DialRules,
  { id, input, now }: { id: string; input: JobInput; now: Date },
): JobDocument {
  const job: JobDocument = {
    _id: id,
    OrgID: campaign.OrgID,
    CampaignID: campaign._id,
    // Not first: V8 takes twenty times as long for a literal that begins with a copy.
    ...input,
    State: 'created',
    DueAt: now,
    Attempts: 0,
    CreatedAt: now,
    UpdatedAt: now,
  };
  const { dueAt, deferredBy } = firstDue(rules, job);
  job.DueAt = dueAt;
  if (deferredBy) job.DeferredBy = deferredBy;
  const ownEnd = input.Overrides?.Constraints?.NotAfter;
  if (ownEnd !== undefined) job.ExpiresAt = new Date(ownEnd);
  return job;
}
