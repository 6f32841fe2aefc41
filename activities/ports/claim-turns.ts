/**
 * Turns to claim, for the dispatchers of one process. They claim no more than the calls per second let out soon, and
 * all campaigns of all workers share that fairly (`domain/dialling/claim-turns.ts`). Only the share of a moment is kept
 * here: a process that dies loses nothing.
 */
import { type Logger } from 'pino';
import { dealTurns, roomInQueue } from '../../domain/dialling/claim-turns';
import {
  announceContenders,
  countUndialledClaims,
  listContenders,
  recordTurns,
} from '../../store/dialling/claim-turns';
import { type Clock } from '../../store/mongodb/clock';
import { type Store } from '../../store/mongodb/mongo';
import { type SlotNotifier } from './slot-notifier';

export interface ClaimTurns {
  /**
   * Takes up to `wants` turns for a campaign. If it gets fewer, its dispatcher is woken when the others come.
   * @returns how many jobs it may claim now.
   */
  take(campaign: { campaignId: string; orgId: string }, wants: number): Promise<number>;
}

export interface ClaimTurnsOptions {
  store: Store;
  clock: Pick<Clock, 'date'>;
  slotNotifier: Pick<SlotNotifier, 'turnCame'>;
  /** Placements a second over all workers together. */
  callsPerSecond: number;
  logger: Logger;
}

// While a campaign waits, turns are dealt out this often: a fraction of a second's calls, at four small operations.
const ROUND_MS = 200;
// How long dealt turns may be used: a little longer than until the next round.
const GRANT_MS = 300;
// Each process keeps this share of the turns no campaign wants: what it may use before its next round, so that two
// processes do not claim the same room.
const SPARE_SHARE = GRANT_MS / 1_000;
// A campaign that has not asked again by then no longer waits: a dispatcher looks every second.
const WAITS_MS = 2_000;

// A claim waits a second for its turn, and a few more for a busy worker. An older one is stuck and blocks no other.
const QUEUED_MS = 30_000;

interface Waiting {
  orgId: string;
  wants: number;
  untilMs: number;
}

export function createClaimTurns({
  store,
  clock,
  slotNotifier,
  callsPerSecond,
  logger,
}: ClaimTurnsOptions): ClaimTurns {
  /**
   * Campaigns of this process that want more than they got. One that wants no more is removed once the other processes
   * know.
   */
  const waiting = new Map<string, Waiting>();
  let grants = new Map<string, number>();
  /** Turns no campaign wanted, for one that asks before the next round. */
  let spare = 0;
  let grantedUntilMs = 0;
  /** In the last round a campaign got less than it wanted: the next round does not start early. */
  let isScarce = false;
  let dealing: Promise<void> | undefined;
  let nextRound: NodeJS.Timeout | undefined;

  return {
    async take({ campaignId, orgId }, wants) {
      const wait = (more: number): void => {
        if (more > 0 || waiting.has(campaignId))
          waiting.set(campaignId, { orgId, wants: more, untilMs: performance.now() + WAITS_MS });
      };
      const already = spend(campaignId, wants);
      if (already > 0) {
        wait(wants - already);
        dealAgainLater();
        return already;
      }
      wait(wants);
      // The round under way does not know of this campaign.
      await dealing;
      if (!isScarce) await deal();
      const got = spend(campaignId, wants);
      wait(wants - got);
      dealAgainLater();
      return got;
    },
  };

  function spend(campaignId: string, wants: number): number {
    if (performance.now() > grantedUntilMs) return 0;
    const granted = grants.get(campaignId) ?? 0;
    const spent = Math.min(granted + spare, wants);
    grants.set(campaignId, Math.max(granted - spent, 0));
    spare -= Math.max(spent - granted, 0);
    return spent;
  }

  /** Callers that ask during a round share it. */
  function deal(): Promise<void> {
    return (dealing ??= round().finally(() => (dealing = undefined)));
  }

  async function round(): Promise<void> {
    for (const [campaignId, { untilMs }] of waiting)
      if (performance.now() > untilMs) waiting.delete(campaignId);
    const ours = [...waiting].map(([campaignId, { orgId, wants }]) => ({ campaignId, orgId, wants }));
    const now = clock.date();
    for (const { campaignId, wants } of ours) if (wants === 0) waiting.delete(campaignId);
    await announceContenders(store, ours, new Date(now.getTime() + WAITS_MS));
    const [contenders, undialled] = await Promise.all([
      listContenders(store, now),
      countUndialledClaims(store, new Date(now.getTime() - QUEUED_MS)),
    ]);
    const room = roomInQueue(callsPerSecond, undialled);
    const dealt = dealTurns(room, contenders);
    grants = new Map(ours.map(({ campaignId }) => [campaignId, dealt.get(campaignId) ?? 0]));
    const unwanted = room - [...dealt.values()].reduce((sum, turns) => sum + turns, 0);
    spare = Math.floor(unwanted * SPARE_SHARE);
    isScarce = contenders.some(({ campaignId, wants }) => (dealt.get(campaignId) ?? 0) < wants);
    const served = ours.map(({ campaignId }) => campaignId).filter((id) => dealt.has(id));
    // With one campaign, or enough for all, the order does not matter.
    if (isScarce) await recordTurns(store, served, now);
    grantedUntilMs = performance.now() + GRANT_MS;
  }

  function dealAgainLater(): void {
    nextRound ??= setTimeout(() => {
      nextRound = undefined;
      isScarce = false;
      // A round also tells the other processes which campaigns wait no more, even if no other waits here.
      if (waiting.size === 0) return;
      deal().then(
        () => {
          for (const [campaignId, turns] of grants) if (turns > 0) slotNotifier.turnCame(campaignId);
          if (waiting.size > 0) dealAgainLater();
        },
        (error: unknown) => {
          // The dispatcher asks again at its next look.
          logger.warn({ err: error }, 'turns to claim could not be dealt out');
        },
      );
    }, ROUND_MS).unref();
  }
}
