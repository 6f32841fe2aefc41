import { workflowInfo } from '@temporalio/workflow';
import { type CampaignCommand } from '../domain/campaigns/campaign';
import { sendCommand } from './activity-options';
import { type CommandOutcome } from './contract';
import { checkCommandInput } from './inputs';

/**
 * Sends one command to one campaign. A Temporal Schedule starts this, so that `temporal schedule create` alone makes a
 * campaign start every weekday at nine.
 *
 * Id: any; each run is one command. Handles no messages. Returns the campaign's answer; a refusal is also a result, so
 * the schedule continues.
 */
export async function campaignCommandWorkflow(
  campaignId: string,
  command: CampaignCommand,
): Promise<CommandOutcome> {
  checkCommandInput(campaignId, command);
  const { workflowId, runId } = workflowInfo();
  return sendCommand(campaignId, command, `${workflowId}:${runId}`);
}
