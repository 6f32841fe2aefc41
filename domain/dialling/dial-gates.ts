/**
 * Every gate between a waiting job and its dial, in one order: what holds back its whole campaign, the job's own rules, and
 * whether there is room for one more call. The claim, the last look before dialling, the preflight and `WaitingFor` are
 * answered from here.
 */
import { type CampaignState } from '../campaigns/campaign';
import { type CampaignData } from '../campaigns/campaign-data';
import { type WaitingReason } from './dial-rules';
import { judge, type JudgedJob, type JudgedNumber, type Judgement } from './dial-eligibility';
import { type Pace, placementsBy } from './call-rate';
import { freeCalls, type ConcurrencyCap } from './concurrency-cap';

/** What is the same for all jobs of a campaign. */
export interface CampaignConditions {
  campaignState: CampaignState;
  /** Of the organisation. */
  schedulingEnabled: boolean;
  /** A provider that the campaign uses is out. */
  globalPause: boolean;
}

export type Hold = Extract<
  WaitingReason,
  'campaign_ended' | 'campaign_paused' | 'scheduling_disabled' | 'global_pause'
>;

/** What holds back every job of the campaign, if anything does. Nobody knows until when: a person or a probe ends it. */
export function holdOf({
  campaignState,
  schedulingEnabled,
  globalPause,
}: CampaignConditions): Hold | undefined {
  if (campaignState === 'ended') return 'campaign_ended';
  if (campaignState === 'paused') return 'campaign_paused';
  if (!schedulingEnabled) return 'scheduling_disabled';
  return globalPause ? 'global_pause' : undefined;
}

/** Places for calls: the campaign's width, and what of it is taken. */
export interface Room {
  width: ConcurrencyCap;
  activeCalls: number;
  /** Of a campaign with a limit of calls per second. */
  pace?: Pace | undefined;
}

/** How many calls may begin by `ms`, and what would stop the next one. */
export function placesIn(
  { activeCalls, pace }: Pick<Room, 'activeCalls' | 'pace'>,
  allowed: number,
  ms: number,
): { calls: number; then: Extract<WaitingReason, 'pace' | 'slot'> } {
  const free = freeCalls(allowed, activeCalls);
  const paced = pace ? placementsBy(ms, pace) : Infinity;
  // With neither left it waits for the pace: a slot may be free at any moment, a placement not before its own.
  return paced <= free ? { calls: paced, then: 'pace' } : { calls: free, then: 'slot' };
}

export type Decision =
  | Judgement
  /** The job is as it should be, and stays; so does every other one of its campaign that must wait for the same. */
  | { kind: 'held'; reason: Hold | 'pace' | 'slot' };

export interface DecisionFacts {
  around: CampaignConditions;
  data: CampaignData;
  job: JudgedJob;
  number: JudgedNumber | undefined;
  nowMs: number;
  /** Absent where a place is held already. */
  room?: Room | undefined;
}

export function decide({ around, data, job, number, nowMs, room }: DecisionFacts): Decision {
  const hold = holdOf(around);
  // A job that is never dialled waits for nothing that a start would end.
  if (hold && !(job.InboundOnly && hold !== 'campaign_ended')) return { kind: 'held', reason: hold };
  const judgement = judge(data, job, number, nowMs);
  if (judgement.kind !== 'dial' || !room) return judgement;
  const isUrgent = job.Overrides?.Constraints?.DisableJitter === true;
  const { calls, then } = placesIn(room, isUrgent ? room.width.full : room.width.ramped, nowMs);
  return calls > 0 ? judgement : { kind: 'held', reason: then };
}

/** Of so many jobs that no rule of theirs holds up: how many begin at once if the campaign is started, and what stops the next. */
export function beginning(
  jobs: number,
  { around, room, nowMs }: { around: CampaignConditions; room: Room; nowMs: number },
): { calls: number; then?: WaitingReason } {
  const hold = holdOf({ ...around, campaignState: 'started' });
  // The gradual start is over within seconds of it.
  const { calls, then } = hold ? { calls: 0, then: hold } : placesIn(room, room.width.full, nowMs);
  return calls >= jobs ? { calls: jobs } : { calls, then };
}

/** Why a job waits, given what was decided about it: what is called or settled waits for the dispatcher alone. */
export const waitingFor = (decision: Decision): WaitingReason =>
  decision.kind === 'wait' || decision.kind === 'held' ? decision.reason : 'dispatch';
