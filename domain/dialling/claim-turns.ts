/**
 * Whose turn it is to claim, where calls may be placed only so many a second. A claim that waits in the queue holds a slot and
 * keeps others waiting behind it, so no more are claimed than leave soon, and everybody who waits gets their share of them.
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
 * Claims that wait to be dialled are at most what the rate lets out in this time: enough that the queue is never empty while there
 * is something to dial, little enough that who comes next, or what a pause leaves in the queue, costs nobody more than a moment.
 */
const AHEAD_SECONDS = 1;

/** How many more jobs may be claimed, over all campaigns. */
export const roomInQueue = (callsPerSecond: number, undialled: number): number =>
  Math.max(Math.ceil(callsPerSecond * AHEAD_SECONDS) - undialled, 0);

/**
 * Deals `room` claims out, one at a time: to the organisations in turn, the one that has waited longest first, and in each
 * organisation likewise to its campaigns. Nobody gets more than they want.
 * @returns by campaign; who gets none is absent.
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

/** Each organisation's campaigns, who has waited longest first; the organisations likewise. */
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
