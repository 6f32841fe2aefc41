/** The rules of a campaign, as one object for as long as they are the same. */
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { type CampaignDocument } from '../../store/mongodb/documents';

export interface PublishedData {
  /** The data of a campaign as it was just read. */
  of(campaign: Pick<CampaignDocument, '_id' | 'Version' | 'Data'>): CampaignData;
  /** What this process read last, which may be out of date: good for a guess that is checked. */
  lastSeen(campaignId: string): CampaignData | undefined;
}

// Campaigns started at a time in one process, many times over.
const CAMPAIGNS_KEPT = 1_000;

/**
 * A version never changes once it is published. What the rules work out of it (the hours of a window, the areas of caller
 * IDs) is remembered by the object, so every reading of one version is made the same object.
 */
export function createPublishedData(): PublishedData {
  const known = new Map<string, { version: number; data: CampaignData }>();
  return {
    of({ _id, Version, Data }) {
      const kept = known.get(_id);
      if (kept?.version === Version) return kept.data;
      known.delete(_id);
      known.set(_id, { version: Version, data: Data });
      const [oldest] = known.keys();
      if (known.size > CAMPAIGNS_KEPT && oldest !== undefined) known.delete(oldest);
      return Data;
    },
    lastSeen: (campaignId) => known.get(campaignId)?.data,
  };
}
