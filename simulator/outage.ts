/**
 * The provider's API is out: it refuses everything (`Outage`) or hangs (`Hang`). Calls in progress go on; their
 * events wait until the API is back, since the sender is out as well.
 */
import { type Settings } from './settings';
import { type Timers } from './timers';

/** Past every deadline of a client: none waits longer for the answer. */
const hangMs = 60_000;
/** No outage of a test lasts longer; the number of calls bounds the events that wait. */
const heldMs = 3_600_000;

export class Outage {
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly settings: Settings,
    private readonly timers: Timers,
  ) {}

  /** Call this after a change of the settings. */
  changed(): void {
    for (const look of this.waiting) look();
  }

  /** A request waits here while the API hangs. False: it waited too long, so cut its connection. */
  unfrozen(): Promise<boolean> {
    return this.until(() => !this.settings.Hang, hangMs);
  }

  /** An event waits here while the API refuses or hangs. */
  over(): Promise<boolean> {
    return this.until(() => !this.settings.Hang && !this.settings.Outage, heldMs);
  }

  private until(isSo: () => boolean, atMostMs: number): Promise<boolean> {
    if (isSo()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (so: boolean) => {
        cancel();
        this.waiting.delete(look);
        resolve(so);
      };
      const look = () => {
        if (isSo()) settle(true);
      };
      const cancel = this.timers.after(atMostMs, () => settle(false));
      this.waiting.add(look);
    });
  }
}
