/** The gates that all jobs of a campaign share: what holds the whole campaign back, and the room for its calls. */
import { type CampaignState } from '../campaigns/campaign';
import { type WaitingReason } from './dial-rules';
import { type Pace, placementsBy } from './call-rate';
import { freeCalls, type ConcurrencyCap } from './concurrency-cap';

/** The conditions that are the same for all jobs of a campaign. */
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

/**
 * What holds back every job of the campaign, if anything does. It has no known end: an operator, a client or a probe
 * ends it.
 */
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

/** Places for calls: the campaign's cap, and how much of it is taken. */
export interface Room {
  cap: ConcurrencyCap;
  activeCalls: number;
  /** Only of a campaign that limits its calls per second. */
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
  // With neither left, the job waits for the pace: a slot may become free at any moment, a placement only at its time.
  return paced <= free ? { calls: paced, then: 'pace' } : { calls: free, then: 'slot' };
}

/**
 * How many of `jobs`, which no rule of their own delays, begin at once if the campaign is started, and what stops the
 * next.
 */
export function beginning(
  jobs: number,
  { conditions, room, nowMs }: { conditions: CampaignConditions; room: Room; nowMs: number },
): { calls: number; then?: WaitingReason } {
  const hold = holdOf({ ...conditions, campaignState: 'started' });
  // With the full cap: the gradual start is over within seconds.
  const { calls, then } = hold ? { calls: 0, then: hold } : placesIn(room, room.cap.full, nowMs);
  return calls >= jobs ? { calls: jobs } : { calls, then };
}
