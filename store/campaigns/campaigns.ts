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

/** Stores a campaign, paused and at version 1. A repetition with the same id changes nothing. */
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
    ReevaluatedVersion: 1,
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

/** The numbers that a contact may call back, also while one is disabled for outbound calls. */
export const numbersOf = ({ CallerID, AvailableCallerIDs }: CampaignData): string[] => [
  ...new Set([CallerID, ...Object.keys(AvailableCallerIDs)]),
];

export interface Publication {
  /** A repeated request has the same id. */
  id: string;
  campaignId: string;
  /** The version that the owner has seen; it must still be the present one. */
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
 * Replaces a campaign's content in one atomic step, which only one of several publishers of the same version can take.
 * The version that it replaces is stored first, so that no version is lost when a process dies: the latest is the
 * campaign itself, and all earlier ones are stored.
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
  // Another request has published a version or ended the campaign first: read again which.
  const after = await loadCampaign(store, campaignId);
  return (await obstacleOf(store, publication, after)) ?? { kind: 'absent' };
}

/** Why the publication cannot take place now; one reason is that it has already taken place. */
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

/** A campaign by its id only, for workflows and activities, whose input names it. */
export const loadCampaign = (store: Store, id: string): Promise<CampaignDocument | null> =>
  store.campaigns.findOne({ _id: id });

/**
 * What the pre-dial check reads: a campaign, whether its organisation lets started campaigns dial, and the providers.
 */
export interface CampaignToDial {
  campaign: CampaignDocument;
  isSchedulingEnabled: boolean;
  /** Those that were ever out or held. */
  providers: ProviderDocument[];
}

/** In one read, since every call needs it. */
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

/** The organisation's campaigns in order of creation, after `afterId`; without a limit: all. */
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
      $unset: { Idle: '' },
    },
    { returnDocument: 'after', projection: { State: 1, Epoch: 1 } },
  );
  return written ?? store.campaigns.findOne({ _id: campaignId }, { projection: { State: 1, Epoch: 1 } });
}

/** Campaigns that ended after `since`, the latest first, as a cursor. */
export const recentlyEndedCampaigns = (
  store: Store,
  { since }: { since: Date },
): AsyncIterable<Pick<CampaignDocument, '_id' | 'UpdatedAt'>> =>
  store.campaigns
    .find({ State: 'ended', UpdatedAt: { $gt: since } })
    .project<Pick<CampaignDocument, '_id' | 'UpdatedAt'>>({ UpdatedAt: 1 })
    .sort({ UpdatedAt: -1 });

/** Campaigns that ended up to `before` and whose ending never finished. */
export const unfinishedEndings = (
  store: Store,
  { before }: { before: Date },
): AsyncIterable<Pick<CampaignDocument, '_id' | 'UpdatedAt'>> =>
  store.campaigns
    // `recordEnding` is the last step of every ending.
    .find({ State: 'ended', FailedJobs: { $exists: false }, UpdatedAt: { $lte: before } })
    .project<Pick<CampaignDocument, '_id' | 'UpdatedAt'>>({ UpdatedAt: 1 });

/** Campaigns that have not ended, in order of id, after `afterId`: the reconciler goes through them. */
export const listUnendedCampaigns = (
  store: Store,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<CampaignDocument[]> =>
  allOf(
    store.campaigns
      .find(
        { _id: { $gt: afterId }, State: { $in: ['started', 'paused'] } },
        // With another index MongoDB would sort all of them again for each page.
        { hint: { State: 1, _id: 1 } },
      )
      .sort({ _id: 1 })
      .limit(limit),
  );
