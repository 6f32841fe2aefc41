/** Decides the outcome of a placement. It remembers only numbers that are busy once. */
import { LRUCache } from 'lru-cache';
import { e164, type Fate, fates, outcomeOfNumber, type OutcomeName } from './script';

/**
 * Numbers remembered as having been busy: as many as ended calls. The oldest are dropped first, and are busy once more.
 */
const keptNumbers = 100_000;

export class Decider {
  private readonly busyOnce = new LRUCache<string, true>({ max: keptNumbers });

  decide(
    campaignId: string,
    to: string,
    script: Readonly<Record<string, OutcomeName>>,
  ): Exclude<Fate, { kind: 'busy_once' }> {
    if (!e164.test(to)) return fates.invalid_number;
    const fate: Fate = fates[outcomeOfNumber(to, script)];
    if (fate.kind !== 'busy_once') return fate;
    const line = `${campaignId} ${to}`;
    if (this.busyOnce.has(line)) return fates.completed;
    this.busyOnce.set(line, true);
    return fates.busy;
  }
}
