/** Observes one campaign: looks at it, waits with a bound, and records the claims about it. */
import { type CampaignView, type DemoWorld } from './api';
import { Claims } from './claims';
import { ProgressBar } from './progress-bar';

export const MAX_ACTIVE_CALLS = 20;

export interface Pace {
  lookEveryMs: number;
  stepWithinMs: number;
  /** How long after a pause no call may be dialled. */
  quietMs: number;
}

export const atLeisure: Pace = {
  lookEveryMs: 200,
  // At about ten calls a second each wait takes some fifteen seconds; the bound only ends a demo that hangs.
  stepWithinMs: 60_000,
  // Three times the interval at which a running campaign looks for work.
  quietMs: 3_000,
};

export interface SceneOptions {
  world: DemoWorld;
  print: (line: string) => void;
  signal: AbortSignal;
  pace: Pace;
}

export class Scene {
  readonly claims: Claims;
  readonly world: DemoWorld;
  /** The most active calls that a look has seen. */
  mostActive = 0;
  private readonly bar = new ProgressBar(MAX_ACTIVE_CALLS);

  constructor(
    readonly id: string,
    private readonly options: SceneOptions,
  ) {
    this.world = options.world;
    this.claims = new Claims((line) => this.say(line));
  }

  say(line: string): void {
    this.bar.close();
    this.options.print(line);
  }

  async look(): Promise<CampaignView> {
    this.options.signal.throwIfAborted();
    const view = await this.world.view(this.id);
    this.mostActive = Math.max(this.mostActive, view.counts.of('calling'));
    this.bar.show(view);
    return view;
  }

  /** Looks until `isSo` holds or time is over; returns what was seen last. */
  async until(isSo: (view: CampaignView) => boolean): Promise<CampaignView> {
    const deadline = Date.now() + this.options.pace.stepWithinMs;
    for (;;) {
      const view = await this.look();
      if (isSo(view) || Date.now() > deadline) return view;
      await new Promise((resolve) => setTimeout(resolve, this.options.pace.lookEveryMs));
    }
  }

  /** Keeps looking while nothing should happen. */
  async quiet(): Promise<void> {
    const over = Date.now() + this.options.pace.quietMs;
    await this.until(() => Date.now() > over);
  }
}

export const tell = ({ state, counts }: CampaignView): string =>
  `${state}, ${['created', 'scheduled', 'calling', 'analyzing', 'completed', 'failed', 'canceled']
    .map((name) => `${counts.of(name)} ${name}`)
    .join(', ')}`;
