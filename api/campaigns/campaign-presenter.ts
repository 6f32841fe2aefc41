/** Campaigns and their organisation as the Campaigns API shows them. Fields not named here stay internal. */
import { type CampaignState } from '../../domain/campaigns/campaign';
import { type CampaignDocument, type OrganisationDocument } from '../../store/mongodb/documents';
import { type ShownCampaign, type ShownOrganisation } from './answers';

/** `State` is the live state if known; `GlobalPauseReason` says which of the campaign's providers is out, if any. */
export const presentCampaign = (
  campaign: CampaignDocument,
  { State, GlobalPauseReason }: { State?: CampaignState; GlobalPauseReason?: string | undefined } = {},
): ShownCampaign => ({
  OrgID: campaign.OrgID,
  ID: campaign._id,
  Name: campaign.Name,
  State: State ?? campaign.State,
  ...(GlobalPauseReason === undefined ? {} : { GlobalPause: true, GlobalPauseReason }),
  Version: campaign.Version,
  Data: campaign.Data,
  CreatedAt: campaign.CreatedAt,
  UpdatedAt: campaign.UpdatedAt,
});

export const presentOrganisation = (organisation: OrganisationDocument): ShownOrganisation => ({
  Name: organisation.Name,
  DefaultRole: organisation.DefaultRole,
  IncludedCredits: organisation.IncludedCredits,
  IncludedConversationSeconds: organisation.IncludedConversationSeconds,
  BillingDoMStart: organisation.BillingDoMStart,
  BillingMode: organisation.BillingMode,
});
