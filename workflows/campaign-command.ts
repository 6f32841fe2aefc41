import { workflowInfo } from '@temporalio/workflow';
import { type CampaignCommand } from '../domain/campaigns/campaign';
import { sendCommand } from './activity-options';
import { type CommandOutcome } from './contract';
import { checkCommandInput } from './inputs';

/**
 * Sends one command to one campaign: what a Temporal Schedule starts, so that `temporal schedule create` alone makes a
 * campaign start every weekday at nine.
 *
 * Id: any; each run of it is one command. Hears nothing. Ends with the campaign's verdict, which is a result even when it
 * is a refusal: a schedule goes on.
 */
export async function campaignCommandWorkflow(
  campaignId: string,
  command: CampaignCommand,
): Promise<CommandOutcome> {
  checkCommandInput(campaignId, command);
  const { workflowId, runId } = workflowInfo();
  return sendCommand(campaignId, command, `${workflowId}:${runId}`);
}
