/** Jobs and calls as the API shows them. What is not named here (slots, leases, epochs) stays inside. */
import { waitingStates } from '../domain/job';
import { type CallDocument, type JobDocument } from '../store/documents';

export const isWaiting = (job: JobDocument): boolean => waitingStates.some((state) => state === job.State);

/** Absent fields are left out of the JSON. */
export const presentJob = (job: JobDocument) => ({
  ID: job._id,
  CampaignID: job.CampaignID,
  State: job.State,
  ContactPhoneNumber: job.ContactPhoneNumber,
  CallerID: job.CallerID,
  ContactName: job.ContactName,
  Metadata: job.Metadata,
  Data: job.Data,
  Overrides: job.Overrides,
  CampaignVariants: job.CampaignVariants,
  TestJob: job.TestJob ?? false,
  ExternalID: job.ExternalID,
  Attempts: job.Attempts,
  NotBefore: isWaiting(job) ? job.DueAt : undefined,
  Outcome: job.Outcome,
  FailureReason: job.FailureReason,
  CreatedAt: job.CreatedAt,
  UpdatedAt: job.UpdatedAt,
});

export const presentCall = (call: CallDocument) => ({
  ID: call._id,
  Attempt: call.Attempt,
  CallerID: call.CallerID,
  DialledAt: call.DialledAt,
  AnsweredAt: call.AnsweredAt,
  AnsweredBy: call.AnsweredBy,
  EndedAt: call.EndedAt,
  Outcome: call.Outcome,
  ConversationSeconds: call.ConversationSeconds,
});
