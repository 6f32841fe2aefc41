/** What keeps a campaign's data from being published although its shape is right. */
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { templateFaults } from '../../domain/analysis/prompt-template';
import { schemaFaults } from './campaign-schemas';
import { invalid } from '../http/problems';

/** A 400 that names every place: found when publishing, it troubles its author and not a contact. */
export async function refuseUnpublishable(data: CampaignData): Promise<void> {
  const promptFaults = templateFaults(data.CampaignObjectivePrompt ?? '').map((message) => ({
    location: '/Data/CampaignObjectivePrompt',
    message,
  }));
  const faults = [...promptFaults, ...(await schemaFaults(data))];
  if (faults.length > 0) throw invalid(faults);
}
