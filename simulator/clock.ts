/** The provider's own clock, which a test may set wrong: whatever it tells of time is by it. */
import { type Settings } from './settings';

export class Clock {
  constructor(private readonly settings: Pick<Settings, 'ClockOffsetMs'>) {}

  now(): number {
    return this.of(Date.now());
  }

  /** A time of this machine, by the provider's clock. */
  of(ms: number): number {
    return ms + this.settings.ClockOffsetMs;
  }

  text(ms: number): string {
    return new Date(this.of(ms)).toISOString();
  }
}
