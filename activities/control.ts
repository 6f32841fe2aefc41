/** What a campaign workflow does to the world: record its state, and end it. */
import { Context, heartbeat } from '@temporalio/activity';
import { type CampaignState } from '../domain/campaign';
import { hangUpSignal } from '../workflows/contract';
import { recordCampaignState } from '../store/campaigns';
import { isDialling, releaseUndialledClaims } from '../store/claims';
import { countIncompleteJobs, listActiveCalls } from '../store/ending';
import { type ActivityDeps } from './deps';
import { failEveryIncompleteJob } from './fail-incomplete-jobs';
import { permanentFailure } from './failures';

export interface RecordedState {
  State: CampaignState;
  Epoch: number;
}

// Finer than the placement it waits for takes (milliseconds), coarse enough to cost MongoDB nothing.
const DRAIN_POLL_MS = 10;
// Calls hung up at a time: bounds the requests in flight to Temporal.
const HANG_UP_STEP = 50;
// More active calls than any campaign's cap allows in practice; the rest are found by the next round.
const ACTIVE_CALLS_STEP = 10_000;

export function createControlActivities({ store, client, logger }: ActivityDeps) {
  return {
    /**
     * Stores the state that transition number `Epoch` led to, and answers what is then stored.
     * For a state other than started it returns only when no placement of the campaign is on its way any more
     * (at most as long as a placement may take), so that whoever is told "paused" sees no further call.
     */
    async recordCampaignState(change: {
      CampaignID: string;
      State: CampaignState;
      Epoch: number;
    }): Promise<RecordedState> {
      const stored = await recordCampaignState(store, {
        campaignId: change.CampaignID,
        state: change.State,
        epoch: change.Epoch,
        now: new Date(),
      });
      if (!stored)
        throw permanentFailure('CampaignNotFound', `Campaign ${change.CampaignID} is not in the database`);
      if (stored.State !== 'started') {
        const { cancellationSignal } = Context.current();
        await Promise.all([
          releaseUndialledClaims(store, change.CampaignID),
          untilNothingIsDialled(change.CampaignID, cancellationSignal),
        ]);
      }
      return { State: stored.State, Epoch: stored.Epoch };
    },

    /**
     * Ends what an ended campaign left: hangs up active calls, then fails every incomplete job.
     * Killed anywhere and run again it goes on with what is left.
     * @returns how many jobs this run failed.
     */
    async endCampaign({ CampaignID }: { CampaignID: string }): Promise<{ FailedJobs: number }> {
      const calls = await listActiveCalls(store, CampaignID, ACTIVE_CALLS_STEP);
      for (let i = 0; i < calls.length; i += HANG_UP_STEP) {
        heartbeat({ hungUp: i });
        await Promise.all(calls.slice(i, i + HANG_UP_STEP).map((callId) => askToHangUp(callId)));
      }
      const failed = await failEveryIncompleteJob(store, CampaignID, heartbeat);
      const left = await countIncompleteJobs(store, CampaignID);
      if (left > 0)
        throw new Error(`${left} jobs of campaign ${CampaignID} became incomplete while it ended`);
      return { FailedJobs: failed };
    },
  };

  async function untilNothingIsDialled(campaignId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await isDialling(store, campaignId, new Date())))
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
  }

  /** A call workflow that is gone has no call to hang up. */
  async function askToHangUp(callId: string): Promise<void> {
    try {
      await client.withDeadline(Date.now() + 10_000, () =>
        client.workflow.getHandle(callId).signal(hangUpSignal, 'campaign_ended'),
      );
    } catch (error) {
      if (error instanceof Error && error.name === 'WorkflowNotFoundError') return;
      logger.warn({ callId, err: error }, 'could not ask a call of an ended campaign to hang up');
      throw error;
    }
  }
}
