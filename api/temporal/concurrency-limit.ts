/** Lets at most `width` tasks of one key run at once, in the order they came; the others wait, within their deadline. */
export class ConcurrencyLimit {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly bounds: { width: number; waiting: number }) {}

  /** Runs `task`, or answers `'full'` without running it when its turn does not come before `deadlineMs` (Unix ms). */
  async run<T>(key: string, deadlineMs: number, task: () => Promise<T>): Promise<T | 'full'> {
    const lane = this.lanes.get(key) ?? { running: 0, waiting: [] };
    this.lanes.set(key, lane);
    if (lane.running < this.bounds.width) lane.running++;
    else if (!(await this.turn(lane, deadlineMs))) return 'full';
    try {
      return await task();
    } finally {
      // The place is handed over and never free in between: whoever comes at that moment would take it as well.
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
  /** Those whose turn has come, also while they are still about to begin. */
  running: number;
  waiting: (() => void)[];
}
