/** One line of an export: a job with what happened to it, and its calls. */
import { effectiveConstraints } from '../../domain/campaigns/campaign-data';
import { type JobInput } from '../../domain/jobs/job';
import { calleeZones } from '../../domain/dialling/callee-zones';
import { shownIn } from '../../domain/time/shown-time';
import { type CallDocument, type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { type JobWithCalls } from '../../store/jobs/export';
import { type ShownCall, type ShownJob } from './answers';
import { presentCall, presentJob } from './job-presenter';

export type Per = 'job' | 'attempt';

/** Times in the callee's zone are absent where that is not one clock. */
export interface ExportedCall extends ShownCall {
  DialledAtLocal?: string | undefined;
  AnsweredAtLocal?: string | undefined;
  EndedAtLocal?: string | undefined;
}

export interface ExportedLine {
  job: ShownJob;
  /** Per job all of its calls, oldest first; per attempt one, or none if there was none. */
  calls: ExportedCall[];
}

/** A million lines go through here, so each of them is made with few copies. */
export function* linesOf(
  campaign: CampaignDocument,
  batch: JobWithCalls[],
  per: Per,
): Generator<ExportedLine> {
  for (const { job: stored, calls: all } of batch) {
    const job = presentJob(stored);
    const calls = all.map((call) => exportedCall(campaign, stored, call));
    if (per === 'job' || calls.length === 0) yield { job, calls };
    else for (const call of calls) yield { job, calls: [call] };
  }
}

function exportedCall(campaign: CampaignDocument, job: JobDocument, call: CallDocument): ExportedCall {
  const { DialledAt, AnsweredAt, EndedAt } = call;
  const zones = call.Zones ?? zonesOf(campaign, job, DialledAt);
  const shown: ExportedCall = presentCall(call);
  shown.Zones = zones;
  shown.DialledAtLocal = shownIn(zones, DialledAt.getTime());
  shown.AnsweredAtLocal = AnsweredAt && shownIn(zones, AnsweredAt.getTime());
  shown.EndedAtLocal = EndedAt && shownIn(zones, EndedAt.getTime());
  return shown;
}

/** An inbound call stores no zones: it needed none. */
const zonesOf = (campaign: CampaignDocument, job: JobDocument, at: Date): readonly string[] =>
  calleeZones(effectiveConstraints(campaign.Data.Constraints, job.Overrides), job, at.getTime()).zones;

/** The job as a client would send it, with what happened to it in members that an import passes over. */
export function jsonOf({ job, calls }: ExportedLine, per: Per): string {
  // Named one by one: a copy of "all the others" takes many times as long.
  const exported = {
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
    ExternalID: job.ExternalID,
    Job: {
      ID: job.ID,
      State: job.State,
      Outcome: job.Outcome,
      Attempts: job.Attempts,
      FailureReason: job.FailureReason,
      CancelReason: job.CancelReason,
      NotBefore: job.NotBefore,
      CreatedAt: job.CreatedAt,
      UpdatedAt: job.UpdatedAt,
    },
  } satisfies Record<keyof JobInput | 'Job', unknown>;
  return JSON.stringify(per === 'job' ? { ...exported, Calls: calls } : { ...exported, Call: calls[0] });
}
