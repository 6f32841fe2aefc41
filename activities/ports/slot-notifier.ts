/** Lets a dispatcher sleep until there is a reason to wake it. In-process only: a missed wake-up costs seconds. */
export interface SlotNotifier {
  /** A dispatcher of this process has started a call. Its end wakes the dispatcher, whichever worker settles it. */
  callStarted(campaignId: string, jobId: string): void;
  /** Wakes for a slot that this process has freed itself, before the database reports it. */
  slotFreed(campaignId: string, jobId: string): void;
  /** Wakes for a slot that the database reports as freed, unless this process freed it. */
  slotFreedSomewhere(jobId: string): void;
  /** Wakes because the campaign may claim jobs now: see `ClaimTurns`. */
  turnCame(campaignId: string): void;
  /** Wakes because the database reports that something changed for the campaign. */
  workCame(campaignId: string): void;
  /** Whether the database reports at present. */
  hearsEvents(): boolean;
  /** Reports come from now on, as long as `isLive`; earlier ones may have been missed. */
  reportsBegin(isLive: () => boolean): void;
  /** One sleeper per dispatcher; close it when the dispatcher ends. */
  sleeper(campaignId: string): SlotWaiter;
}

export interface SlotWaiter {
  /**
   * Resolves at the next wake-up, at once if one came since the last sleep, or after `timeoutMs`, or on abort.
   * @returns whether it was woken.
   */
  sleep(timeoutMs: number, signal: AbortSignal): Promise<boolean>;
  /** Whether the end of each of so many active calls wakes it. */
  hearsOf(activeCalls: number): boolean;
  close(): void;
}

interface Dispatched {
  rouse: Set<() => void>;
  /** Jobs in calls that dispatchers of this process have started. */
  jobs: Set<string>;
}

export function createSlotNotifier(): SlotNotifier {
  const dispatched = new Map<string, Dispatched>();
  const campaignOf = new Map<string, string>();
  let isLive = (): boolean => false;
  const wake = (campaignId: string): void => {
    for (const rouse of dispatched.get(campaignId)?.rouse ?? []) rouse();
  };
  const forget = (campaignId: string, jobId: string): void => {
    campaignOf.delete(jobId);
    dispatched.get(campaignId)?.jobs.delete(jobId);
  };

  return {
    callStarted(campaignId, jobId) {
      const campaign = dispatched.get(campaignId);
      if (!campaign) return;
      campaign.jobs.add(jobId);
      campaignOf.set(jobId, campaignId);
    },
    slotFreed(campaignId, jobId) {
      // The database's later report of it is not news.
      forget(campaignId, jobId);
      wake(campaignId);
    },
    slotFreedSomewhere(jobId) {
      const campaignId = campaignOf.get(jobId);
      if (campaignId === undefined) return;
      forget(campaignId, jobId);
      wake(campaignId);
    },
    turnCame: wake,
    workCame: wake,
    hearsEvents: () => isLive(),
    reportsBegin(areReportsLive) {
      isLive = areReportsLive;
      campaignOf.clear();
      for (const [campaignId, { jobs }] of dispatched) {
        jobs.clear();
        wake(campaignId);
      }
    },
    sleeper(campaignId) {
      let roused = false;
      let awaken: (() => void) | undefined;
      const rouse = (): void => {
        roused = true;
        awaken?.();
      };
      const campaign = dispatched.get(campaignId) ?? { rouse: new Set(), jobs: new Set() };
      campaign.rouse.add(rouse);
      dispatched.set(campaignId, campaign);
      return {
        sleep: (timeoutMs, signal) =>
          new Promise((resolve) => {
            const timer = setTimeout(() => awaken?.(), timeoutMs);
            awaken = (): void => {
              const wasRoused = roused;
              awaken = undefined;
              roused = false;
              clearTimeout(timer);
              signal.removeEventListener('abort', rouse);
              resolve(wasRoused);
            };
            signal.addEventListener('abort', rouse, { once: true });
            if (roused || signal.aborted) awaken();
          }),
        hearsOf: (activeCalls) => campaign.jobs.size >= activeCalls,
        close() {
          campaign.rouse.delete(rouse);
          if (campaign.rouse.size > 0) return;
          dispatched.delete(campaignId);
          for (const jobId of campaign.jobs) campaignOf.delete(jobId);
        },
      };
    },
  };
}
