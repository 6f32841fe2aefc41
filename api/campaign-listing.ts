/** The list of campaigns as it is written: a few at a time, however many there are. */
import { type CampaignDocument, type OrganisationDocument } from '../store/documents';
import { listCampaigns } from '../store/campaigns';
import { type Store } from '../store/mongo';
import { oneByOne } from '../store/one-by-one';
import { presentCampaign, presentOrganisation } from './campaign-presenter';
import { writeCursor } from './cursor';
import { type GlobalPauses } from './global-pause';

/** A campaign has at most 1 MiB, so a page of them takes no more than one batch of MongoDB's own. */
const PAGE = 16;

export interface CampaignListing {
  organisation: OrganisationDocument;
  afterId: string | undefined;
  limit: number | undefined;
  pauseOf: GlobalPauses;
}

/** `{Campaigns, Org, NextCursor?}` as JSON, in parts. Each campaign is read when the part before it has been taken. */
export async function* campaignListing(
  store: Store,
  { organisation, afterId, limit = Infinity, pauseOf }: CampaignListing,
): AsyncGenerator<string> {
  let opening = '{"Campaigns":[';
  let shown = 0;
  let lastId: string | undefined;
  let next = {};
  for await (const campaign of oneByOne(campaignsAfter(store, organisation._id, afterId))) {
    if (shown === limit && lastId !== undefined) {
      next = { NextCursor: writeCursor({ id: lastId }) };
      break;
    }
    yield opening + JSON.stringify(presentCampaign(campaign, { GlobalPauseReason: pauseOf(campaign) }));
    opening = ',';
    shown += 1;
    lastId = campaign._id;
  }
  const rest = JSON.stringify({ Org: presentOrganisation(organisation), ...next }).slice('{'.length);
  yield `${shown === 0 ? opening : ''}],${rest}`;
}

async function* campaignsAfter(
  store: Store,
  orgId: string,
  from: string | undefined,
): AsyncGenerator<CampaignDocument> {
  let afterId = from;
  for (;;) {
    const page = await listCampaigns(store, orgId, { afterId, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    afterId = page.at(-1)?._id;
  }
}
