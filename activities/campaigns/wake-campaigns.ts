/** Has a dispatcher started for an idle campaign when work is announced for it (`store/campaigns/idle.ts`). */
import { listUntold, takeTelling } from '../../store/campaigns/idle';
import { campaignWorkflowId, wakeSignal } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';

// A workflow that was told starts its dispatcher in a fraction of a second, and that ends the mark.
const TOLD_AGAIN_MS = 10_000;
// Told in one go; the next go is seconds later.
const MOST_TOLD = 1_000;
// Signals in flight: a provider that returns wakes all its campaigns, and Temporal has other work.
const AT_ONCE = 10;
const SIGNAL_DEADLINE_MS = 5_000;

type WakeDeps = Pick<ActivityDeps, 'store' | 'clock' | 'client' | 'logger'>;

export interface CampaignWaker {
  /** Wakes a campaign soon. Asked again before that, it is woken once. */
  wake(campaignId: string): void;
}

/** Wakes campaigns as their announcements come, a few at a time. */
export function createCampaignWaker(deps: WakeDeps): CampaignWaker {
  const waiting = new Set<string>();
  let atWork = 0;
  const work = async (): Promise<void> => {
    if (atWork === AT_ONCE) return;
    atWork += 1;
    for (const campaignId of waiting) {
      waiting.delete(campaignId);
      await wakeCampaign(deps, campaignId).catch((error: unknown) => {
        // The reconciler finds it.
        deps.logger.warn({ campaignId, err: error }, 'a campaign with work could not be woken');
      });
    }
    atWork -= 1;
  };
  return {
    wake(campaignId) {
      waiting.add(campaignId);
      void work();
    },
  };
}

/** Tells one campaign's workflow, unless another process does. */
async function wakeCampaign(deps: WakeDeps, campaignId: string): Promise<void> {
  if (await takeTelling(deps.store, campaignId, deps.clock.date())) await tellOfWork(deps, campaignId);
}

/** Tells the workflows whose announcement no process heard, or whose teller died. */
export async function wakeUntoldCampaigns(
  deps: WakeDeps,
  onProgress: () => void = () => undefined,
): Promise<void> {
  const toldBefore = new Date(deps.clock.now() - TOLD_AGAIN_MS);
  const campaignIds = await listUntold(deps.store, { toldBefore, limit: MOST_TOLD });
  for (let i = 0; i < campaignIds.length; i += AT_ONCE) {
    onProgress();
    await Promise.all(campaignIds.slice(i, i + AT_ONCE).map((id) => tellOfWork(deps, id)));
  }
}

/** Signals a campaign's workflow that it may have a job to call. */
export async function tellOfWork({ client, logger }: WakeDeps, campaignId: string): Promise<void> {
  try {
    await client.withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
      client.workflow.getHandle(campaignWorkflowId(campaignId)).signal(wakeSignal),
    );
  } catch (error) {
    logger.warn({ campaignId, err: error }, 'a campaign with work could not be woken: it is tried again');
  }
}
