/** The number a call comes from. The one place where it is chosen. */
import { type CampaignData } from './campaign-data';

type CallerIds = Pick<CampaignData, 'CallerID' | 'AvailableCallerIDs'>;

/** The job's caller ID if the campaign has it enabled, else the campaign's own. */
export function chooseCallerId(campaign: CallerIds, jobCallerId?: string): string {
  return jobCallerId !== undefined && isEnabled(campaign, jobCallerId) ? jobCallerId : campaign.CallerID;
}

function isEnabled({ AvailableCallerIDs }: CallerIds, callerId: string): boolean {
  // Own properties only: a job may name any text, and every object has a `constructor`.
  return Object.hasOwn(AvailableCallerIDs, callerId) && AvailableCallerIDs[callerId]?.Disabled !== true;
}
