/** What a campaign workflow does to the world: record its state, and end it. */
import { Context, heartbeat } from '@temporalio/activity';
import { type CampaignState } from '../../domain/campaigns/campaign';
import { loadCampaign, recordCampaignState } from '../../store/campaigns/campaigns';
import { releaseUndialledClaims } from '../../store/dialling/claims';
import { invalidInput, type RecordedState } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';
import { untilDialsInFlightEnd } from '../calls/dial-drain';
import { finishEnding } from './ending';
import { withdrawCalls } from '../calls/withdraw-calls';

// Tries of an ending in which every call is to be told: with their pauses, half a minute in which Temporal or a provider may
// come back. Then the calls' own limits end them.
const PATIENT_TRIES = 10;

export function createControlActivities(deps: ActivityDeps) {
  const { store, clock } = deps;

  return {
    /**
     * Stores the state that transition number `Epoch` led to, and answers what is then stored.
     * For a state other than started it returns only when no placement of the campaign is on its way any more
     * (at most as long as a placement may take), so that whoever is told "paused" sees no further call.
     * Throws, and is retried, also for a campaign that is not in the database: campaigns are never deleted, so this
     * worker looks at the wrong one.
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
        now: clock.date(),
      });
      if (!stored) throw new Error(`Campaign ${change.CampaignID} is not in the database: check MONGODB_URI`);
      if (stored.State !== 'started') {
        await Promise.all([
          // Nobody waits for their calls: what is not told finds its claim gone when its turn comes. Told, it takes nobody's turn.
          releaseUndialledClaims(store, change.CampaignID).then(
            (released) => void withdrawCalls(deps, released),
          ),
          untilNothingIsDialled(change.CampaignID, Context.current().cancellationSignal),
        ]);
      }
      return { State: stored.State, Epoch: stored.Epoch };
    },

    /**
     * Hangs up active calls and fails every incomplete job. Killed anywhere and run again it does what is left.
     * A campaign that has not ended, as far as is stored, keeps its jobs: somebody started this by hand, or the database is an
     * older one, and then the reconciler brings the campaign back paused.
     */
    async endCampaign({ CampaignID }: { CampaignID: string }): Promise<{ FailedJobs: number }> {
      const state = (await loadCampaign(store, CampaignID))?.State ?? 'not in the database';
      if (state !== 'ended')
        throw invalidInput(
          `Campaign ${CampaignID} is ${state}, so none of its jobs is failed: end it first, with the command \`end\``,
        );
      const isLastTry = Context.current().info.attempt >= PATIENT_TRIES;
      return { FailedJobs: await finishEnding(deps, CampaignID, { onProgress: heartbeat, isLastTry }) };
    },
  };

  /** Throws when cancelled, and when it takes too long: nobody must hear "paused" while a placement is on its way. */
  async function untilNothingIsDialled(campaignId: string, signal: AbortSignal): Promise<void> {
    if (!(await untilDialsInFlightEnd(deps, { campaignId }, signal)))
      throw new Error(`A placement of campaign ${campaignId} is on its way for longer than one can be`);
  }
}
