/** Writes a campaign's state to the database: one write at a time, in order, so that a slow one is not overtaken. */
import { CancellationScope, condition, upsertSearchAttributes } from '@temporalio/workflow';
import { type CampaignState } from '../domain/campaigns/campaign';
import { awaitDialsInFlight, recordCampaignState } from './activity-options';
import { type CarriedCampaign, type CommandAnswer, searchAttributes } from './contract';

interface Telling {
  /** Shows an operator what happened. */
  record(text: string): void;
  /** Shows an operator what is now stored. */
  showDetails(): void;
}

export function stateWrites(campaignId: string, campaign: CarriedCampaign, { record, showDetails }: Telling) {
  let [asked, done] = [0, 0];
  return { write, areDone: () => done === asked };

  /**
   * Stores `state` as the next transition, and answers when that holds for everybody: of a pause, when no call can
   * leave any more. An ended campaign stays ended, whatever we thought.
   */
  async function write(state: CampaignState): Promise<CommandAnswer> {
    const turn = asked;
    asked += 1;
    // Handlers run in the scope that an operator's cancellation reaches, but a write that has begun must finish.
    return CancellationScope.nonCancellable(async () => {
      try {
        await condition(() => done === turn);
        return await store(state);
      } finally {
        done += 1;
        showDetails();
      }
    });
  }

  /**
   * The database may be ahead of us (a transition was written and then lost, or an operator reset this workflow to an
   * earlier point): then ours becomes the one after that.
   */
  async function store(state: CampaignState): Promise<CommandAnswer> {
    for (;;) {
      const wanted: CommandAnswer = { State: state, Epoch: campaign.Epoch + 1 };
      const { DialsInFlight, ...stored } = await recordCampaignState({ CampaignID: campaignId, ...wanted });
      campaign.Epoch = stored.Epoch;
      // If the worker is killed before this, the same write and the same check for dials in flight are repeated.
      if (DialsInFlight) await awaitDialsInFlight({ CampaignID: campaignId });
      if (stored.State === state && stored.Epoch === wanted.Epoch) return stored;
      if (stored.State === 'ended') {
        campaign.State = 'ended';
        upsertSearchAttributes([{ key: searchAttributes.CampaignState, value: 'ended' }]);
        return stored;
      }
      record(`the database was ahead, and said ${stored.State}: ${state} is written again`);
    }
  }
}
