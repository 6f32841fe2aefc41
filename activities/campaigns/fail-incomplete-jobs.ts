import { failIncompleteJobs, nextJobRange } from '../../store/campaigns/ending';
import { type ActivityDeps } from '../ports/deps';

// Jobs failed in one step: under a second of work, so a heartbeat is never late and a kill repeats little.
const RANGE = 10_000;
// Steps in flight: MongoDB works on one while the next is found, and on a second core if it has one.
const AT_ONCE = 2;

/**
 * Fails every incomplete job of an ended campaign, range by range. Cut anywhere and run again it only does what is left.
 * @returns how many jobs failed because the campaign ended, in this run and in earlier ones.
 */
export async function failEveryIncompleteJob(
  { store, clock }: Pick<ActivityDeps, 'store' | 'clock'>,
  campaignId: string,
  onProgress: (progress: { failed: number }) => void,
): Promise<number> {
  let failed = 0;
  let afterId: string | undefined = '';
  /** Walkers share the cursor: each takes the next range as soon as it is free. */
  let cursor: Promise<unknown> = Promise.resolve();
  const takeRange = async () => {
    if (afterId === undefined) return undefined;
    const range = await nextJobRange(store, { campaignId, afterId, size: RANGE });
    afterId = range.throughId;
    return range;
  };
  const walk = async (): Promise<void> => {
    for (;;) {
      const taken = cursor.then(takeRange);
      cursor = taken.catch(() => undefined);
      const range = await taken;
      if (!range) return;
      const inRange = await failIncompleteJobs(store, { campaignId, range, size: RANGE, now: clock.date() });
      // Added only now: the other walker has added its own meanwhile.
      failed += inRange;
      onProgress({ failed });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, walk));
  return failed;
}
