/** One line of an export: a job with what happened to it, and its calls. */
import { effectiveConstraints } from '../../domain/campaigns/campaign-data';
import { calleeZones } from '../../domain/dialling/callee-zones';
import { shownIn } from '../../domain/time/shown-time';
import { type CallDocument, type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { type JobWithCalls } from '../../store/jobs/export';
import { type ShownCall, type ShownJob } from './answers';
import { presentCall, presentJob } from './job-presenter';

export type Per = 'job' | 'attempt';

type StateField =
  | 'ID'
  | 'State'
  | 'Outcome'
  | 'Attempts'
  | 'FailureReason'
  | 'CancelReason'
  | 'NotBefore'
  | 'CreatedAt'
  | 'UpdatedAt';

/** Times in the callee's zone are absent where that is not one clock. */
export interface ExportedCall extends ShownCall {
  DialledAtLocal: string | undefined;
  AnsweredAtLocal: string | undefined;
  EndedAtLocal: string | undefined;
}

export interface ExportedLine {
  /** The job's own fields, as a client would send them. */
  input: Omit<ShownJob, StateField | 'CampaignID'>;
  state: Pick<ShownJob, StateField>;
  /** Per job all of its calls, oldest first; per attempt one, or none if there was none. */
  calls: ExportedCall[];
}

export function* linesOf(
  campaign: CampaignDocument,
  batch: JobWithCalls[],
  per: Per,
): Generator<ExportedLine> {
  for (const { job, calls: all } of batch) {
    const { input, state } = partsOf(job);
    const calls = all.map((call) => exportedCall(campaign, job, call));
    if (per === 'job' || calls.length === 0) yield { input, state, calls };
    else for (const call of calls) yield { input, state, calls: [call] };
  }
}

function partsOf(job: JobDocument): Pick<ExportedLine, 'input' | 'state'> {
  const { ID, CampaignID: _, State, Outcome, Attempts, ...more } = presentJob(job);
  const { FailureReason, CancelReason, NotBefore, CreatedAt, UpdatedAt, ...input } = more;
  const ending = { FailureReason, CancelReason, NotBefore, CreatedAt, UpdatedAt };
  return { input, state: { ID, State, Outcome, Attempts, ...ending } };
}

function exportedCall(campaign: CampaignDocument, job: JobDocument, call: CallDocument): ExportedCall {
  const { DialledAt, AnsweredAt, EndedAt } = call;
  const zones = call.Zones ?? zonesOf(campaign, job, DialledAt);
  const local = (time: Date | undefined): string | undefined => time && shownIn(zones, time.getTime());
  return {
    ...presentCall(call),
    Zones: zones,
    DialledAtLocal: local(DialledAt),
    AnsweredAtLocal: local(AnsweredAt),
    EndedAtLocal: local(EndedAt),
  };
}

/** An inbound call stores no zones: it needed none. */
const zonesOf = (campaign: CampaignDocument, job: JobDocument, at: Date): readonly string[] =>
  calleeZones(effectiveConstraints(campaign.Data.Constraints, job.Overrides), job, at.getTime()).zones;
