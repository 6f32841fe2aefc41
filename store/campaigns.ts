import { type CampaignState } from '../domain/campaign';
import { type CampaignData } from '../domain/campaign-data';
import { type CampaignDocument, type OrganisationDocument } from './documents';
import { type Store } from './mongo';

/** Stores a campaign, paused and at version 1. The same id again changes nothing: a repeated request is harmless. */
export async function createCampaign(
  store: Store,
  campaign: { id: string; orgId: string; name: string; data: CampaignData; now: Date },
): Promise<CampaignDocument> {
  const document: CampaignDocument = {
    _id: campaign.id,
    OrgID: campaign.orgId,
    Name: campaign.name,
    State: 'paused',
    Version: 1,
    Data: campaign.data,
    Epoch: 0,
    CreatedAt: campaign.now,
    UpdatedAt: campaign.now,
  };
  const stored = await store.campaigns.findOneAndUpdate(
    { _id: campaign.id },
    { $setOnInsert: document },
    { upsert: true, returnDocument: 'after' },
  );
  return stored ?? document;
}

/** A campaign of this organisation; another organisation's is as absent as one that does not exist. */
export const findCampaign = (store: Store, orgId: string, id: string): Promise<CampaignDocument | null> =>
  store.campaigns.findOne({ _id: id, OrgID: orgId });

/** A campaign by id alone, for workflows and activities, whose input names it. */
export const loadCampaign = (store: Store, id: string): Promise<CampaignDocument | null> =>
  store.campaigns.findOne({ _id: id });

/** A campaign and whether its organisation lets started campaigns dial, in one read: the last look before dialling. */
export async function loadCampaignToDial(
  store: Store,
  id: string,
): Promise<{ campaign: CampaignDocument; isSchedulingEnabled: boolean } | null> {
  const found = await store.campaigns
    .aggregate<CampaignDocument & { Org: Pick<OrganisationDocument, 'SchedulingEnabled'>[] }>([
      { $match: { _id: id } },
      { $lookup: { from: 'organisations', localField: 'OrgID', foreignField: '_id', as: 'Org' } },
    ])
    .next();
  return found && { campaign: found, isSchedulingEnabled: found.Org[0]?.SchedulingEnabled !== false };
}

/** The organisation's campaigns in order of creation, after `afterId`. Without a limit: all. */
export const listCampaigns = (
  store: Store,
  orgId: string,
  { afterId, limit }: { afterId?: string | undefined; limit?: number | undefined } = {},
): Promise<CampaignDocument[]> =>
  store.campaigns
    .find({ OrgID: orgId, ...(afterId === undefined ? {} : { _id: { $gt: afterId } }) })
    .sort({ _id: 1 })
    .limit(limit ?? 0)
    .toArray();

/**
 * Writes the state that transition number `epoch` led to. A transition that is not newer than the stored one
 * changes nothing, so a retried or late write can never undo a later command; `ended` is final.
 * @returns what is stored afterwards, or null when the campaign does not exist. The caller compares.
 */
export async function recordCampaignState(
  store: Store,
  change: { campaignId: string; state: CampaignState; epoch: number; now: Date },
): Promise<Pick<CampaignDocument, 'State' | 'Epoch'> | null> {
  const { campaignId, state, epoch, now } = change;
  const written = await store.campaigns.findOneAndUpdate(
    { _id: campaignId, State: { $in: ['started', 'paused'] }, Epoch: { $lt: epoch } },
    {
      $set: {
        State: state,
        Epoch: epoch,
        UpdatedAt: now,
        ...(state === 'started' ? { StartedAt: now } : {}),
      },
    },
    { returnDocument: 'after', projection: { State: 1, Epoch: 1 } },
  );
  return written ?? store.campaigns.findOne({ _id: campaignId }, { projection: { State: 1, Epoch: 1 } });
}

/** Campaigns that ended after `since`, the latest first. */
export const listRecentlyEndedCampaigns = (
  store: Store,
  { since, limit }: { since: Date; limit: number },
): Promise<CampaignDocument[]> =>
  store.campaigns
    .find({ State: 'ended', UpdatedAt: { $gt: since } })
    .sort({ UpdatedAt: -1 })
    .limit(limit)
    .toArray();

/** Campaigns that have not ended, in order of id, after `afterId`: what the reconciler walks through. */
export const listUnendedCampaigns = (
  store: Store,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<CampaignDocument[]> =>
  store.campaigns
    .find({ _id: { $gt: afterId }, State: { $in: ['started', 'paused'] } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
