/**
 * The life of a campaign.
 *
 *   paused ──start──► started ──pause──► paused ──end──► ended (final)
 *
 * There are only these three transitions (Campaigns API: "You may start paused campaigns only",
 * "409: Campaign not currently started", "Campaign must first be paused before it can be ended").
 */
export const campaignStates = ['started', 'paused', 'ended'] as const;
export type CampaignState = (typeof campaignStates)[number];

export const campaignCommands = ['start', 'pause', 'end'] as const;
export type CampaignCommand = (typeof campaignCommands)[number];

const legalTransitions: Record<CampaignCommand, { from: CampaignState; to: CampaignState }> = {
  start: { from: 'paused', to: 'started' },
  pause: { from: 'started', to: 'paused' },
  end: { from: 'paused', to: 'ended' },
};

export type Transition = { kind: 'moved'; to: CampaignState } | { kind: 'refused'; reason: string };

/** Decides what `command` does to a campaign in `state`. */
export function transition(state: CampaignState, command: CampaignCommand): Transition {
  const { from, to } = legalTransitions[command];
  if (state === from) return { kind: 'moved', to };
  return { kind: 'refused', reason: `Campaign not currently ${from}: it is ${state}` };
}

/** The state a campaign is in once `command` has been obeyed. */
export const stateAfter = (command: CampaignCommand): CampaignState => legalTransitions[command].to;

export const isCampaignCommand = (value: unknown): value is CampaignCommand =>
  campaignCommands.some((command) => command === value);
