/** Facts for tests: counts what the provider was asked. */
import { LRUCache } from 'lru-cache';
import { endReasons, type EndReason } from './script';

/** Enough to see a pattern; the count says how many there were. */
const namedCalls = 100;
/** A test run makes hundreds of campaigns; the one of which nothing was heard for longest goes first. */
const countedCampaigns = 10_000;

const zeroes = () => Object.fromEntries(endReasons.map((reason) => [reason, 0])) as Record<EndReason, number>;

const blank = (active: number) => ({
  Placements: 0,
  SecondPlacements: 0,
  SecondPlacementCallIDs: [] as string[],
  ActiveCalls: active,
  MaxActiveCalls: active,
  LastPlacedAt: null as string | null,
  HangUps: 0,
  EndedByReason: zeroes(),
  Refused: 0,
  Expired: 0,
  Unavailable: 0,
  Announced: { accept: 0, reject: 0, busy: 0, none: 0 },
  EventsGivenUp: 0,
  LastEventProblem: null as string | null,
});
export type Stats = ReturnType<typeof blank>;

export class Tally {
  private total = blank(0);
  private readonly campaigns = new LRUCache<string, Stats>({
    max: countedCampaigns,
    memoMethod: () => blank(0),
  });

  all(): Stats {
    return this.total;
  }

  /** A campaign that never asked for anything has zeroes. */
  ofCampaign(campaignId: string): Stats {
    return this.campaigns.get(campaignId) ?? blank(0);
  }

  /** Sets the counts to zero; calls in progress stay active. */
  reset(): void {
    this.total = blank(this.total.ActiveCalls);
    for (const stats of this.campaigns.values()) Object.assign(stats, blank(stats.ActiveCalls));
  }

  placed(campaignId: string, atMs: number): void {
    this.count(campaignId, (stats) => {
      stats.Placements++;
      stats.LastPlacedAt = new Date(atMs).toISOString();
    });
    this.began(campaignId);
  }

  began(campaignId: string): void {
    this.count(campaignId, (stats) => {
      stats.ActiveCalls++;
      stats.MaxActiveCalls = Math.max(stats.MaxActiveCalls, stats.ActiveCalls);
    });
  }

  /** Counts an inbound call by its answer, under the name that is given. */
  announced(campaignId: string, answer: keyof Stats['Announced']): void {
    this.count(campaignId, (stats) => stats.Announced[answer]++);
  }

  placedAgain(campaignId: string, callId: string): void {
    this.count(campaignId, (stats) => {
      stats.SecondPlacements++;
      if (stats.SecondPlacementCallIDs.length < namedCalls) stats.SecondPlacementCallIDs.push(callId);
    });
  }

  ended(campaignId: string, reason: EndReason): void {
    this.count(campaignId, (stats) => {
      // Never below zero: the counts of a campaign may have been dropped in the middle of a call.
      stats.ActiveCalls = Math.max(0, stats.ActiveCalls - 1);
      stats.EndedByReason[reason]++;
    });
  }

  add(campaignId: string, what: 'HangUps' | 'Refused' | 'Expired' | 'Unavailable'): void {
    this.count(campaignId, (stats) => stats[what]++);
  }

  gaveUp(campaignId: string, problem: string): void {
    this.count(campaignId, (stats) => {
      stats.EventsGivenUp++;
      stats.LastEventProblem = problem;
    });
  }

  private count(campaignId: string, change: (stats: Stats) => void): void {
    change(this.total);
    change(this.campaigns.memo(campaignId));
  }
}
