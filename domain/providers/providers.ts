/** Which providers a campaign needs, and how many calls they allow it. */
import { wantsAnalysis, wantsObjective } from '../analysis/analysis';
import { type CampaignData } from '../campaigns/campaign-data';
import { circuitLimits } from './circuit';
import { grownTo } from './ramp';

export const ANALYST = 'analyst';

/** Without one of these the campaign's calls cannot be carried out as its owner asked. */
export function providersOf(
  data: Pick<CampaignData, 'AnalysisSchema' | 'CampaignObjectivePrompt'>,
  voiceProvider: string,
): string[] {
  return wantsAnalysis(data) || wantsObjective(data) ? [voiceProvider, ANALYST] : [voiceProvider];
}

/** The state of a provider that was ever out or held. */
export interface ProviderState {
  GlobalPause: boolean;
  Since: Date;
}

/** Is one of these providers out? */
export const isAnyOut = (
  states: readonly (Pick<ProviderState, 'GlobalPause'> & { _id: string })[],
  needed: readonly string[],
): boolean => states.some(({ _id, GlobalPause }) => GlobalPause && needed.includes(_id));

/**
 * How many calls the campaign's providers allow to be active now: none while one of them is out, then gradually more.
 * Pass the states of these providers only; one without a state is well.
 */
export function allowedByProviders(
  states: readonly ProviderState[],
  { maxActiveCalls, nowMs }: { maxActiveCalls: number; nowMs: number },
): number {
  if (states.some(({ GlobalPause }) => GlobalPause)) return 0;
  return Math.min(
    maxActiveCalls,
    ...states.map(({ Since }) =>
      allowedAfterResumption({ maxActiveCalls, resumedAtMs: Since.getTime(), nowMs }),
    ),
  );
}

/** One call at the resumption, then linearly more, then the cap. */
export function allowedAfterResumption({
  maxActiveCalls,
  resumedAtMs,
  nowMs,
}: {
  maxActiveCalls: number;
  resumedAtMs: number;
  nowMs: number;
}): number {
  return grownTo(maxActiveCalls, (nowMs - resumedAtMs) / circuitLimits.growthMs);
}
