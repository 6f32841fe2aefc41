import { LRUCache } from 'lru-cache';

/** Lets a dispatcher sleep until there is a reason to wake it. In-process only: a missed wake-up costs one tick. */
export interface SlotNotifier {
  /** A dispatcher of this process has started a call. Its end wakes the dispatcher, whichever worker settles it. */
  callStarted(campaignId: string, callId: string): void;
  /** Wakes for a slot that this process has freed itself, before the database reports it. */
  slotFreed(campaignId: string, callId: string): void;
  /** Wakes for a slot that the database reports as freed, unless this process freed it. */
  slotFreedSomewhere(callId: string): void;
  /** Wakes because the campaign may claim jobs now: see `ClaimTurns`. */
  turnCame(campaignId: string): void;
  /** One sleeper per dispatcher; close it when the dispatcher ends. */
  sleeper(campaignId: string): SlotWaiter;
}

export interface SlotWaiter {
  /** Resolves at the next wake-up, at once if one came since the last sleep, or after `timeoutMs`, or on abort. */
  sleep(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

// Calls in progress that dispatchers of this process have started; forgetting one costs a tick.
const CALLS_KEPT = 10_000;

export function createSlotNotifier(): SlotNotifier {
  const rouseBy = new Map<string, Set<() => void>>();
  const campaignOf = new LRUCache<string, string>({ max: CALLS_KEPT });
  const wake = (campaignId: string): void => {
    for (const rouse of rouseBy.get(campaignId) ?? []) rouse();
  };

  return {
    callStarted(campaignId, callId) {
      campaignOf.set(callId, campaignId);
    },
    slotFreed(campaignId, callId) {
      // The database's later report of it is not news.
      campaignOf.delete(callId);
      wake(campaignId);
    },
    slotFreedSomewhere(callId) {
      const campaignId = campaignOf.get(callId);
      if (campaignId === undefined) return;
      campaignOf.delete(callId);
      wake(campaignId);
    },
    turnCame: wake,
    sleeper(campaignId) {
      let roused = false;
      let awaken: (() => void) | undefined;
      const rouse = (): void => {
        roused = true;
        awaken?.();
      };
      const dispatchers = rouseBy.get(campaignId) ?? new Set();
      dispatchers.add(rouse);
      rouseBy.set(campaignId, dispatchers);
      return {
        sleep: (timeoutMs, signal) =>
          new Promise((resolve) => {
            const timer = setTimeout(() => awaken?.(), timeoutMs);
            awaken = (): void => {
              awaken = undefined;
              roused = false;
              clearTimeout(timer);
              signal.removeEventListener('abort', rouse);
              resolve();
            };
            signal.addEventListener('abort', rouse, { once: true });
            if (roused || signal.aborted) awaken();
          }),
        close() {
          dispatchers.delete(rouse);
          if (dispatchers.size === 0) rouseBy.delete(campaignId);
        },
      };
    },
  };
}
