/** What a campaign workflow remembers, as plain JSON that survives continue-as-new, and how it changes. */
import { type CarriedCampaign, type CommandAnswer } from './contract';

// Update ids carried across runs: many times what can be in flight at continue-as-new (10 per workflow).
const ANSWERS_KEPT = 200;
// Lines shown to an operator.
const LOG_KEPT = 20;

export const startingState = (): CarriedCampaign => ({ State: 'paused', Epoch: 0, Answered: [], Log: [] });

export function remember(campaign: CarriedCampaign, id: string, answer: CommandAnswer): void {
  campaign.Answered.push({ UpdateID: id, Answer: answer });
  campaign.Answered.splice(0, campaign.Answered.length - ANSWERS_KEPT);
}

export const answerTo = (campaign: CarriedCampaign, id: string): CommandAnswer | undefined =>
  campaign.Answered.find(({ UpdateID }) => UpdateID === id)?.Answer;

export function note(campaign: CarriedCampaign, atMs: number, text: string): void {
  campaign.Log.push({ AtMs: atMs, Text: text });
  campaign.Log.splice(0, campaign.Log.length - LOG_KEPT);
}

/** What the Temporal UI shows of the campaign, in Markdown. Ids and states only. */
export function details(campaign: CarriedCampaign, campaignId: string, idle?: { untilMs?: number }): string {
  const lines = [...campaign.Log]
    .reverse()
    .map(({ AtMs, Text }) => `- ${new Date(AtMs).toISOString()} ${Text}`);
  return [
    `**${campaign.State}** · campaign \`${campaignId}\` · transition ${campaign.Epoch}`,
    ...(idle ? ['', idleText(idle)] : []),
    '',
    'Send the signal or update `start`, `pause` or `end`. A campaign must be paused before it can be ended; ending fails every incomplete job and cannot be undone.',
    '',
    ...lines,
  ].join('\n');
}

const idleText = ({ untilMs }: { untilMs?: number }): string =>
  untilMs === undefined
    ? 'Idle: no job can be called for now.'
    : `Idle: no job can be called before ${new Date(untilMs).toISOString()}.`;
