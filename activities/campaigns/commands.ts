/**
 * Sends a campaign a command and reports its verdict. A Temporal Schedule runs this through `campaignCommandWorkflow`.
 */
import { WorkflowNotFoundError } from '@temporalio/client';
import { type CampaignCommand, type CampaignState, stateAfter } from '../../domain/campaigns/campaign';
import { loadCampaign } from '../../store/campaigns/campaigns';
import {
  campaignWorkflowId,
  type CommandOutcome,
  commandUpdates,
  refusingState,
} from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';

// Above the 10 s after which a campaign's tasks move away from a dead worker.
const UPDATE_DEADLINE_MS = 15_000;

export function createCommandActivities({ store, client }: ActivityDeps) {
  return {
    /**
     * If the campaign is already in the command's state, that is a success with a note. A refusal is recorded, not
     * thrown, so that a schedule goes on. Throws (and is retried) only while the campaign cannot be reached.
     * @param commandId the same id again is the same command: it is carried out once.
     */
    async sendCommand(
      campaignId: string,
      command: CampaignCommand,
      commandId: string,
    ): Promise<CommandOutcome> {
      const outcome = (accepted: boolean, state: CommandOutcome['State'], note: string): CommandOutcome => ({
        CampaignID: campaignId,
        Command: command,
        Accepted: accepted,
        State: state,
        Note: note,
      });
      const verdictIn = (state: CampaignState): CommandOutcome =>
        state === stateAfter(command)
          ? outcome(true, state, `The campaign was ${state} already`)
          : outcome(
              false,
              state,
              `Refused: the campaign is ${state}, and ${command} is not possible from there`,
            );

      try {
        const answer = await client.withDeadline(Date.now() + UPDATE_DEADLINE_MS, () =>
          client.workflow
            .getHandle(campaignWorkflowId(campaignId))
            .executeUpdate(commandUpdates[command], { updateId: commandId }),
        );
        return outcome(true, answer.State, `The campaign is now ${answer.State}`);
      } catch (error) {
        const refusing = refusingState(error);
        if (refusing) return verdictIn(refusing);
        if (error instanceof WorkflowNotFoundError) {
          const stored = await loadCampaign(store, campaignId);
          if (!stored) return outcome(false, 'unknown', `Refused: there is no campaign ${campaignId}`);
          if (stored.State === 'ended') return verdictIn(stored.State);
        }
        throw error;
      }
    },
  };
}
