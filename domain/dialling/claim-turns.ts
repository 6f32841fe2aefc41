/**
 * Which campaign may claim next, where the calls per second are limited. A claim that waits in the queue takes a slot
 * and delays those behind it. So the dispatchers claim no more than will leave soon, and each campaign gets its share.
 */

/** A campaign with jobs to claim. */
export interface Contender {
  campaignId: string;
  orgId: string;
  /** When it last had a turn (Unix ms); 0: never. */
  lastTurnMs: number;
  /** Jobs that it would claim now. */
  wants: number;
}

/**
 * At most as many claims wait to be dialled as the rate lets out in this time. That is enough to keep the queue from
 * running empty while there is something to dial. It is few enough that the next campaign, or a paused one, waits only
 * a moment.
 */
const AHEAD_SECONDS = 1;

/** How many more jobs may be claimed, over all campaigns. */
export const roomInQueue = (callsPerSecond: number, undialled: number): number =>
  Math.max(Math.ceil(callsPerSecond * AHEAD_SECONDS) - undialled, 0);

/**
 * Deals `room` claims out, one at a time: to the organisations in turn, the one that has waited longest first, and in
 * each organisation likewise to its campaigns. No campaign gets more than it wants.
 * @returns claims by campaign; a campaign that gets none is absent.
 */
export function dealTurns(room: number, contenders: readonly Contender[]): Map<string, number> {
  const dealt = new Map<string, number>();
  let organisations = byOrganisation(contenders);
  for (let left = room; left > 0 && organisations.length > 0;) {
    for (const campaigns of organisations) {
      const next = campaigns.shift();
      if (!next || left === 0) break;
      const has = (dealt.get(next.campaignId) ?? 0) + 1;
      dealt.set(next.campaignId, has);
      left -= 1;
      if (has < next.wants) campaigns.push(next);
    }
    organisations = organisations.filter((campaigns) => campaigns.length > 0);
  }
  return dealt;
}

/** Each organisation's campaigns, the one that has waited longest first; the organisations likewise. */
function byOrganisation(contenders: readonly Contender[]): Contender[][] {
  const organisations = new Map<string, Contender[]>();
  for (const contender of contenders) {
    if (contender.wants <= 0) continue;
    organisations.set(contender.orgId, [...(organisations.get(contender.orgId) ?? []), contender]);
  }
  const lastOf = (campaigns: Contender[]): number =>
    Math.max(...campaigns.map(({ lastTurnMs }) => lastTurnMs));
  return [...organisations.values()]
    .map((campaigns) => campaigns.sort((a, b) => a.lastTurnMs - b.lastTurnMs))
    .sort((a, b) => lastOf(a) - lastOf(b));
}
