import { effectiveConstraints } from '../../domain/campaigns/campaign-data';
import { firstDue } from '../../domain/dialling/dial-rules';
import { type JobInput } from '../../domain/jobs/job';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';

/** The document of a job as it begins. */
export function newJob(campaign: CampaignDocument, id: string, input: JobInput, now: Date): JobDocument {
  const constraints = effectiveConstraints(campaign.Data.Constraints, input.Overrides);
  const { dueAtMs, deferredBy } = firstDue({
    createdAtMs: now.getTime(),
    phoneNumber: input.ContactPhoneNumber,
    constraints,
  });
  const ownEnd = input.Overrides?.Constraints?.NotAfter;
  return {
    _id: id,
    OrgID: campaign.OrgID,
    CampaignID: campaign._id,
    ...input,
    State: 'created',
    DueAt: new Date(dueAtMs),
    ...(deferredBy ? { DeferredBy: deferredBy } : {}),
    ...(ownEnd === undefined ? {} : { ExpiresAt: new Date(ownEnd) }),
    Attempts: 0,
    CreatedAt: now,
    UpdatedAt: now,
  };
}
