/** Published versions of a campaign: the latest is the campaign itself, all earlier ones are stored here. */
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { type CampaignDocument, type CampaignVersionDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

const versionId = (campaignId: string, version: number): string => `${campaignId}:${version}`;

/** The campaign's present version. Its content never changes. */
export const versionOf = (campaign: CampaignDocument): CampaignVersionDocument => ({
  _id: versionId(campaign._id, campaign.Version),
  OrgID: campaign.OrgID,
  CampaignID: campaign._id,
  Version: campaign.Version,
  Name: campaign.Name,
  Data: campaign.Data,
  PublishedAt: campaign.Published.At,
  PublishedBy: campaign.Published.By,
  PublicationID: campaign.Published.ID,
});

/** Stores the campaign's present version. A repetition, also by another process, changes nothing. */
export async function keepVersion(store: Store, campaign: CampaignDocument): Promise<void> {
  const version = versionOf(campaign);
  await store.campaignVersions.updateOne({ _id: version._id }, { $setOnInsert: version }, { upsert: true });
}

/** A version that was published, or null. */
export async function findVersion(
  store: Store,
  campaignId: string,
  version: number,
): Promise<CampaignVersionDocument | null> {
  const kept = () => store.campaignVersions.findOne({ _id: versionId(campaignId, version) });
  const known = await kept();
  if (known) return known;
  // The process that published it may have died before storing it: then it is still the present one.
  const present = await store.campaigns.findOne({ _id: campaignId, Version: version });
  // Or it was replaced between the two reads, and is stored since.
  return present ? versionOf(present) : kept();
}

export interface VersionListing extends Pick<
  CampaignVersionDocument,
  'Version' | 'Name' | 'PublishedAt' | 'PublishedBy'
> {
  /** Of its data the choice of rule sets alone. */
  Data: { Constraints: Pick<Constraints, 'RuleSets'> };
}

/** The versions of a campaign, the latest first, below `before`. */
export async function listVersions(
  store: Store,
  campaign: CampaignDocument,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<VersionListing[]> {
  const kept = await store.campaignVersions
    .find({ CampaignID: campaign._id, ...(before === undefined ? {} : { Version: { $lt: before } }) })
    .project<VersionListing>({
      Version: 1,
      Name: 1,
      PublishedAt: 1,
      PublishedBy: 1,
      'Data.Constraints.RuleSets': 1,
    })
    .sort({ Version: -1 })
    .limit(limit)
    .toArray();
  const isListed = before !== undefined || kept.some(({ Version }) => Version >= campaign.Version);
  // Not stored yet: see `findVersion`.
  return isListed ? kept : [versionOf(campaign), ...kept].slice(0, limit);
}
