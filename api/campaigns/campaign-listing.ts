/** Writes the list of campaigns a few at a time, however many there are. */
import { type z } from 'zod';
import { type CampaignDocument, type OrganisationDocument } from '../../store/mongodb/documents';
import { listCampaigns } from '../../store/campaigns/campaigns';
import { type Store } from '../../store/mongodb/mongo';
import { presentCampaign, presentOrganisation } from './campaign-presenter';
import { writeCursor } from '../http/cursor';
import { type GlobalPauses } from './campaign-conditions';
import { type JsonParts, listing } from '../http/answer-parts';
import { type campaignList } from './answers';

/** A campaign has at most 1 MiB, so a page takes no more memory than one of MongoDB's own batches. */
const PAGE = 16;

export interface CampaignListing {
  organisation: OrganisationDocument;
  afterId: string | undefined;
  limit: number | undefined;
  pauseOf: GlobalPauses;
}

/** `{Campaigns, Org, NextCursor?}` as JSON, in parts. Each campaign is read when the part before it has been taken. */
export function campaignListing(
  store: Store,
  { organisation, afterId, limit = Infinity, pauseOf }: CampaignListing,
): JsonParts<z.output<typeof campaignList>> {
  let next: { NextCursor?: string } = {};
  async function* upToLimit(): AsyncGenerator<CampaignDocument> {
    let last: CampaignDocument | undefined;
    let shown = 0;
    for await (const campaign of campaignsAfter(store, organisation._id, afterId)) {
      if (shown === limit && last) {
        next = { NextCursor: writeCursor({ id: last._id }) };
        return;
      }
      yield campaign;
      shown += 1;
      last = campaign;
    }
  }
  return listing({
    name: 'Campaigns',
    items: upToLimit(),
    present: (campaign) => presentCampaign(campaign, { GlobalPauseReason: pauseOf(campaign) }),
    rest: () => ({ Org: presentOrganisation(organisation), ...next }),
  });
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
