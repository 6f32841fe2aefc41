/**
 * What happens to an inbound call:
 *
 * | InboundMode          | incomplete job for the caller | only failed jobs | none   |
 * | -------------------- | ----------------------------- | ---------------- | ------ |
 * | reject               | refuse                        | refuse           | refuse |
 * | lookup               | attach                        | refuse           | refuse |
 * | lookup_failed        | attach                        | attach           | refuse |
 * | create_if_not_exists | attach                        | create           | create |
 * | create               | create                        | create           | create |
 *
 * A caller who is already on an outbound or inbound call with the organisation gets a busy signal instead of another
 * job.
 */
import { type InboundMode } from '../campaigns/campaign-data';
import { incompleteStates, isIncomplete, type JobState, waitingStates } from './job';

/** States of a job that a caller may be calling about. */
export const inboundStates = [...incompleteStates, 'failed'] as const satisfies JobState[];

/** A started campaign that the called number belongs to. */
export interface InboundCampaign {
  id: string;
  mode: InboundMode;
  /** Spoken to a refused caller; empty means a busy signal. */
  rejectionMessage: string;
  startedAtMs: number;
  /** The caller's number is on a call of the campaign's organisation. */
  isCallerOnCall: boolean;
}

/** A job of such a campaign for the caller's number. */
export interface InboundCandidate {
  jobId: string;
  campaignId: string;
  state: JobState;
  updatedAtMs: number;
}

/** What a job was before its contact called us. */
export interface JobBefore {
  State: JobState;
  DueAt: Date;
  /** The campaign's version whose rules `DueAt` is from, at the least. */
  Version: number;
}

export type InboundDecision =
  | { kind: 'attach'; jobId: string; campaignId: string; from: JobState }
  | { kind: 'create'; campaignId: string }
  | { kind: 'reject'; message: string }
  | { kind: 'busy' };

/**
 * Several campaigns may share a number. The most recently updated job that their modes allow to attach to wins;
 * else a job is created in the most recently started campaign that creates; else the most recently started one refuses.
 * A caller who is already on a call with the organisation hears a busy signal, not the reason of a refusal.
 * @param isWithheld the caller hides their number: no job can be found for them, and a new job needs a number.
 */
export function inboundDecision(
  campaigns: readonly InboundCampaign[],
  candidates: readonly InboundCandidate[],
  isWithheld: boolean,
): InboundDecision {
  const byStart = [...campaigns].sort((a, b) => b.startedAtMs - a.startedAtMs || compare(b.id, a.id));
  const latest = byStart[0];
  if (!latest) return { kind: 'busy' };
  if (!isWithheld) {
    const chances = byStart.map((campaign) =>
      onOneCall(
        campaign,
        chanceIn(
          campaign,
          candidates.filter((job) => job.campaignId === campaign.id),
        ),
      ),
    );
    const job = chances
      .flatMap((chance) => (chance.kind === 'attach' ? chance.jobs : []))
      .sort((a, b) => b.updatedAtMs - a.updatedAtMs || compare(b.jobId, a.jobId))[0];
    if (job) return { kind: 'attach', jobId: job.jobId, campaignId: job.campaignId, from: job.state };
    const creator = byStart.find((_campaign, i) => chances[i]?.kind === 'create');
    if (creator) return { kind: 'create', campaignId: creator.id };
    if (chances.some(({ kind }) => kind === 'engaged')) return { kind: 'busy' };
  }
  return latest.rejectionMessage === ''
    ? { kind: 'busy' }
    : { kind: 'reject', message: latest.rejectionMessage };
}

type Chance =
  | { kind: 'attach'; jobs: InboundCandidate[] }
  | { kind: 'create' | 'refuse' }
  /** The caller is on another call, or the only jobs to attach to are in a call or being analysed. */
  | { kind: 'engaged' };

/** Two jobs of one number are never on a call at the same time. */
const onOneCall = ({ isCallerOnCall }: InboundCampaign, chance: Chance): Chance =>
  isCallerOnCall && chance.kind !== 'refuse' ? { kind: 'engaged' } : chance;

function chanceIn({ mode }: InboundCampaign, jobs: InboundCandidate[]): Chance {
  if (mode === 'reject') return { kind: 'refuse' };
  if (mode === 'create') return { kind: 'create' };
  const waiting = jobs.filter(({ state }) => waitingStates.some((s) => s === state));
  if (waiting.length > 0) return { kind: 'attach', jobs: waiting };
  if (jobs.some(({ state }) => isIncomplete(state))) return { kind: 'engaged' };
  if (mode === 'create_if_not_exists') return { kind: 'create' };
  const failed = jobs.filter(({ state }) => state === 'failed');
  return mode === 'lookup_failed' && failed.length > 0
    ? { kind: 'attach', jobs: failed }
    : { kind: 'refuse' };
}

/** Ids are in order of time. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
