/** Every wait of the simulator, so that stopping it leaves none behind. */
export class Timers {
  private readonly running = new Set<NodeJS.Timeout>();
  private stopped = false;

  /** Calls `action` in `ms`, unless cancelled or stopped before. */
  after(ms: number, action: () => void): () => void {
    if (this.stopped) return () => undefined;
    const timer = setTimeout(() => {
      this.running.delete(timer);
      action();
    }, ms);
    this.running.add(timer);
    return () => {
      clearTimeout(timer);
      this.running.delete(timer);
    };
  }

  /** Never resolves once stopped: waiting code is dropped with the simulator. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.running) clearTimeout(timer);
    this.running.clear();
  }
}
