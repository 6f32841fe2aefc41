/** The provider's own clock, which a test may set wrong: all times that it reports are by this clock. */
import { type Settings } from './settings';

export class Clock {
  constructor(private readonly settings: Pick<Settings, 'ClockOffsetMs'>) {}

  now(): number {
    return this.of(Date.now());
  }

  /** Converts a time of this machine to the provider's clock. */
  of(ms: number): number {
    return ms + this.settings.ClockOffsetMs;
  }

  text(ms: number): string {
    return new Date(this.of(ms)).toISOString();
  }
}
