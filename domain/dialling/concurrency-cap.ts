/** How many calls of a campaign may be active now: its cap, or fewer just after its start or a provider's return. */
import { type CampaignData } from '../campaigns/campaign-data';
import { allowedByProviders, providersOf, type ProviderState } from '../providers/providers';
import { allowedActiveCalls } from '../providers/ramp';

export interface ConcurrencyCap {
  /** With the gradual start. */
  ramped: number;
  /** Without it, for jobs that must not wait. */
  full: number;
}

export interface ConcurrencyCapFacts {
  campaign: { Data: CampaignData; StartedAt?: Date; UpdatedAt: Date };
  /** Every provider that was ever out or held. */
  providers: readonly (ProviderState & { _id: string })[];
  voiceProvider: string;
  nowMs: number;
}

export function concurrencyCapOf({
  campaign,
  providers,
  voiceProvider,
  nowMs,
}: ConcurrencyCapFacts): ConcurrencyCap {
  const { MaxActiveCalls: maxActiveCalls, Constraints } = campaign.Data;
  const needed = providersOf(campaign.Data, voiceProvider);
  const full = allowedByProviders(
    providers.filter(({ _id }) => needed.includes(_id)),
    { maxActiveCalls, nowMs },
  );
  const ramped = allowedActiveCalls({
    maxActiveCalls,
    startedAtMs: (campaign.StartedAt ?? campaign.UpdatedAt).getTime(),
    nowMs,
    disableJitter: Constraints.DisableJitter ?? false,
  });
  return { ramped: Math.min(ramped, full), full };
}

/** How many more calls may be active; 0 while more are active than allowed (after the cap was lowered). */
export const freeCalls = (allowed: number, active: number): number => Math.max(allowed - active, 0);

/** The lowest free slot numbers below `allowed`, at most `most` of them. */
export function freeSlots(taken: ReadonlySet<number>, allowed: number, most: number): number[] {
  const free: number[] = [];
  const wanted = Math.min(freeCalls(allowed, taken.size), most);
  for (let number = 0; number < allowed && free.length < wanted; number += 1)
    if (!taken.has(number)) free.push(number);
  return free;
}
