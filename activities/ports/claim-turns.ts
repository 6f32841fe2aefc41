/**
 * Turns to claim, for the dispatchers of one process: no more is claimed than the calls per second let out soon, and all
 * campaigns of all workers share that fairly (`domain/dialling/claim-turns.ts`). What is kept here is a share of a moment: a process that
 * dies takes nothing with it.
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
   * Takes up to `wants` turns for a campaign. Fewer: the others wait for theirs, and its dispatcher is woken when it comes.
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

// While somebody waits, what there is is dealt out anew so often: a fraction of a second's calls, at four small operations.
const ROUND_MS = 200;
// What was dealt may be used for so long, a little longer than until the next round.
const GRANT_MS = 300;
// Of what nobody wants each process keeps what it may use before its next round, so that two do not claim the same room.
const SPARE_SHARE = GRANT_MS / 1_000;
// Who has not asked again by then waits no more: a dispatcher looks every second.
const WAITS_MS = 2_000;

// A claim waits a second for its turn, and a few more for a busy worker. One that is older is stuck, and is in nobody's way.
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
  /** Campaigns of this process that want more than they got. One that wants no more leaves once the other processes know. */
  const waiting = new Map<string, Waiting>();
  let grants = new Map<string, number>();
  /** What nobody wanted, for whoever comes before the next round. */
  let spare = 0;
  let grantedUntilMs = 0;
  /** In the last round somebody got less than they wanted: the next one is not sooner than its time. */
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
      // What is being dealt now does not know of this one.
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

  /** Those who ask while it is dealt share the round. */
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
    // Alone, or with enough for all, nobody is before anybody.
    if (isScarce) await recordTurns(store, served, now);
    grantedUntilMs = performance.now() + GRANT_MS;
  }

  function dealAgainLater(): void {
    nextRound ??= setTimeout(() => {
      nextRound = undefined;
      isScarce = false;
      // Who waits no more is told to the others also where nobody else waits here.
      if (waiting.size === 0) return;
      deal().then(
        () => {
          for (const [campaignId, turns] of grants) if (turns > 0) slotNotifier.turnCame(campaignId);
          if (waiting.size > 0) dealAgainLater();
        },
        (error: unknown) => {
          // The dispatcher's next look asks again.
          logger.warn({ err: error }, 'turns to claim could not be dealt out');
        },
      );
    }, ROUND_MS).unref();
  }
}
