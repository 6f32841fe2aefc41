import { type DialRules } from '../../domain/dialling/dial-rules';
import { firstDue } from '../../domain/dialling/may-dial';
import { type JobInput } from '../../domain/jobs/job';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';

/** The document of a new job. */
export function newJob(
  campaign: Pick<CampaignDocument, '_id' | 'OrgID'>,
  rules: DialRules,
  { id, input, now }: { id: string; input: JobInput; now: Date },
): JobDocument {
  const { dueAt, deferredBy } = firstDue(rules, { ...input, CreatedAt: now });
  const ownEnd = input.Overrides?.Constraints?.NotAfter;
  return {
    _id: id,
    OrgID: campaign.OrgID,
    CampaignID: campaign._id,
    ...input,
    State: 'created',
    DueAt: dueAt,
    ...(deferredBy ? { DeferredBy: deferredBy } : {}),
    ...(ownEnd === undefined ? {} : { ExpiresAt: new Date(ownEnd) }),
    Attempts: 0,
    CreatedAt: now,
    UpdatedAt: now,
  };
}
