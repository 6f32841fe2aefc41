/** The effects of a campaign workflow: it records the campaign's state, and ends it. */
import { Context, heartbeat } from '@temporalio/activity';
import { type CampaignState } from '../../domain/campaigns/campaign';
import { loadCampaign, recordCampaignState } from '../../store/campaigns/campaigns';
import { releaseUndialledClaims } from '../../store/dialling/claims';
import { invalidInput, type RecordedState } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';
import { areDialsInFlight, untilDialsInFlightEnd } from '../calls/dial-drain';
import { finishEnding } from './ending';
import { withdrawCalls } from '../calls/withdraw-calls';

// Tries of an ending that must reach every call: with their pauses, half a minute in which Temporal or a provider may
// come back. Then the calls' own limits end them.
const PATIENT_TRIES = 10;

export function createControlActivities(deps: ActivityDeps) {
  const { store, clock } = deps;

  return {
    /**
     * Stores the state that transition number `Epoch` led to, and answers what is then stored. For a state other than
     * started it gives back every claim that does not dial yet, and says whether any dials: then `awaitDialsInFlight`
     * comes before a client is told. Throws, and is retried, also for a campaign that is not in the database: campaigns
     * are never deleted, so this worker uses the wrong one.
     */
    async recordCampaignState(change: {
      CampaignID: string;
      State: CampaignState;
      Epoch: number;
    }): Promise<RecordedState> {
      const campaignId = change.CampaignID;
      const stored = await recordCampaignState(store, {
        campaignId,
        state: change.State,
        epoch: change.Epoch,
        now: clock.date(),
      });
      if (!stored) throw new Error(`Campaign ${campaignId} is not in the database: check MONGODB_URI`);
      const { State, Epoch } = stored;
      if (State === 'started') return { State, Epoch };
      const [isDialling, released] = await Promise.all([
        areDialsInFlight(deps, { campaignId }),
        releaseUndialledClaims(store, campaignId),
      ]);
      // Not awaited: a call that is not told finds its claim gone when its turn comes. A call that is told uses up no
      // turn.
      void withdrawCalls(deps, released);
      return { State, Epoch, ...(isDialling ? { DialsInFlight: true } : {}) };
    },

    /**
     * Returns when no placement of the campaign that was permitted before its state was stored is on its way any more,
     * which takes at most as long as a placement may. Throws, and is retried, when one takes longer: no client may be
     * told of a pause meanwhile.
     */
    async awaitDialsInFlight({ CampaignID }: { CampaignID: string }): Promise<void> {
      const { cancellationSignal } = Context.current();
      const alive = (): void => {
        cancellationSignal.throwIfAborted();
        heartbeat();
      };
      if (!(await untilDialsInFlightEnd(deps, { campaignId: CampaignID }, alive)))
        throw new Error(`A placement of campaign ${CampaignID} is on its way for longer than one can be`);
    },

    /**
     * Hangs up active calls and fails every incomplete job. If it is killed at any point, the next run does what is
     * left. A campaign whose stored state is not ended keeps its jobs: an operator started this by hand, or the
     * database is an older one, and then the reconciler brings the campaign back paused.
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
}
