/** Counts when jobs can be called, and what delays the others. */
import { type DialForecast } from '../../domain/dialling/dial-forecast';
import { type Preflight } from './preflight-answer';

const DAY_MS = 24 * 60 * 60 * 1_000;

export type Forecasts = Pick<Preflight, 'Examined' | 'Now' | 'Within24Hours' | 'Later' | 'Never' | 'Reasons'>;

export class ForecastTally {
  private readonly counts = { Examined: 0, Now: 0, Within24Hours: 0, Later: 0, Never: 0 };
  private readonly reasons = new Map<string, { jobs: number; untilMs: number }>();

  constructor(private readonly nowMs: number) {}

  add(forecast: DialForecast): void {
    this.counts.Examined += 1;
    if (forecast.kind === 'now') {
      this.counts.Now += 1;
      return;
    }
    const untilMs = forecast.kind === 'later' ? forecast.untilMs : Infinity;
    if (forecast.kind === 'never') this.counts.Never += 1;
    else if (untilMs < this.nowMs + DAY_MS) this.counts.Within24Hours += 1;
    else this.counts.Later += 1;
    const known = this.reasons.get(forecast.reason) ?? { jobs: 0, untilMs: Infinity };
    this.reasons.set(forecast.reason, {
      jobs: known.jobs + 1,
      untilMs: Math.min(known.untilMs, untilMs),
    });
  }

  result(): Forecasts {
    const Reasons = [...this.reasons]
      .map(([Reason, { jobs, untilMs }]) => ({
        Reason,
        Jobs: jobs,
        ...(untilMs === Infinity ? {} : { Until: new Date(untilMs) }),
      }))
      .sort((a, b) => b.Jobs - a.Jobs || (a.Reason < b.Reason ? -1 : 1));
    return { ...this.counts, Reasons };
  }
}
