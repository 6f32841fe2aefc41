/** Runs at most `width` tasks per key at once, in order of arrival; the others wait until their deadline. */
export class ConcurrencyLimit {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly bounds: { width: number; waiting: number }) {}

  /** Runs `task`, or returns `'full'` without running it when its turn does not come before `deadlineMs` (Unix ms). */
  async run<T>(key: string, deadlineMs: number, task: () => Promise<T>): Promise<T | 'full'> {
    const lane = this.lanes.get(key) ?? { running: 0, waiting: [] };
    this.lanes.set(key, lane);
    if (lane.running < this.bounds.width) lane.running++;
    else if (!(await this.turn(lane, deadlineMs))) return 'full';
    try {
      return await task();
    } finally {
      // Passes the place on directly: if it were free for a moment, a new task would take it as well.
      const next = lane.waiting.shift();
      if (next) next();
      else lane.running--;
      if (lane.running === 0) this.lanes.delete(key);
    }
  }

  private turn(lane: Lane, deadlineMs: number): Promise<boolean> {
    if (lane.waiting.length >= this.bounds.waiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      const proceed = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const giveUp = (): void => {
        lane.waiting.splice(lane.waiting.indexOf(proceed), 1);
        resolve(false);
      };
      const timer = setTimeout(giveUp, Math.max(deadlineMs - Date.now(), 0));
      lane.waiting.push(proceed);
    });
  }
}

interface Lane {
  /** Tasks whose turn has come, including those about to begin. */
  running: number;
  waiting: (() => void)[];
}
