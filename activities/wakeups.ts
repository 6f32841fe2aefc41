/** Lets a dispatcher sleep until somebody has a reason to wake it. In-process only: a missed wake-up costs one tick. */
export interface Wakeups {
  wake(campaignId: string): void;
  /** One sleeper per dispatcher; close it when the dispatcher ends. */
  sleeper(campaignId: string): Sleeper;
}

export interface Sleeper {
  /** Resolves at the next wake-up, at once if one came since the last sleep, or after `timeoutMs`, or on abort. */
  sleep(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export function createWakeups(): Wakeups {
  const rouseBy = new Map<string, Set<() => void>>();

  return {
    wake(campaignId) {
      for (const rouse of rouseBy.get(campaignId) ?? []) rouse();
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
