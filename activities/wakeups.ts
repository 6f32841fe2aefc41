/** Lets a dispatcher sleep until somebody has a reason to wake it. In-process only: a missed wake-up costs one tick. */
export interface Wakeups {
  /** Wakes for a slot that this process has freed itself, sooner than the database tells. */
  slotFreed(campaignId: string, callId: string): void;
  /** Wakes for a slot that the database says was freed, unless it was by this process. */
  slotFreedSomewhere(campaignId: string, callId: string): void;
  /** One sleeper per dispatcher; close it when the dispatcher ends. */
  sleeper(campaignId: string): Sleeper;
}

export interface Sleeper {
  /** Resolves at the next wake-up, at once if one came since the last sleep, or after `timeoutMs`, or on abort. */
  sleep(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

// Calls freed here whose echo from the database is still to come; forgetting one costs a needless wake-up.
const ECHOES_KEPT = 1_000;

export function createWakeups(): Wakeups {
  const rouseBy = new Map<string, Set<() => void>>();
  const echoes = new Set<string>();
  const wake = (campaignId: string): void => {
    for (const rouse of rouseBy.get(campaignId) ?? []) rouse();
  };

  return {
    slotFreed(campaignId, callId) {
      if (echoes.size >= ECHOES_KEPT) echoes.clear();
      echoes.add(callId);
      wake(campaignId);
    },
    slotFreedSomewhere(campaignId, callId) {
      if (!echoes.delete(callId)) wake(campaignId);
    },
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
