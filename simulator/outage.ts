/**
 * The provider's API is out: it refuses everything (`Outage`) or hangs (`Hang`). Calls in progress go on; what is to be
 * told of them waits until the API is back, as its sender is out as well.
 */
import { type Settings } from './settings';
import { type Timers } from './timers';

/** Past every deadline of a caller; later nobody waits for the answer. */
const hangMs = 60_000;
/** No outage of a test lasts longer; what is held is bounded by the calls there may be. */
const heldMs = 3_600_000;

export class Outage {
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly settings: Settings,
    private readonly timers: Timers,
  ) {}

  /** To be called when the settings have changed. */
  changed(): void {
    for (const look of this.waiting) look();
  }

  /** A request lies here while the API hangs. False: it lay too long, and its connection is to be cut. */
  unfrozen(): Promise<boolean> {
    return this.until(() => !this.settings.Hang, hangMs);
  }

  /** An event lies here while the API is out, whichever way. */
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
