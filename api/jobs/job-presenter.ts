/** Jobs and calls as the API shows them. Fields not named here (slots, leases, epochs) stay internal. */
import { FAR_FUTURE_MS } from '../../domain/dialling/dial-rules';
import { type JobInput, waitingStates } from '../../domain/jobs/job';
import { type CallDocument, type JobDocument } from '../../store/mongodb/documents';
import { type ShownCall, type ShownJob } from './answers';

export const isWaiting = (job: JobDocument): boolean => waitingStates.some((state) => state === job.State);

/** What a client gives of a job. Absent fields are left out of the JSON. */
export const presentInput = (job: JobDocument): JobInput => ({
  ContactPhoneNumber: job.ContactPhoneNumber,
  CallerID: job.CallerID,
  ContactName: job.ContactName,
  ContactTimeZone: job.ContactTimeZone,
  ContactPostalCode: job.ContactPostalCode,
  ContactCountry: job.ContactCountry,
  Metadata: job.Metadata,
  Data: job.Data,
  Overrides: job.Overrides,
  CampaignVariants: job.CampaignVariants,
  TestJob: job.TestJob,
  // An undone import gave it back, for the corrected file.
  ExternalID: job.ExternalID ?? job.UndoneExternalID,
});

export const presentJob = (job: JobDocument): ShownJob => ({
  ID: job._id,
  CampaignID: job.CampaignID,
  State: job.State,
  ...presentInput(job),
  TestJob: job.TestJob ?? false,
  Attempts: job.Attempts,
  // A job that no rule will release has no time to show.
  NotBefore: isWaiting(job) && job.DueAt.getTime() < FAR_FUTURE_MS ? job.DueAt : undefined,
  Outcome: job.Outcome,
  // A failed job keeps its reason during an inbound call, in case the call changes nothing.
  FailureReason: job.State === 'failed' ? job.FailureReason : undefined,
  // Stored before a call is hung up: if the call still completes, the job was not canceled.
  CancelReason: job.State === 'canceled' ? job.CancelReason : undefined,
  CreatedAt: job.CreatedAt,
  UpdatedAt: job.UpdatedAt,
});

export const presentCall = (call: CallDocument): ShownCall => ({
  ID: call._id,
  Direction: call.Direction ?? 'outbound',
  Attempt: call.Attempt,
  Version: call.Version,
  CallerID: call.CallerID,
  Zones: call.Zones,
  ZonesFrom: call.ZonesFrom,
  DialledAt: call.DialledAt,
  AnsweredAt: call.AnsweredAt,
  AnsweredBy: call.AnsweredBy,
  EndedAt: call.EndedAt,
  Outcome: call.Outcome,
  ConversationSeconds: call.ConversationSeconds,
  Analysis: call.Analysis,
});
