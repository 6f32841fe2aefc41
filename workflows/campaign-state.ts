/** What a campaign workflow remembers, as plain JSON that survives continue-as-new, and how it changes. */
import { type CarriedCampaign, type CommandAnswer } from './contract';

// Update ids remembered across runs: more than can be in flight at a hand-over (10 per workflow) many times over.
const ANSWERS_KEPT = 200;
// Lines shown to an operator.
const LOG_KEPT = 20;

export const startingState = (): CarriedCampaign => ({ state: 'paused', epoch: 0, answered: [], log: [] });

export function remember(campaign: CarriedCampaign, id: string, answer: CommandAnswer): void {
  campaign.answered.push({ id, answer });
  campaign.answered.splice(0, campaign.answered.length - ANSWERS_KEPT);
}

export const answerTo = (campaign: CarriedCampaign, id: string): CommandAnswer | undefined =>
  campaign.answered.find((given) => given.id === id)?.answer;

export function note(campaign: CarriedCampaign, atMs: number, text: string): void {
  campaign.log.push({ atMs, text });
  campaign.log.splice(0, campaign.log.length - LOG_KEPT);
}

/** What the Temporal UI shows of the campaign, in Markdown. Ids and states only. */
export function details(campaign: CarriedCampaign, campaignId: string): string {
  const lines = [...campaign.log]
    .reverse()
    .map(({ atMs, text }) => `- ${new Date(atMs).toISOString()} ${text}`);
  return [
    `**${campaign.state}** · campaign \`${campaignId}\` · transition ${campaign.epoch}`,
    '',
    'Send the signal or update `start`, `pause` or `end`. A campaign must be paused before it can be ended; ending fails every incomplete job and cannot be undone.',
    '',
    ...lines,
  ].join('\n');
}
