import { type CampaignState } from '../../domain/campaigns/campaign';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import {
  type CampaignDocument,
  type OrganisationDocument,
  type ProviderDocument,
} from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { allOf } from '../mongodb/one-by-one';
import { findVersion, keepVersion } from './versions';

/** Stores a campaign, paused and at version 1. The same id again changes nothing: a repeated request is harmless. */
export async function createCampaign(
  store: Store,
  campaign: { id: string; orgId: string; name: string; data: CampaignData; publishedBy: string; now: Date },
): Promise<CampaignDocument> {
  const document: CampaignDocument = {
    _id: campaign.id,
    OrgID: campaign.orgId,
    Name: campaign.name,
    State: 'paused',
    Version: 1,
    Data: campaign.data,
    Epoch: 0,
    JudgedVersion: 1,
    Numbers: numbersOf(campaign.data),
    Published: { ID: campaign.id, At: campaign.now, By: campaign.publishedBy },
    CreatedAt: campaign.now,
    UpdatedAt: campaign.now,
  };
  const stored = await store.campaigns.findOneAndUpdate(
    { _id: campaign.id },
    { $setOnInsert: document },
    { upsert: true, returnDocument: 'after' },
  );
  await keepVersion(store, stored ?? document);
  return stored ?? document;
}

/** Where a contact may call back, also while a number is disabled for calls of ours. */
export const numbersOf = ({ CallerID, AvailableCallerIDs }: CampaignData): string[] => [
  ...new Set([CallerID, ...Object.keys(AvailableCallerIDs)]),
];

export interface Publication {
  /** The same for the same request again. */
  id: string;
  campaignId: string;
  /** The version that the owner has seen, and that nobody may have replaced meanwhile. */
  ifVersion: number;
  name?: string | undefined;
  data?: CampaignData | undefined;
  publishedBy: string;
  now: Date;
}

export type PublicationVerdict =
  /** `campaign` as this publication left it. */
  | { kind: 'published'; campaign: CampaignDocument }
  | { kind: 'stale'; version: number }
  | { kind: 'ended' }
  | { kind: 'absent' };

/**
 * Replaces what a campaign is, in one atomic step that only one of several publishers of the same version can take. The
 * version that it replaces is kept first, so that whatever falls down when, no version is lost: the latest is the
 * campaign itself, and all before it are kept.
 */
export async function publishVersion(store: Store, publication: Publication): Promise<PublicationVerdict> {
  const { campaignId, ifVersion, name, data, now } = publication;
  const before = await loadCampaign(store, campaignId);
  const obstacle = await obstacleOf(store, publication, before);
  if (obstacle || !before) return obstacle ?? { kind: 'absent' };
  await keepVersion(store, before);
  const campaign = await store.campaigns.findOneAndUpdate(
    { _id: campaignId, Version: ifVersion, State: { $in: ['started', 'paused'] } },
    {
      $set: {
        ...(name === undefined ? {} : { Name: name }),
        ...(data === undefined ? {} : { Data: data, Numbers: numbersOf(data) }),
        Version: ifVersion + 1,
        Published: { ID: publication.id, At: now, By: publication.publishedBy },
        UpdatedAt: now,
      },
    },
    { returnDocument: 'after' },
  );
  if (campaign) {
    await keepVersion(store, campaign);
    return { kind: 'published', campaign };
  }
  // Somebody was quicker, with a version or with the end: one of the two is seen now.
  const after = await loadCampaign(store, campaignId);
  return (await obstacleOf(store, publication, after)) ?? { kind: 'absent' };
}

/** Why the publication cannot take place now; that it has taken place already is one of the reasons. */
async function obstacleOf(
  store: Store,
  { id, campaignId, ifVersion }: Publication,
  campaign: CampaignDocument | null,
): Promise<PublicationVerdict | undefined> {
  if (!campaign) return { kind: 'absent' };
  if (campaign.Version > ifVersion) {
    const next = await findVersion(store, campaignId, ifVersion + 1);
    if (next?.PublicationID === id) {
      const { Version, Name, Data, PublishedAt } = next;
      return { kind: 'published', campaign: { ...campaign, Version, Name, Data, UpdatedAt: PublishedAt } };
    }
  }
  if (campaign.State === 'ended') return { kind: 'ended' };
  return campaign.Version === ifVersion ? undefined : { kind: 'stale', version: campaign.Version };
}

/** A campaign of this organisation; another organisation's is as absent as one that does not exist. */
export const findCampaign = (store: Store, orgId: string, id: string): Promise<CampaignDocument | null> =>
  store.campaigns.findOne({ _id: id, OrgID: orgId });

/** A campaign by id alone, for workflows and activities, whose input names it. */
export const loadCampaign = (store: Store, id: string): Promise<CampaignDocument | null> =>
  store.campaigns.findOne({ _id: id });

/** A campaign, whether its organisation lets started campaigns dial, and how the providers are: the last look before dialling. */
export interface CampaignToDial {
  campaign: CampaignDocument;
  isSchedulingEnabled: boolean;
  /** Those that anything ever stood in the way of. */
  providers: ProviderDocument[];
}

/** In one read, since every call makes it. */
export async function loadCampaignToDial(store: Store, id: string): Promise<CampaignToDial | null> {
  const found = await store.campaigns
    .aggregate<
      CampaignDocument & {
        Org: Pick<OrganisationDocument, 'SchedulingEnabled'>[];
        Providers: ProviderDocument[];
      }
    >([
      { $match: { _id: id } },
      { $lookup: { from: 'organisations', localField: 'OrgID', foreignField: '_id', as: 'Org' } },
      { $lookup: { from: 'providers', pipeline: [], as: 'Providers' } },
    ])
    .next();
  if (!found) return null;
  const { Org, Providers, ...campaign } = found;
  return { campaign, isSchedulingEnabled: Org[0]?.SchedulingEnabled !== false, providers: Providers };
}

/** The organisation's campaigns in order of creation, after `afterId`. Without a limit: all. */
export const listCampaigns = (
  store: Store,
  orgId: string,
  { afterId, limit }: { afterId?: string | undefined; limit?: number | undefined } = {},
): Promise<CampaignDocument[]> =>
  allOf(
    store.campaigns
      .find({ OrgID: orgId, ...(afterId === undefined ? {} : { _id: { $gt: afterId } }) })
      .sort({ _id: 1 })
      .limit(limit ?? 0),
  );

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

/** Campaigns that ended after `since`, the latest first, read as they are asked for. */
export const recentlyEndedCampaigns = (
  store: Store,
  { since }: { since: Date },
): AsyncIterable<Pick<CampaignDocument, '_id' | 'UpdatedAt'>> =>
  store.campaigns
    .find({ State: 'ended', UpdatedAt: { $gt: since } })
    .project<Pick<CampaignDocument, '_id' | 'UpdatedAt'>>({ UpdatedAt: 1 })
    .sort({ UpdatedAt: -1 });

/** Campaigns that ended before that, and whose ending was never finished. */
export const unfinishedEndings = (
  store: Store,
  { before }: { before: Date },
): AsyncIterable<Pick<CampaignDocument, '_id' | 'UpdatedAt'>> =>
  store.campaigns
    // `recordEnding` is the last step of every ending.
    .find({ State: 'ended', FailedJobs: { $exists: false }, UpdatedAt: { $lte: before } })
    .project<Pick<CampaignDocument, '_id' | 'UpdatedAt'>>({ UpdatedAt: 1 });

/** Campaigns that have not ended, in order of id, after `afterId`: what the reconciler walks through. */
export const listUnendedCampaigns = (
  store: Store,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<CampaignDocument[]> =>
  allOf(
    store.campaigns
      .find(
        { _id: { $gt: afterId }, State: { $in: ['started', 'paused'] } },
        // Another index would have all of them sorted again for each page.
        { hint: { State: 1, _id: 1 } },
      )
      .sort({ _id: 1 })
      .limit(limit),
  );
