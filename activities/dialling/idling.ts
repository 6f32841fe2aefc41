/** When a dispatcher ends, since its campaign has nothing to do, and loses no work (`store/campaigns/idle.ts`). */
import { endIdle, markIdle } from '../../store/campaigns/idle';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { type DispatchInput } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';
import { type Rest } from './claiming';

// A job that falls due sooner than this is worth staying for.
const SHORTEST_REST_MS = 10_000;

/** `end`: nothing is lost now. `look`: once more, at once. Otherwise go on, and look again within so long. */
type Next = 'end' | 'look' | { withinMs: number };

export interface Idling {
  /** The campaign is marked as idle, and the look that follows is the last one, unless it finds work. */
  isMarked(): boolean;
  /** @param rest what the look has found: absent, if there is something to do. */
  after(campaign: CampaignDocument, rest: Rest | undefined): Promise<Next>;
}

export function createIdling(
  { store, clock, limits }: Pick<ActivityDeps, 'store' | 'clock' | 'limits'>,
  { CampaignID: campaignId, Epoch: epoch }: DispatchInput,
): Idling {
  let restsSince: number | undefined;
  let marked: Rest | undefined;

  return {
    isMarked: () => marked !== undefined,

    async after({ Idle }, rest) {
      const isLong = rest && (!rest.until || rest.until.getTime() - clock.now() >= SHORTEST_REST_MS);
      if (!isLong) restsSince = undefined;
      else {
        restsSince ??= performance.now();
        if (performance.now() - restsSince >= limits.idleAfterMs) {
          if (marked?.onHold === rest.onHold) return 'end';
          // Whoever makes a call possible from now on sees the mark. What was written before it, the next look sees.
          await markIdle(store, { campaignId, epoch, onHold: rest.onHold });
          marked = rest;
          return 'look';
        }
      }
      // By an earlier dispatcher, if not by this one.
      if (marked || Idle) await endIdle(store, { campaignId, epoch });
      marked = undefined;
      return { withinMs: isLong ? limits.idleAfterMs : Infinity };
    },
  };
}
